import { expect } from 'chai';
import { readConfig } from '../../src/config.ts';
import { DEMO_BRAND, welcome } from '../../src/demo/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

describe('first words', () => {
  let database: TestDatabase;
  const said = (env: Record<string, string>, url: string) => {
    const address = { url: database.url, directUrl: database.url, release: () => Promise.resolve() };
    return welcome(readConfig(env), address, url);
  };

  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  it('name an address that can be called', async () => {
    const words = await said({ TOLK_DEMO: '1' }, 'https://0.0.0.0:8443');
    expect(words).to.contain(`brand "${DEMO_BRAND}"`).and.contain('WSDL       https://127.0.0.1:8443/app/')
      .and.contain('docs       https://127.0.0.1:8443/docs\n').and.contain('REST       https://127.0.0.1:8443/docs/rest\n')
      .and.contain('campaigns  https://127.0.0.1:8443/docs/campaigns\n')
      .and.contain('curl -s -k -H').and.not.match(/[?&]token=/);
  });

  it('name the address of the proxy in front', async () => {
    const words = await said({ TOLK_DEMO: '1', PUBLIC_URL: 'https://soap.example/' }, 'http://127.0.0.1:8080');
    expect(words).to.contain('docs       https://soap.example/docs\n').and.contain('curl -s -H').and.not.contain('127.0.0.1');
  });

  it('are over once there is a brand', async () => {
    expect(await said({}, 'http://127.0.0.1:8080')).to.contain('npx tolk brand create NAME');
    await said({ TOLK_DEMO: '1' }, 'http://127.0.0.1:8080');
    expect(await said({}, 'http://127.0.0.1:8080')).to.equal(undefined);
    expect(await said({ TOLK_DEMO: '1' }, 'http://127.0.0.1:8080')).to.equal(undefined);
  });
});
