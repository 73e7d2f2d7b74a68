import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';

describe('the paths of REST calls', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway({ env: { METRICS_PORT: '0' } }); });
  after(() => gateway.stop());

  async function loggedFor(path: string): Promise<unknown> {
    const before = gateway.lines.length;
    await (await fetch(gateway.url + path)).text();
    return gateway.lines.slice(before).find(({ msg }) => msg === 'request')?.['path'];
  }

  it('are in the log as they came where a route takes them', async () => {
    expect(await loggedFor('/dataextension/customer/clang_42/stay')).to.equal('/dataextension/customer/clang_42/stay');
    expect(await loggedFor('/api/v1/session')).to.equal('/api/v1/session');
    expect(await loggedFor('/docs/style.css')).to.equal('/docs/style.css');
  });

  it('are there with their first segment only where none does', async () => {
    expect(await loggedFor('/nowhere/ada@harbour.example/1')).to.equal('/nowhere');
    expect(await loggedFor('/api/v1/houses/secret?token=secret')).to.equal('/api');
    expect(await loggedFor('/nowhere')).to.equal('/nowhere');
    expect(await loggedFor('//nowhere/secret')).to.equal('/');
    expect(await loggedFor('/')).to.equal('/');
  });

  it('are there without a token that a client put into them', async () => {
    const { token } = gateway;
    expect(await loggedFor(`/dataextension/stay&token=${token}`)).to.equal('/dataextension/stay&token=[secret]');
    expect(await loggedFor(`/token=${token.toUpperCase()}`)).to.equal('/token=[secret]');
    expect(JSON.stringify(gateway.lines).toLowerCase()).not.to.include(token);
  });

  it('are there without what opens the link of a member of a campaign', async () => {
    expect(await loggedFor(`/l/${'0'.repeat(32)}/opens-it`)).to.equal(`/l/${'0'.repeat(32)}/[secret]`);
  });

  it('are counted by routes, in however many spellings they come', async () => {
    const headers = { authorization: `Bearer ${gateway.token}` };
    for (const root of ['/dataextension', '/DataExtension', '/DATAEXTENSION']) {
      await (await fetch(`${gateway.url}${root}`, { headers })).text();
      await (await fetch(`${gateway.url}${root}/stay/secret`)).text();
      await (await fetch(`${gateway.url}${root}/_model/tables`)).text();
    }
    const metrics = await (await fetch(`${gateway.metricsUrl}/metrics`)).text();
    const routes = [...metrics.matchAll(/_count\{route="(\/data[^"]*)"/gi)].map(([, route]) => route);
    expect(routes).to.have.members(['/dataextension/', '/dataextension/*path', '/dataextension/_model/tables']);
  });
});
