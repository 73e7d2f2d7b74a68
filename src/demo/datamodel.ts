import { createDatamodel, type ModelDefinition } from '../datamodel/index.ts';
import type { Scope } from '../db/index.ts';

/** Who stays when, with what: a model that has each kind of relation. */
export const DEMO_MODEL: ModelDefinition = {
  tables: [
    {
      name: 'stay',
      description: 'A booking of a customer',
      columns: [
        { name: 'booking', type: 'string', description: 'number of the booking', unique: true },
        { name: 'arrival', type: 'date', description: 'first night', unique: false },
        { name: 'nights', type: 'number', description: '', unique: false },
        { name: 'confirmed', type: 'boolean', description: '', unique: false },
      ],
    },
    {
      name: 'extra',
      description: 'What was booked with a stay',
      columns: [
        { name: 'code', type: 'string', description: 'see extratype', unique: false },
        { name: 'amount', type: 'number', description: '', unique: false },
      ],
    },
    {
      name: 'extratype',
      description: 'What can be booked with a stay; one list for all customers',
      columns: [
        { name: 'code', type: 'string', description: '', unique: true },
        { name: 'label', type: 'string', description: 'as guests see it', unique: false },
        { name: 'price', type: 'decimal', description: 'in EUR, for each', unique: false },
      ],
    },
    {
      name: 'season',
      description: 'Texts of the year',
      columns: [
        { name: 'name', type: 'string', description: '', unique: true },
        { name: 'begins', type: 'date', description: '', unique: false },
        { name: 'text', type: 'string', description: 'for the head of a newsletter', unique: false },
      ],
    },
  ],
  contains: [{ parent: 'customer', child: 'stay' }, { parent: 'stay', child: 'extra' }],
  lookups: [{ table: 'extra', column: 'code', targetTable: 'extratype', targetColumn: 'code' }],
};

const EXTRA_TYPES = [
  { code: 'BIKE', label: 'Bicycle hire', price: 12.5 },
  { code: 'COT', label: 'Cot', price: 0 },
  { code: 'DOG', label: 'Dog', price: 8 },
];

const SEASONS = [
  { name: 'spring', begins: '2026-03-20', text: 'The tulips are out' },
  { name: 'summer', begins: '2026-06-21', text: 'Long evenings by the water' },
];

interface Stay {
  /** customer number (externalId) */
  readonly of: string;
  readonly row: object;
  readonly extras: readonly object[];
}

const STAYS: readonly Stay[] = [
  {
    of: 'C-1001',
    row: { booking: 'Z-5521', arrival: '2026-07-04', nights: 7, confirmed: true },
    extras: [{ code: 'BIKE', amount: 2 }, { code: 'DOG', amount: 1 }],
  },
  { of: 'C-1001', row: { booking: 'Z-5522', arrival: '2026-10-17', nights: 2, confirmed: false }, extras: [] },
  {
    of: 'C-1005',
    row: { booking: 'Z-5523', arrival: '2026-08-01', nights: 14, confirmed: true },
    extras: [{ code: 'COT', amount: 1 }],
  },
];

/** Defines the model and fills it. @param idOf the id of the customer with that number */
export async function makeDatamodel(scope: Scope, idOf: (externalId: string) => string): Promise<void> {
  const datamodel = createDatamodel();
  const together = { lenient: false };
  await datamodel.change(scope, () => DEMO_MODEL);
  await datamodel.insertRows(scope, ['extratype'], EXTRA_TYPES, together);
  await datamodel.insertRows(scope, ['season'], SEASONS, together);
  for (const { of, row, extras } of STAYS) {
    const stays = ['customer', `clang_${idOf(of)}`, 'stay'];
    const id = await datamodel.insertRow(scope, stays, row);
    await datamodel.insertRows(scope, [...stays, id, 'extra'], extras, together);
  }
}
