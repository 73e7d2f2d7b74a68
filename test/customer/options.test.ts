import { expect } from 'chai';
import {
  customerById, defineOption, insertCustomer, listOptions, updateCustomer, type OptionDefinition, type OptionWish,
} from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { untilOneWaits } from '../support/until.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { customersStored, optionsOf, storedCustomer } from './support.ts';

const option = <Wish extends Partial<OptionWish>>(name: string, wish?: Wish) =>
  ({ name, type: 'text', choices: [], maxLength: null, ...wish });

describe('customer options', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  const brandScope = async (unknownOptions: 'create' | 'ignore' | 'fault' = 'create', settings = {}): Promise<Scope> =>
    scopeOf(database.sql, await makeBrand(database.sql, { settings: { unknownOptions } }), { settings });

  it('are listed with a value only, in the order of their definition, with the id of the customer', async () => {
    const scope = await brandScope();
    for (const name of ['zeta', 'alpha', 'middle']) await defineOption(scope, option(name));
    const { id, options } = await insertCustomer(scope, {
      options: [{ name: 'alpha', value: '1' }, { name: 'zeta', value: ' 2 ' }, { name: 'middle', value: '' }],
    });
    expect(options).to.deep.equal([
      { identifier: 'zeta', customerId: id, name: 'zeta', value: ' 2 ' },
      { identifier: 'alpha', customerId: id, name: 'alpha', value: '1' },
    ]);
    expect(await storedCustomer(scope, id)).to.deep.include({ options: { zeta: ' 2 ', alpha: '1' } });
  });

  it('that are listed in an update are set, others stay; an empty value goes, a nil one stays', async () => {
    const scope = await brandScope();
    const { id } = await insertCustomer(scope, {
      options: [{ name: 'a', value: '1' }, { name: 'b', value: '2' }, { name: 'c', value: '3' }],
    });
    const changed = await updateCustomer(scope, {
      id, options: [{ name: 'a', value: '' }, { name: 'b', value: null }, { name: 'd', value: '4' }, null, {}, { name: '', value: '' }],
    });
    expect(optionsOf(changed)).to.deep.equal({ b: '2', c: '3', d: '4' });
    expect(await storedCustomer(scope, id)).to.deep.include({ options: { b: '2', c: '3', d: '4' } });
    expect(await updateCustomer(scope, { id, options: [] })).to.deep.equal(changed);
  });

  it('given twice have the last value; a record read before may name them by identifier', async () => {
    const scope = await brandScope();
    const customer = await insertCustomer(scope, {
      options: [{ name: 'a', value: '1' }, { name: 'a', value: '2' }, { identifier: 'b', value: '3' }],
    });
    expect(optionsOf(customer)).to.deep.equal({ a: '2', b: '3' });
  });

  it('may have any name, __proto__ too', async () => {
    const scope = await brandScope();
    const names = ['__proto__', 'constructor', 'toString', `'"\\`, 'schoenmaat €', '2', '1', '?'];
    const { id } = await insertCustomer(scope, { options: names.map((name) => ({ name, value: `v ${name}` })) });
    const { options } = await customerById(scope, id);
    expect(options.map(({ name, value }) => [name, value])).to.deep.equal(names.map((name) => [name, `v ${name}`]));
    expect(Object.prototype).to.not.have.property('v');
    await updateCustomer(scope, { id, options: [{ name: '__proto__', value: '' }] });
    expect((await customerById(scope, id)).options.map(({ name }) => name)).to.deep.equal(names.slice(1));
  });

  describe('that are not defined', () => {
    const given = { lastname: 'Visser', options: [{ name: 'unknown', value: 'x' }] };

    it('are defined as texts by default, in this brand only', async () => {
      const scope = await brandScope();
      const other = await brandScope('fault');
      expect(optionsOf(await insertCustomer(scope, given))).to.deep.equal({ unknown: 'x' });
      expect(await listOptions(scope)).to.deep.equal([option('unknown')]);
      expect(await listOptions(other)).to.deep.equal([]);
    });

    it('are defined once when two instances bring them at once', async () => {
      const scope = await brandScope();
      const another = scopeOf(database.another(), scope.brand);
      let late: Promise<unknown> | undefined;
      await scope.transaction(async (tx) => {
        await insertCustomer(tx, given);
        late = insertCustomer(another, given);
        await untilOneWaits(database.sql);
      });
      await late;
      expect(await listOptions(scope)).to.deep.equal([option('unknown')]);
      expect(await customersStored(scope)).to.equal(2);
    });

    it('need no definition when they only take a value away', async () => {
      const scope = await brandScope();
      await insertCustomer(scope, { options: [{ name: 'unknown', value: '' }] });
      expect(await listOptions(scope)).to.deep.equal([]);
    });

    it('are left out with "ignore"', async () => {
      const scope = await brandScope('ignore');
      await defineOption(scope, option('known'));
      const customer = await insertCustomer(scope, { options: [...given.options, { name: 'known', value: 'y' }] });
      expect(optionsOf(customer)).to.deep.equal({ known: 'y' });
      expect(await storedCustomer(scope, customer.id)).to.deep.include({ options: { known: 'y' } });
      expect(await listOptions(scope)).to.have.length(1);
    });

    it('are refused with "fault", and nothing is stored', async () => {
      const scope = await brandScope('fault');
      const fault = await faultOf(insertCustomer(scope, given));
      expect(fault).to.equal('105 Customer option unknown is not defined for this brand');
      expect(await customersStored(scope)).to.equal(0);
    });

    it('are refused above OPTIONS_MAX, and none of them is kept', async () => {
      const scope = await brandScope('create', { OPTIONS_MAX: '2' });
      const three = ['a', 'b', 'c'].map((name) => ({ name, value: '1' }));
      const fault = await faultOf(insertCustomer(scope, { options: three }));
      expect(fault).to.match(/^105 A brand has at most 2 customer options; c/);
      expect(await listOptions(scope)).to.deep.equal([]);
      await insertCustomer(scope, { options: three.slice(0, 2) });
      expect(await faultOf(defineOption(scope, option('c')))).to.match(/^105 A brand has at most 2/);
    });
  });

  describe('values follow the definition:', () => {
    const types: [type: Partial<OptionDefinition>, good: string[], bad: string[]][] = [
      [{ type: 'text', maxLength: 3 }, ['abc', '𝔸𝔸𝔸', ' '], ['abcd']],
      [{ type: 'number' }, ['6', '-6', '+007', '0'], ['6.5', 'six', '1e3', ' 6']],
      [{ type: 'decimal' }, ['0.1234', '6', '-.5', '6.'], ['0,5', '.', '1e3']],
      [{ type: 'date' }, ['2017-07-03'], ['2017-02-30', '03-07-2017', '2017-07-03 10:00:00', '0000-00-00']],
      [
        { type: 'datetime' },
        ['2017-07-03 14:15:16', '2017-07-03 14:15'],
        ['2017-07-03', '2017-07-03 24:00:00', '2017-07-03T14:15:16'],
      ],
      [{ type: 'time' }, ['13:14', '23:59:59'], ['24:00', '1:2', '13:14:60']],
      [{ type: 'boolean' }, ['true', 'false', '1', '0', 'Y', 'N'], ['yes', 'TRUE']],
      [{ type: 'choice', choices: ['MONTHLY', 'WEEKLY'] }, ['MONTHLY'], ['Monthly', 'DAILY', 'MONTHLY,WEEKLY']],
    ];
    for (const [form, good, bad] of types) {
      it(`${form.type}`, async () => {
        const scope = await brandScope();
        await defineOption(scope, option('field', form));
        for (const value of good) {
          const stored = await insertCustomer(scope, { options: [{ name: 'field', value }] });
          expect(optionsOf(stored), value).to.deep.equal({ field: value });
        }
        for (const value of bad) {
          const fault = await faultOf(insertCustomer(scope, { options: [{ name: 'field', value }] }));
          expect(fault.startsWith('105 Field options.field: '), fault).to.equal(true);
          expect(fault).to.contain(`(${value})`);
        }
        expect(await customersStored(scope)).to.equal(good.length);
      });
    }

    it('OPTION_LENGTH characters where the definition says nothing', async () => {
      const scope = await brandScope('create', { OPTION_LENGTH: '4' });
      expect(await faultOf(insertCustomer(scope, { options: [{ name: 'a', value: '12345' }] }))).to.match(/more than 4 characters/);
      await defineOption(scope, option('b', { maxLength: 5 }));
      await insertCustomer(scope, { options: [{ name: 'a', value: '1234' }, { name: 'b', value: '12345' }] });
      const usual = await brandScope();
      expect(await faultOf(insertCustomer(usual, { options: [{ name: 'a', value: 'x'.repeat(257) }] }))).to.match(/256 characters/);
      await insertCustomer(usual, { options: [{ name: 'a', value: 'x'.repeat(256) }] });
    });

    it('a value without a name, or with one that is too long, is refused', async () => {
      const scope = await brandScope();
      expect(await faultOf(insertCustomer(scope, { options: [{ value: 'x' }] }))).to.match(/^105 Field options: .*without a name/);
      const long = [{ name: 'n'.repeat(101), value: 'x' }];
      expect(await faultOf(insertCustomer(scope, { options: long }))).to.match(/^105 Field options: has more than 100/);
    });
  });

  describe('definitions', () => {
    it('can be changed; values that are stored stay as they are', async () => {
      const scope = await brandScope();
      const { id } = await insertCustomer(scope, { options: [{ name: 'size', value: 'large' }] });
      await defineOption(scope, option('size', { type: 'number' }));
      expect(await listOptions(scope)).to.deep.equal([option('size', { type: 'number' })]);
      expect(optionsOf(await updateCustomer(scope, { id, lastname: 'Visser' }))).to.deep.equal({ size: 'large' });
      expect(await faultOf(updateCustomer(scope, { id, options: [{ name: 'size', value: 'small' }] }))).to.match(/^105/);
    });

    it('take no id for one that is there', async () => {
      const scope = await brandScope();
      for (let times = 0; times < 3; times++) await defineOption(scope, option('a'));
      await defineOption(scope, option('b'));
      const ids = await database.sql('customer_option').where({ brand_id: scope.brand.id }).orderBy('id').pluck<string[]>('id');
      expect(Number(ids[1]) - Number(ids[0])).to.equal(1);
    });

    const bad: [wish: Partial<OptionWish>, fault: RegExp][] = [
      [{ name: '' }, /Field name: is empty/],
      [{ name: 'x'.repeat(101) }, /Field name: has more than 100/],
      [{ type: 'colour' }, /Field type: is not one of text.* \(colour\)/],
      [{ type: 'choice' }, /Field choices: belong to a choice/],
      [{ choices: ['A'] }, /Field choices: belong to a choice/],
      [{ type: 'choice', choices: [''] }, /Field choices: has an empty value/],
      [{ type: 'choice', choices: ['A', 'B', 'C', 'D'] }, /Field choices: are more than 3/],
      [{ maxLength: 0 }, /Field length: is not between 1 and 1000/],
      [{ maxLength: 1001 }, /Field length/],
      [{ maxLength: 1.5 }, /Field length/],
    ];
    for (const [wish, fault] of bad) {
      it(`are refused: ${JSON.stringify(wish).slice(0, 50)}`, async () => {
        const scope = await brandScope('create', { CHOICES_MAX: '3', OPTION_LENGTH_MAX: '1000' });
        expect(await faultOf(defineOption(scope, option('good', wish)))).to.match(fault);
        expect(await listOptions(scope)).to.deep.equal([]);
      });
    }
  });
});
