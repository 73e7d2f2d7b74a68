import { expect } from 'chai';
import { manager, refusal, type Manager } from '../rest-management/support.ts';
import { tolk } from '../cli/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { SETTINGS, startReceiver, type Receiver } from './notices-support.ts';

type Json = Record<string, unknown>;

describe('subscriptions by REST and by command', () => {
  let gateway: TestGateway;
  let boss: Manager;
  let receiver: Receiver;
  before(async () => {
    gateway = await startGateway({ env: { ...SETTINGS, LOG_LEVEL: 'debug', SUBSCRIPTION_CONCURRENCY: '2' } });
  });
  beforeEach(async () => {
    boss = await manager(gateway);
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());
  after(() => gateway.stop());

  const path = '/subscriptions';
  const wish = (more: object = {}) => ({ name: 'Shop', url: receiver.url, events: ['customer.changed', 'customer.deleted'], ...more });
  const command = (...args: string[]) =>
    tolk(['subscription', ...args, '--brand', boss.brand.name], { ...SETTINGS, DATABASE_URL: gateway.databaseUrl });
  const customer = async (method: string, place: string, body?: object) => {
    const { token } = await made('data.write');
    return fetch(`${gateway.url}/app/api/rest/public/v2/customer${place}`, {
      method, headers: { authorization: `Bearer ${token}` }, ...(body && { body: JSON.stringify(body) }),
    });
  };
  const made = async (right: string) => {
    const { body: user } = await boss.ask('POST', '/users', { name: `shop of ${boss.brand.name}` }) as { body: Json };
    const users = await boss.ask('GET', '/users') as { body: Json[] };
    const id = user?.['id'] ?? users.body.find(({ name }) => name === `shop of ${boss.brand.name}`)?.['id'];
    const { body } = await boss.ask('POST', '/tokens', { user: id, rights: [right] }) as { body: { token: string } };
    return body;
  };

  it('tell of customers that another door writes', async () => {
    const { body } = await boss.ask('POST', path, wish()) as { body: { secret: string } };
    receiver.secret = body.secret;
    const answer = await customer('POST', '', { lastname: 'Visser' });
    const { id } = await answer.json() as { id: number };
    await customer('PUT', `/${id}`, { lastname: 'Bakker' });
    await customer('DELETE', `/${id}`);
    await until(() => receiver.got.length === 3);
    expect(receiver.got.map(({ type, data, isSigned }) => [type, data['customerIds'], data['kind'], isSigned])).to.have.deep.members([
      ['customer.changed', [String(id)], 'inserted', true], ['customer.changed', [String(id)], 'updated', true],
      ['customer.deleted', [String(id)], undefined, true],
    ]);
    const said = JSON.stringify(gateway.lines);
    expect(said).not.to.contain(body.secret).and.not.to.contain('key=k').and.not.to.contain('whsec_');
  });

  it('are made, shown, changed, tried, given a new secret and removed by REST', async () => {
    const first = await boss.ask('POST', path, wish({ isOn: false }));
    const { secret, ...shown } = first.body as Json & { secret: string; id: string };
    receiver.secret = secret;
    expect([first.status, first.headers.get('location')]).to.deep.equal([201, `${gateway.url}/api/v1${path}/${shown.id}`]);
    expect((await boss.ask('GET', path)).body).to.deep.equal([shown]);
    expect((await boss.ask('GET', `${path}/shop`)).body).to.deep.equal(shown);
    expect(refusal(await boss.ask('POST', path, wish()))).to.equal('409 SUBSCRIPTION_EXISTS');
    expect(refusal(await boss.ask('POST', path, wish({ name: 'B', events: ['x'] })))).to.equal('400 FIELD_VALUE');
    expect((await boss.ask('PATCH', `${path}/Shop`, { isOn: true })).body).to.include({ isOn: true });
    expect((await boss.ask('POST', `${path}/Shop/test`)).body).to.include({ isTaken: true, status: 200 });
    expect(receiver.got[0]).to.include({ type: 'ping', isSigned: true });
    const { body: next } = await boss.ask('POST', `${path}/Shop/secret`);
    expect((next as Json)['secret']).to.match(/^whsec_/).and.not.to.equal(secret);
    expect((await boss.ask('DELETE', `${path}/Shop`)).status).to.equal(204);
    expect(refusal(await boss.ask('GET', `${path}/Shop`))).to.equal('404 SUBSCRIPTION_NOT_FOUND');
  });

  it('show their deliveries in pages, and send them again', async () => {
    await boss.ask('POST', path, wish());
    receiver.status = 410;
    await customer('POST', '', { lastname: 'Visser' });
    await until(async () => ((await boss.ask('GET', `${path}/Shop`)).body as Json)['isOn'] === false);
    const list = await boss.ask('GET', `${path}/Shop/deliveries?state=failed&limit=1`);
    const [delivery] = list.body as { id: string; webhookId: string }[];
    expect(delivery).to.include({ event: 'customer.changed', state: 'failed', status: 410 });
    expect(refusal(await boss.ask('POST', `${path}/Shop/deliveries/${delivery?.id}/replay`))).to.equal('409 SUBSCRIPTION_OFF');
    receiver.status = 200;
    await boss.ask('PATCH', `${path}/Shop`, { isOn: true });
    expect((await boss.ask('POST', `${path}/Shop/replay`, { since: '2020-01-01' })).body).to.deep.equal({ replayed: 1 });
    await until(() => receiver.got.length === 2);
    expect(receiver.got[1]?.id).to.equal(delivery?.webhookId);
    const { body: whole } = await boss.ask('GET', `${path}/Shop/deliveries/${delivery?.id}`);
    expect((whole as { body: string }).body).to.equal(receiver.got[1]?.body);
    expect(refusal(await boss.ask('GET', `${path}/Shop/deliveries/0`))).to.equal('404 DELIVERY_NOT_FOUND');
    expect(refusal(await boss.ask('GET', `${path}/Shop/deliveries?limit=0`))).to.equal('400 FIELD_VALUE');
  });

  it('are nobody else\'s', async () => {
    const { body } = await boss.ask('POST', path, wish()) as { body: { id: string } };
    const other = await manager(gateway);
    expect((await other.ask('GET', path)).body).to.deep.equal([]);
    for (const [method, place] of [
      ['GET', ''], ['PATCH', ''], ['DELETE', ''], ['POST', '/test'], ['POST', '/secret'], ['GET', '/deliveries'],
    ] as const) {
      const answer = await other.ask(method, `${path}/${body.id}${place}`, method === 'PATCH' ? { isOn: false } : undefined);
      expect(refusal(answer), method + place).to.equal('404 SUBSCRIPTION_NOT_FOUND');
    }
    expect((await boss.ask('GET', `${path}/Shop`)).body).to.include({ isOn: true });
  });

  it('are made, shown, changed and removed by command', async () => {
    const added = await command('add', 'Shop', '--url', receiver.url, '--events', 'customer.changed,run.ended');
    expect([added.code, added.err]).to.deep.equal([0, '']);
    expect(added.out).to.match(/^whsec_\S{44}\n$/);
    const [list, one] = await Promise.all([command('list'), command('show', 'Shop')]);
    expect(list.out).to.match(/Shop +on +customer\.changed,run\.ended/).and.not.to.contain('whsec');
    expect(one.out).to.match(/isOn +true/);
    expect((await command('set', 'Shop', '--off', '--name', 'Store')).out).to.equal('subscription Store is off\n');
    expect((await command('set', 'Store', '--new-secret')).out).to.match(/^whsec_\S{44}\n$/).and.not.to.equal(added.out);
    expect((await command('remove', 'Store')).out).to.equal('removed subscription Store\n');
    expect((await boss.ask('GET', path)).body).to.deep.equal([]);
  });

  it('are tried, and have their deliveries shown and sent again, by command', async () => {
    const { body } = await boss.ask('POST', path, wish()) as { body: { secret: string } };
    receiver.secret = body.secret;
    receiver.says = 'pong';
    expect(await command('test', 'Shop')).to.include({ code: 0, out: 'answered 200: pong\n' });
    expect(receiver.got[0]).to.include({ type: 'ping', isSigned: true });
    receiver.status = 410;
    expect(await command('test', 'Shop')).to.include({ code: 1 });
    await customer('POST', '', { lastname: 'Visser' });
    const states = () => gateway.sql('subscription_delivery').where({ brand_id: boss.brand.id }).pluck<string[]>('state');
    await until(async () => (await states())[0] === 'failed');
    const [shown, off, half] = await Promise.all([
      command('deliveries', 'Shop', '--state', 'failed'), command('replay', 'Shop', '--since', '2020-01-01'),
      command('replay', 'Shop'),
    ]);
    expect(shown.out).to.match(/customer\.changed +failed +1 +410/);
    expect(off.err).to.contain('is off');
    expect(half.code).to.equal(2);
    receiver.status = 200;
    expect((await command('set', 'Shop', '--on')).out).to.equal('subscription Shop is on\n');
    expect((await command('replay', 'Shop', '--since', '2020-01-01')).out).to.equal('1 deliveries are sent again\n');
    await until(async () => (await states())[0] === 'delivered');
  });

  it('are sent to no more subscribers at a time than SUBSCRIPTION_CONCURRENCY', async () => {
    receiver.status = 'hangs';
    for (const name of ['a', 'b', 'c', 'd']) await boss.ask('POST', path, wish({ name }));
    await customer('POST', '', { lastname: 'Visser' });
    await until(() => receiver.got.length === 2);
    const { rows: [jobs] } = await gateway.sql.raw<{ rows: object[] }>(`
      select count(*)::int as all, count(locked_at)::int as "inHand" from graphile_worker.jobs
      where task_identifier = 'subscription.deliver'`);
    expect(jobs).to.deep.equal({ all: 4, inHand: 2 });
  });
});
