import { rows, type Scope } from '../../db/index.ts';
import type { IdQuery } from '../../resource/index.ts';

/** How many of some customers can be reached, as digits (soap.md 6.4 and 8). */
export interface Reach {
  readonly customers: string;
  /** Who may get bulk mail. */
  readonly mailable: string;
  /** Who may get text messages. */
  readonly smsable: string;
  readonly emailAddresses: string;
  readonly mobilePhoneNumbers: string;
}

/** Counts over the customers of a query that are there. Addresses are the same without letter case. */
export async function reachOf({ sql, brand }: Scope, { text, values }: IdQuery): Promise<Reach> {
  const count = `
    select count(*),
      count(*) filter (where c.opt_in = 'Y' and c.hard_bounce_count = 0 and c.soft_bounce_count < 5
        and c.mail_status = 'ACTIVE' and c.marital_status <> 'DECEASED' and c.email_address <> ''),
      count(*) filter (where c.sms_opt_in = 'Y' and c.marital_status <> 'DECEASED' and c.mobile_phone <> ''),
      count(distinct lower(c.email_address)) filter (where c.email_address <> ''),
      count(distinct c.mobile_phone) filter (where c.mobile_phone <> '')
    from (${text}) as source join customer c on c.brand_id = $${values.length + 1} and c.id = source.id`;
  type Row = [customers: string, mailable: string, smsable: string, addresses: string, numbers: string];
  const [row] = await rows<Row>(sql, { name: '', text: count }, [...values, brand.id]);
  const [customers, mailable, smsable, emailAddresses, mobilePhoneNumbers] = row ?? ['0', '0', '0', '0', '0'];
  return { customers, mailable, smsable, emailAddresses, mobilePhoneNumbers };
}
