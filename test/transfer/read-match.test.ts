import { expect } from 'chai';
import { CUSTOMER_FIELDS } from '../../src/customer/index.ts';
import { KNOWN_NAMES } from '../../src/transfer/read/known-names.ts';
import { matchColumns } from '../../src/transfer/read/match-columns.ts';

/** What each column is matched with. */
function matched(columns: readonly string[], options: readonly string[] = []): (string | null)[] {
  return matchColumns(columns, options).map(({ field, option }) => field ?? (option === null ? null : `option ${option}`));
}

describe('columns of a file', () => {
  it('are matched with fields by name, without case, spaces and signs', () => {
    expect(matched(['EMAIL ADDRESS', 'zip_code', 'first-name', 'externalId'])).to.deep.equal(
      ['emailAddress', 'zipCode', 'firstname', 'externalId']);
  });

  it('are matched by what fields are often called, in Dutch and English', () => {
    expect(matched(['E-mailadres', 'Klantnummer', 'Postcode', 'Voornaam', 'Date of birth', 'Plaats', 'Huis nr.'])).to.deep.equal(
      ['emailAddress', 'externalId', 'zipCode', 'firstname', 'birthday', 'city', 'addressNumber']);
  });

  it('are matched with options before what fields are often called, and after own names of fields', () => {
    expect(matched(['Café', 'plaats', 'city'], ['cafe', 'Plaats', 'City'])).to.deep.equal(['option cafe', 'option Plaats', 'city']);
  });

  it('get no match when they mean nothing, a secret, what the gateway keeps, or the same as one before', () => {
    expect(matched(['', '???', 'constructor', '__proto__', 'password', 'id', 'createdAt', 'mail', 'e-mail'], ['!!']))
      .to.deep.equal([null, null, null, null, null, null, null, 'emailAddress', null]);
  });

  it('are called what a table of fields that can be set has', () => {
    const settable = CUSTOMER_FIELDS.filter(({ kept }) => !kept).map(({ name }) => String(name));
    expect([...KNOWN_NAMES.values()].filter((name) => !settable.includes(name))).to.deep.equal([]);
    expect([...KNOWN_NAMES.keys()].filter((name) => !/^[a-z0-9]+$/.test(name))).to.deep.equal([]);
  });
});
