import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** The columns of the file, which are names of fields. */
export const FILE_FIELDS = [
  'externalId', 'emailAddress', 'title', 'initials', 'firstname', 'prefix', 'lastname', 'gender', 'birthday', 'address',
  'addressNumber', 'zipCode', 'city', 'country', 'mobilePhone', 'optIn', 'smsOptIn', 'status', 'companyName', 'jobTitle',
];

const PIECE = 10_000;

/**
 * Writes a CSV file of customers with a header. Every second one is stored already, as `makeStore` does it, and differs
 * in three fields; the others are new.
 */
export async function writeFile(name: string, records: number): Promise<void> {
  const file = createWriteStream(name);
  file.write(`${FILE_FIELDS.join(';')}\n`);
  for (let from = 0; from < records; from += PIECE) {
    const lines = Array.from({ length: Math.min(PIECE, records - from) }, (_, place) => line(from + place, records));
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

function line(at: number, records: number): string {
  const number = at % 2 === 0 ? at / 2 + 1 : records / 2 + (at + 1) / 2;
  return `K-${number};anna${number}@mail.example;drs.;A.B.;Anna;de;Visser;WOMAN;1980-02-03;Kerkstraat;12;1234 AB;`
    + `"Den Haag; Scheveningen";Nederland;+316${number};Y;Y;CUSTOMER;Bakkerij ${at % 1000};Inkoper\n`;
}
