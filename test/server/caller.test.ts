import { expect } from 'chai';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { readConfig } from '../../src/config.ts';
import { createCallers } from '../../src/server/index.ts';

/** A request as Node hands it over, from a peer that the test names. */
function requestFrom(remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage {
  const socket = new Socket();
  const peer = { remoteAddress, localAddress: '::ffff:127.0.0.1', localPort: 8080 };
  for (const [name, value] of Object.entries(peer)) Object.defineProperty(socket, name, { value });
  const request = new IncomingMessage(socket);
  Object.assign(request.headers, headers);
  return request;
}

const callers = (env: Record<string, string>) => createCallers(readConfig(env));

describe('caller address', () => {
  const { clientAddress } = callers({ TRUST_PROXY: '10.0.0.0/8 fd00::/8' });
  const forwarded = (peer: string, list: string) => clientAddress(requestFrom(peer, { 'x-forwarded-for': list }));

  it('is the peer, whatever the headers say, when no proxy is trusted', () => {
    const request = requestFrom('10.1.2.3', { 'x-forwarded-for': '1.1.1.1' });
    expect(callers({}).clientAddress(request)).to.equal('10.1.2.3');
  });

  it('is the peer when the peer is not a trusted proxy', () => {
    expect(forwarded('192.0.2.1', '1.1.1.1')).to.equal('192.0.2.1');
  });

  it('is the last forwarded address that is no trusted proxy', () => {
    expect(forwarded('10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2')).to.equal('203.0.113.9');
    expect(forwarded('fd00::1', '6.6.6.6,2001:db8::7')).to.equal('2001:db8::7');
  });

  it('knows an IPv4 peer on an IPv6 socket, and entries with a port', () => {
    expect(forwarded('::ffff:10.0.0.1', '203.0.113.9:4711')).to.equal('203.0.113.9');
    expect(forwarded('::ffff:10.0.0.1', '[2001:db8::7]:4711')).to.equal('2001:db8::7');
  });

  it('stops at an entry that is no address', () => {
    expect(forwarded('10.0.0.1', '6.6.6.6, unknown, 10.0.0.2')).to.equal('10.0.0.2');
    expect(forwarded('10.0.0.1', 'nonsense')).to.equal('10.0.0.1');
  });

  it('is the leftmost one when all are trusted', () => {
    expect(forwarded('10.0.0.1', '10.0.0.3, 10.0.0.2')).to.equal('10.0.0.3');
  });

  it('refuses settings that are no network', () => {
    for (const bad of ['proxy', '10.0.0.0/33', '10.0.0.0/', '::1/129', '10.0.0.0/8/8', '10.0.0']) {
      expect(() => callers({ TRUST_PROXY: bad }), bad).to.throw(`TRUST_PROXY: ${bad}`);
    }
  });
});

describe('origin', () => {
  const origin = (env: Record<string, string>, headers: Record<string, string>, peer = '192.0.2.1') =>
    callers(env).origin(requestFrom(peer, headers));

  it('is the host of the call', () => {
    expect(origin({}, { host: 'Tolk.example:8443' })).to.equal('http://tolk.example:8443');
    expect(origin({}, { host: '[::1]:8080' })).to.equal('http://[::1]:8080');
  });

  it('is PUBLIC_URL when set, whatever the host', () => {
    expect(origin({ PUBLIC_URL: 'https://api.example/tolk/' }, { host: 'evil.example' })).to.equal('https://api.example/tolk');
  });

  it('is the listening address when the host is not a valid host[:port]', () => {
    const bad = ['a"b', 'a/b', 'a b', 'user@host', 'a:b', 'a:65536', '<x>', '', '-a', 'x'.repeat(300), "a'b", 'a:'];
    for (const host of bad) {
      expect(origin({}, { host }), host).to.equal('http://127.0.0.1:8080');
    }
    expect(origin({}, {})).to.equal('http://127.0.0.1:8080');
  });

  it('takes only listed hosts when a list is set', () => {
    const env = { PUBLIC_HOSTS: 'Tolk.example tolk.example:8443' };
    expect(origin(env, { host: 'tolk.EXAMPLE' })).to.equal('http://tolk.example');
    expect(origin(env, { host: 'tolk.example:8443' })).to.equal('http://tolk.example:8443');
    expect(origin(env, { host: 'tolk.example:81' })).to.equal('http://127.0.0.1:8080');
    expect(origin(env, { host: 'evil.example' })).to.equal('http://127.0.0.1:8080');
  });

  it('believes X-Forwarded-Host and -Proto of a trusted proxy only, and of several the last', () => {
    const env = { TRUST_PROXY: '10.0.0.0/8' };
    const headers = { 'host': 'inner:8080', 'x-forwarded-host': 'evil.example, api.example', 'x-forwarded-proto': 'https' };
    expect(origin(env, headers, '10.0.0.1')).to.equal('https://api.example');
    expect(origin(env, headers, '192.0.2.1')).to.equal('http://inner:8080');
    expect(origin({}, headers, '10.0.0.1')).to.equal('http://inner:8080');
  });
});
