/** The worked example of the contract (datamodel-rest.md 5), which fills the forms of `/docs/rest`. */

const EXTRATYPE = {
  name: 'extratype', description: 'What can be booked beside a stay',
  columns: [
    { name: 'code', type: 'string', description: 'As on invoices', unique: true },
    { name: 'label', type: 'string', description: '', unique: false },
    { name: 'price', type: 'decimal', description: 'EUR', unique: false },
  ],
};

const STAY = {
  name: 'stay', description: 'A booking',
  columns: [
    { name: 'booking', type: 'string', description: '', unique: true },
    { name: 'arrival', type: 'date', description: '', unique: false },
    { name: 'nights', type: 'number', description: '', unique: false },
    { name: 'confirmed', type: 'boolean', description: '', unique: false },
  ],
};

const EXTRA = {
  name: 'extra', description: 'Booked with a stay',
  columns: [
    { name: 'code', type: 'string', description: '', unique: false },
    { name: 'amount', type: 'number', description: '', unique: false },
  ],
};

export const EXAMPLE = {
  tables: [EXTRATYPE, STAY, EXTRA],
  contains: [{ parent: 'customer', child: 'stay' }, { parent: 'stay', child: 'extra' }],
  lookups: [{ table: 'extra', column: 'code', targetTable: 'extratype', targetColumn: 'code' }],
};

export const EXAMPLE_TABLE = { ...STAY, parent: 'customer' };

export const EXAMPLE_COLUMN = {
  name: 'guests', type: 'number', description: 'How many people', unique: false, lookup: null,
};
