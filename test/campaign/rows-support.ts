/** A data model for campaigns: stays with extras below customers, shops of their own. */
import { variablesOfFlows } from '../../src/campaign/engine/flow.ts';
import { createDatamodel, type Datamodel } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';

const DEFINITION = {
  tables: [
    {
      name: 'stay', columns: [
        { name: 'booking', type: 'string', unique: true }, { name: 'nights', type: 'number' },
        { name: 'from', type: 'date' }, { name: 'paid', type: 'boolean' },
      ],
    },
    { name: 'extra', columns: [{ name: 'code', type: 'string', unique: true }, { name: 'price', type: 'decimal' }] },
    { name: 'shop', columns: [{ name: 'code', type: 'string', unique: true }, { name: 'city', type: 'string' }] },
    { name: 'shelf', columns: [{ name: 'code', type: 'string', unique: true }] },
  ],
  contains: [
    { parent: 'customer', child: 'stay' }, { parent: 'stay', child: 'extra' }, { parent: 'shop', child: 'shelf' },
  ],
  lookups: [],
};

export interface Rows {
  readonly datamodel: Datamodel;
  /** Stores rows below a customer, or a row of it: `customer/clang_1/stay`. @returns their ids */
  add(path: string, ...given: object[]): Promise<string[]>;
  /** Values of a table's rows by id, each as JSON. */
  all(table: string): Promise<string[]>;
}

/** Gives the brand of a scope the data model. */
export async function rowsOf(scope: Scope): Promise<Rows> {
  const datamodel = createDatamodel();
  const tables = DEFINITION.tables.map((table) =>
    ({ description: '', ...table, columns: table.columns.map((one) => ({ description: '', unique: false, ...one })) }));
  await datamodel.change(scope, () => ({ ...DEFINITION, tables } as never));
  return {
    datamodel,
    async add(path, ...given) {
      const made = await datamodel.insertRows(scope, path.split('/'), given, { lenient: false });
      return made.map(({ id = '' }) => id);
    },
    async all(name) {
      const table = (await datamodel.model(scope)).tableByName.get(name);
      const found = await scope.sql('dm_row').where({ brand_id: scope.brand.id, table_id: table?.id }).orderBy('id')
        .pluck<Record<string, unknown>[]>('data');
      return found.map((data) => (table?.columns ?? []).flatMap(({ id }) => (id in data ? [String(data[id])] : [])).join(' '));
    },
  };
}

export interface OnTheWay {
  readonly campaign_id: string;
  readonly customer_id: string;
  readonly flow_id: string;
  readonly key: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Whoever is at an object, with the variables of its flow. */
export async function onTheWay(scope: Scope): Promise<OnTheWay[]> {
  const places = await scope.sql('campaign_place as p').join('campaign_object as o', 'o.id', 'p.object_id')
    .where({ 'p.brand_id': scope.brand.id }).select<OnTheWay[]>('p.campaign_id', 'p.customer_id', 'p.flow_id', 'o.key');
  const variables = await variablesOfFlows(scope, places.map((place) => place.flow_id));
  return places.map((place) => ({ ...place, variables: variables.get(place.flow_id) ?? {} }));
}
