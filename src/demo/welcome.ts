import { listBrands } from '../access/index.ts';
import type { Config } from '../config.ts';
import { openStore, type DatabaseAddress } from '../db/index.ts';
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
    if (!database.embedded && !config.TOLK_DEMO) return (await listBrands(sql)).length === 0 ? EMPTY_HOUSE : undefined;
    const demo = await makeDemo(sql, config);
    return demo && demoWords(demo, config, url);
  } finally {
    await sql.destroy();
  }
}

const EMPTY_HOUSE = `
This store has no brand yet. Make one, a user and a token:
  npx tolk brand create NAME
  npx tolk user create USER --brand NAME
  npx tolk token create --brand NAME --user USER
`;

function demoWords({ brand, user, token, customerId }: Demo, { PUBLIC_URL }: Config, url: string): string {
  const base = (PUBLIC_URL ?? reachable(url)).replace(/\/+$/, '');
  // an own certificate is hardly one for a loopback address
  const trust = PUBLIC_URL === undefined && base.startsWith('https:') ? '-k ' : '';
  return `
Made the brand "${brand}" with customers, groups, a data model and the user "${user}". Shown this once:

  docs       ${base}/docs
  REST       ${base}/docs/rest
  campaigns  ${base}/docs/campaigns
  WSDL       ${base}${SOAP_PATH}?wsdl
  token      ${token}

The docs send calls with that token, show the description of the data model, and draw the campaign. Or from here, look a customer up:

  curl -s ${trust}-H 'Content-Type: text/xml' -d '${lookUp(token)}' '${base}${SOAP_PATH}'

and read the stays of that customer:

  curl -s ${trust}-H 'Authorization: Bearer ${token}' '${base}/dataextension/customer/clang_${customerId}/stay'
`;
}

/** An address that listens to all is called by loopback. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/** Nothing in it needs an escape in a POSIX shell, between single quotes, or in XML. */
function lookUp(token: string): string {
  const body = `<uuid>${token}</uuid><emailAddress>${SAMPLE_ADDRESS}</emailAddress>`;
  return '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    + `<customer_getByEmailAddress>${body}</customer_getByEmailAddress></s:Body></s:Envelope>`;
}
