import { listBrands } from '../access/index.ts';
import type { Config } from '../config.ts';
import { openStore, type DatabaseAddress, type Store } from '../db/index.ts';
import { SOAP_PATH } from '../soap/index.ts';
import { SAMPLE_ADDRESS } from './customers.ts';
import { makeDemo, type Demo } from './make-demo.ts';

/**
 * What to say when the service has started on an empty house. On an embedded store, or with TOLK_DEMO=1, the demo
 * brand is made, and its token told this once; elsewhere, how to make a brand, a user and a token.
 * @param url where the service listens; PUBLIC_URL goes before it
 * @returns nothing when there is a brand already
 */
export async function welcome(config: Config, database: DatabaseAddress, url: string): Promise<string | undefined> {
  const sql = openStore({
    url: database.directUrl, connections: 1, prepare: config.DATABASE_PREPARE, applicationName: 'tolk start',
  });
  try {
    const isEmbedded = database.embedded !== undefined;
    return await firstWords(config, sql, { isEmbedded, url: config.PUBLIC_URL ?? url });
  } finally {
    await sql.destroy();
  }
}

async function firstWords(
  config: Config, sql: Store, { isEmbedded, url }: { isEmbedded: boolean; url: string },
): Promise<string | undefined> {
  if (isEmbedded || config.TOLK_DEMO) {
    const demo = await makeDemo(sql, config);
    return demo && demoWords(demo, url.replace(/\/+$/, ''));
  }
  return (await listBrands(sql)).length === 0 ? EMPTY_HOUSE : undefined;
}

const EMPTY_HOUSE = `
This store has no brand yet. Make one, a user and a token:
  npx tolk brand create NAME
  npx tolk user create USER --brand NAME
  npx tolk token create --brand NAME --user USER
`;

function demoWords({ brand, user, token }: Demo, url: string): string {
  return `
Made the brand "${brand}" with customers, groups and the user "${user}". Shown this once:

  WSDL   ${url}${SOAP_PATH}?wsdl
  docs   ${url}/docs
  token  ${token}

Look a customer up:

  ${curl(url, token)}
`;
}

/** One line for a POSIX shell; nothing in it needs an escape there or in XML. */
function curl(url: string, token: string): string {
  const call = `<customer_getByEmailAddress><uuid>${token}</uuid><emailAddress>${SAMPLE_ADDRESS}</emailAddress></customer_getByEmailAddress>`;
  const envelope = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
    + `<s:Body>${call}</s:Body></s:Envelope>`;
  return `curl -s -H 'Content-Type: text/xml' -d '${envelope}' '${url}${SOAP_PATH}'`;
}
