import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorsMarkdown } from '../../scripts/docs/errors.ts';
import { ERRORS, failure } from '../../src/errors.ts';

describe('the error table', () => {
  it('has a code that clients know, a status and a text in every row', () => {
    for (const [name, { fault, http, text }] of Object.entries(ERRORS)) {
      expect(fault, name).to.match(/^([1-9]\d\d|Client|Server|VersionMismatch|MustUnderstand)$/);
      expect(http, name).to.be.within(400, 599);
      expect(text, name).to.match(/\S/);
    }
  });

  it('says "customer already member of" wherever it uses 107, and nowhere else uses 107 (soap.md 3.4)', () => {
    const texts = Object.values(ERRORS).filter(({ fault }) => fault === '107').map(({ text }) => text);
    expect(texts).to.have.length.above(0);
    for (const text of texts) expect(text).to.contain('customer already member of');
  });

  it('says "not found" wherever it uses 213 (soap.md 3.4)', () => {
    const others = Object.entries(ERRORS).filter(([, { fault, text }]) => fault === '213' && !/not found/i.test(text));
    expect(others.map(([name]) => name)).to.deep.equal([]);
  });

  it('fills in what the text names, and cuts what is long', () => {
    const said = failure('FIELD_VALUE', { field: 'city', why: 'is too long', value: 'x'.repeat(5000) }).message;
    expect(said).to.match(/^Field city: is too long \(x{200}…\)$/);
  });

  it('puts braces of a value in as they are', () => {
    const said = failure('FIELD_VALUE', { field: '{value}', why: '', value: 'secret' }).message;
    expect(said).to.equal('Field {value}:  (secret)');
  });

  it('stands in docs/errors.md as it is', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/errors.md'), 'utf8');
    expect(errorsMarkdown(), 'run npm run generate').to.equal(page);
  });
});
