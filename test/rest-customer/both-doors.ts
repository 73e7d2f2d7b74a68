/**
 * Two brands with the same settings and one user: everything is done over SOAP in the one and by REST in the other, and
 * should come to the same.
 */
import { expect } from 'chai';
import { defineOption, type OptionDefinition } from '../../src/customer/index.ts';
import { soapClient, type SoapClient } from '../soap-operations/client.ts';
import { makeBrand, makeToken, makeUser } from '../support/access.ts';
import type { TestGateway } from '../support/gateway.ts';
import { restClient, type Json, type RestClient } from './support.ts';

/** Members of v2 as the fact sheets name them (customer-rest.md 3 and 3.1), by name in SOAP. */
export const MEMBERS: Readonly<Record<string, string>> = {
  title: 'title', lastname: 'lastname', firstname: 'firstname', middlename: 'middlename', prefix: 'prefix', suffix: 'suffix',
  initials: 'initials', gender: 'gender', maritalStatus: 'maritalstatus', birthday: 'birthday', birthplace: 'birthplace',
  address: 'address', address2: 'address2', address3: 'address3', addressNumber: 'addressnumber',
  addressNumberSuffix: 'addressnumbersuffix', zipCode: 'zipcode', poBox: 'pobox', city: 'city', state: 'state', country: 'country',
  companyName: 'companyname', department: 'department', alternateAddress: 'alt_address', alternateAddress2: 'alt_address2',
  alternateAddress3: 'alt_address3', alternateAddressNumber: 'alt_addressnumber',
  alternateAddressNumberSuffix: 'alt_addressnumbersuffix', alternateZipCode: 'alt_zipcode', alternateCity: 'alt_city',
  alternateState: 'alt_state', alternateCountry: 'alt_country', contactMan: 'contactman', jobTitle: 'jobtitle', workPhone: 'workphone',
  workExtension: 'workextension', workMobile: 'workmobile', homePhone: 'homephone', mobilePhone: 'mobilephone', faxNumber: 'faxnumber',
  emailAddress: 'emailaddress', alternateEmailAddress: 'alt_emailaddress', emailType: 'emailtype', website: 'website',
  status: 'status', externalId: 'externalid', userName: 'username', password: 'password', optIn: 'optin', smsOptIn: 'smsoptin',
};

/** What answers have beside; imageUrl is settable by REST only, trackOptIn is not in SOAP at all. */
const SHOWN_ONLY: Readonly<Record<string, string>> = {
  id: 'id', complaintCount: 'complaintcount', mailStatus: 'mailstatus', softBounceCount: 'softbouncecount',
  hardBounceCount: 'hardbouncecount', imageUrl: 'imageurl', createdBy: 'createdby', modifiedBy: 'modifiedby',
};

/** A customer by SOAP's names; '' is an empty element or text, null is nil or null. */
export interface Wish {
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly options?: Readonly<Record<string, string>>;
  readonly accounts?: readonly (readonly [network: string, accountId: string])[];
}

export interface Pair {
  readonly soapId: string;
  readonly restId: string;
}

export class BothDoors {
  readonly #gateway: TestGateway;
  readonly soap: SoapClient;
  readonly rest: RestClient;

  constructor(gateway: TestGateway, soap: SoapClient, rest: RestClient) {
    this.#gateway = gateway;
    this.soap = soap;
    this.rest = rest;
  }

  /** @param settings of both brands */
  static async open(
    gateway: TestGateway, settings: Readonly<Record<string, string>> = {}, options: readonly OptionDefinition[] = [],
  ): Promise<BothDoors> {
    const brands = [await makeBrand(gateway.sql, { settings }), await makeBrand(gateway.sql, { settings })];
    const user = await makeUser(gateway.sql, brands);
    const [one, two] = await Promise.all(brands.map(async (brand) => {
      const made = await makeToken(gateway.sql, { brand, user });
      for (const option of options) await defineOption(made.scope, option);
      return { url: gateway.url, token: made.token };
    }));
    if (one === undefined || two === undefined) throw new Error('no tokens');
    return new BothDoors(gateway, await soapClient(one), restClient(two));
  }

  async insert(wish: Wish): Promise<Pair> {
    const { id } = (await this.soap.call('customer_insert', { customer: soapForm(wish) })) as { id: string };
    return { soapId: String(id), restId: String((await this.rest.insert(restForm(wish))).id) };
  }

  async update({ soapId, restId }: Pair, wish: Wish): Promise<void> {
    await this.soap.call('customer_update', { customer: { ...soapForm(wish), id: soapId } });
    const { status, text } = await this.rest.call('PUT', `/${restId}`, restForm(wish));
    expect(status, text).to.equal(200);
  }

  /** Both refuse, in the same words but for the name of the field. @returns what REST says */
  async refusal(wish: Wish, pair?: Pair): Promise<string> {
    const before = [await this.all('soap'), await this.all('rest')];
    const customer = { ...soapForm(wish), ...(pair === undefined ? {} : { id: pair.soapId }) };
    const soap = await this.soap.fault(pair === undefined ? 'customer_insert' : 'customer_update', { customer });
    const rest = await this.rest.refusal(
      pair === undefined ? 'POST' : 'PUT', pair === undefined ? '' : `/${pair.restId}`, restForm(wish),
    );
    const inWordsOfRest = soap.replace(/^\d+ /, '')
      .replace(/^Field (\w+):/, (_all, name: string) => `Field ${MEMBERS[name] ?? name.toLowerCase()}:`)
      .replace(`Customer ${pair?.soapId}`, `Customer ${pair?.restId}`);
    expect(rest.replace(/^\d+ \w+: /, '')).to.equal(inWordsOfRest);
    expect([await this.all('soap'), await this.all('rest')]).to.deep.equal(before);
    return rest;
  }

  /** The record, its options, accounts and history are the same in the store, and shown as the same. */
  async expectSame({ soapId, restId }: Pair): Promise<void> {
    expect(await this.#stored(restId)).to.deep.equal(await this.#stored(soapId));
    expect(await this.#changes(restId, 'rest')).to.deep.equal(await this.#changes(soapId, 'soap'));
    const soap = (await this.soap.call('customer_getById', { customerId: soapId })) as Json;
    const rest = (await this.rest.call('GET', `/${restId}`)).body;
    for (const [name, member] of Object.entries({ ...MEMBERS, ...SHOWN_ONLY })) {
      if (name === 'password' || name === 'id') continue;
      const value = name === 'birthday' ? rest[member] ?? '0000-00-00' : rest[member];
      expect(String(value).trim(), name).to.equal(String(soap[name] ?? '')); // node-soap trims what it reads
    }
    const { CustomerOption: options } = (soap['options'] ?? {}) as { CustomerOption?: { name: string; value: string }[] };
    expect(rest['options']).to.deep.equal(Object.fromEntries((options ?? []).map(({ name, value }) => [name, value])));
    const { Account: accounts } = (soap['accounts'] ?? {}) as { Account?: { network: string; accountId: string }[] };
    expect(rest['accounts'])
      .to.deep.equal((accounts ?? []).map(({ network, accountId }) => ({ network, accountid: accountId })));
  }

  /** All customers of the brand of a door, as they are stored. */
  async all(door: 'soap' | 'rest'): Promise<unknown> {
    const { sql } = this.#gateway;
    const made = sql('customer_history').where({ door, act: 'inserted' }).select('customer_id');
    return sql('customer').whereIn('id', made).orderBy('id');
  }

  async #stored(id: string): Promise<unknown> {
    const { sql } = this.#gateway;
    const { password_hash: hash, created_at: created, modified_at: modified, ...fields } =
      await sql('customer').where({ id }).first<Json>();
    const accounts = await sql('customer_account').where({ customer_id: id }).orderBy(['network', 'account_id'])
      .select('network', 'account_id');
    const isFresh = (created as Date).getTime() === (modified as Date).getTime();
    return { ...fields, brand_id: undefined, id: undefined, accounts, hasPassword: hash !== '', isFresh };
  }

  async #changes(customerId: string, door: string): Promise<unknown> {
    const found = await this.#gateway.sql('customer_history').where({ customer_id: customerId }).orderBy(['changed_at', 'id'])
      .select<{ door: string; act: string; changed_by: string; changes: Json }[]>('door', 'act', 'changed_by', 'changes');
    return found.map(({ door: through, ...change }) => ({ ...change, isOfDoor: through === door }));
  }
}

function soapForm({ fields, options, accounts }: Wish): object {
  return {
    ...fields,
    ...(options && { options: { CustomerOption: Object.entries(options).map(([name, value]) => ({ name, value })) } }),
    ...(accounts && { accounts: { Account: accounts.map(([network, accountId]) => ({ network, accountId })) } }),
  };
}

function restForm({ fields = {}, options, accounts }: Wish): Json {
  return {
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [MEMBERS[name] ?? name, value])),
    ...(options && { options }),
    ...(accounts && { accounts: accounts.map(([network, accountid]) => ({ network, accountid })) }),
  };
}
