import { expect } from 'chai';
import { readConfig, SETTINGS } from '../../src/config.ts';

const complaints = (env: Record<string, string>): string => {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('settings', () => {
  it('have a default or may be unset, every one', () => {
    expect(Object.keys(readConfig({}))).to.have.members(Object.keys(SETTINGS));
  });

  it('take what they are by default', () => {
    const usual = Object.entries(readConfig({})).filter(([, value]) => typeof value === 'number');
    expect(complaints(Object.fromEntries(usual.map(([name, value]) => [name, String(value)])))).to.equal('');
  });

  it('count an empty variable as unset', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).to.include({ PORT: 8080, DATABASE_URL: undefined });
  });

  it('tell every bad value at once', () => {
    const said = complaints({ PORT: 'http', TOLK_ROLE: 'boss', MAX_BODY: '-1' });
    for (const name of ['PORT', 'TOLK_ROLE', 'MAX_BODY']) expect(said).to.contain(name);
    expect(said).to.contain('(boss)');
  });

  it('never repeat the value of a secret', () => {
    const said = complaints({ TOLK_KEY: 'c2VjcmV0' });
    expect(said).to.contain('TOLK_KEY').and.to.contain('32 bytes').and.not.to.contain('c2VjcmV0');
  });

  it('take a key in hex and in base64', () => {
    const bytes = Buffer.alloc(32, 7);
    for (const form of ['hex', 'base64'] as const) {
      expect(readConfig({ TOLK_KEY: bytes.toString(form) }).TOLK_KEY).to.deep.equal(bytes);
    }
  });

  it('read lists and switches', () => {
    const config = readConfig({ TRUST_PROXY: '10.0.0.0/8, ::1/128', DATABASE_PREPARE: '0', ALLOW_PLAIN_HTTP: '1' });
    expect(config.TRUST_PROXY).to.deep.equal(['10.0.0.0/8', '::1/128']);
    expect([config.DATABASE_PREPARE, config.ALLOW_PLAIN_HTTP]).to.deep.equal([false, true]);
  });
});
