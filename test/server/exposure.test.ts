import { expect } from 'chai';
import { readConfig } from '../../src/config.ts';
import { refuseExposure } from '../../src/server/index.ts';

describe('a HOST beyond loopback', () => {
  const start = (env: Record<string, string>) => () => refuseExposure(readConfig(env));

  it('is refused with a text that says what to set', () => {
    for (const HOST of ['0.0.0.0', '::', '192.0.2.1', 'tolk.example', '127.evil.example']) {
      expect(start({ HOST }), HOST).to.throw(`HOST=${HOST}`).with.property('message').match(/TLS_CERT.*TRUST_PROXY.*ALLOW_PLAIN_HTTP=1/);
    }
  });

  it('is taken with TLS, behind a proxy, or when plain HTTP is allowed on purpose', () => {
    expect(start({ HOST: '0.0.0.0', TLS_CERT: 'a', TLS_KEY: 'b' })).not.to.throw();
    expect(start({ HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.0/8' })).not.to.throw();
    expect(start({ HOST: '0.0.0.0', ALLOW_PLAIN_HTTP: '1' })).not.to.throw();
  });

  it('is not meant by the addresses of this machine', () => {
    for (const HOST of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) expect(start({ HOST }), HOST).not.to.throw();
  });
});
