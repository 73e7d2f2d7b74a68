import { CUSTOMER_FIELDS } from '../../customer/index.ts';
import { CUSTOMER_TABLE, type Model, type Table } from '../../datamodel/index.ts';
import { failure, type TolkError } from '../../errors.ts';
import type { Mapping, MappingEntry } from './mapping.ts';
import { pathText, readPath, scopeOf, startsWith, type Path } from './path.ts';

/** A value of a record: where it stands below the record's scope, and where it goes. */
interface PlannedValue {
  readonly below: readonly string[];
  /** Name of the field, option or column. */
  readonly name: string;
  readonly isOption: boolean;
  readonly deduplicate: boolean;
}

/** A record that a body may hold: one per item of its innermost array, or one per body. */
export interface PlannedRecord {
  /** For people: `stay of stays[]`. */
  readonly label: string;
  /** CUSTOMER_TABLE for customers. */
  readonly table: Table;
  readonly scope: Path;
  /** Members from the scope to the object that gets the id in the echo. */
  readonly home: readonly string[];
  readonly values: readonly PlannedValue[];
  /** Record of the customer or row that contains it; undefined for customers and rows of a table of its own. */
  readonly parent: PlannedRecord | undefined;
}

/** What a body hands to the campaign that it sets off. */
export interface PlannedCampaign {
  /** Name of the variable -> members from the body on. */
  readonly variables: ReadonlyMap<string, readonly string[]>;
  readonly fields: readonly PlannedField[];
}

/** A campaign field of the customer around a value. */
interface PlannedField {
  readonly name: string;
  readonly customer: PlannedRecord;
  readonly scope: Path;
  readonly below: readonly string[];
}

/** What is made of a body. */
export interface CallPlan {
  /** In an order in which each comes after the one that contains it. */
  readonly records: readonly PlannedRecord[];
  readonly campaign: PlannedCampaign;
}

type Entry = MappingEntry & { readonly steps: Path };
type Target = MappingEntry['to'];
type EntryTo<To extends Target> = Entry & { readonly to: To };

/**
 * Plans what is made of a body.
 * @throws {TolkError} WEBHOOK_MAPPING naming what does not fit; FIELD_VALUE for a path that cannot be read
 */
export function planOf(mapping: Mapping, model: Model): CallPlan {
  const entries = mapping.map((entry): Entry => ({ ...entry, steps: readPath(entry.path) }));
  for (const { path, steps } of entries) {
    if (steps.at(-1) === null) throw unfit(path, 'names items of an array, not a value: leave the [] at its end out');
  }
  const records = recordsOf(entries.filter(isOfRecord), model);
  const variables = new Map(entries.filter(isVariable).map(({ to, path, steps }) => {
    if (scopeOf(steps).length > 0) throw unfit(path, `goes to variable ${to.variable}, which has one value for the whole call`);
    return [to.variable, steps as string[]] as const;
  }));
  const fields = entries.filter(isCampaignField).map((entry) => fieldOf(entry, records));
  return { records, campaign: { variables, fields } };
}

type RecordTarget = Extract<Target, { field: string } | { option: string } | { table: string }>;

const isVariable = (entry: Entry): entry is EntryTo<{ variable: string }> => 'variable' in entry.to;
const isCampaignField = (entry: Entry): entry is EntryTo<{ campaignField: string }> => 'campaignField' in entry.to;
const isOfRecord = (entry: Entry): entry is EntryTo<RecordTarget> => !isVariable(entry) && !isCampaignField(entry);

function fieldOf(
  { to, path, steps }: EntryTo<{ campaignField: string }>, records: readonly PlannedRecord[],
): PlannedField {
  const scope = scopeOf(steps);
  const around = records.filter(({ table, scope: outer }) => table === CUSTOMER_TABLE && startsWith(scope, outer));
  const innermost = Math.max(...around.map((one) => one.scope.length));
  const [customer, another] = around.filter((one) => one.scope.length === innermost);
  if (customer === undefined) throw unfit(path, `goes to campaign field ${to.campaignField}, with no customer around it`);
  if (another !== undefined) throw unfit(path, `could be of ${customer.label} or of ${another.label}`);
  return { name: to.campaignField, customer, scope, below: steps.slice(scope.length) as string[] };
}

type RecordEntry = EntryTo<RecordTarget>;

function recordsOf(entries: readonly RecordEntry[], model: Model): readonly PlannedRecord[] {
  const groups = [...Map.groupBy(entries, ({ steps, to, of }) =>
    JSON.stringify([scopeOf(steps), 'table' in to ? to.table : '', of])).values()];
  const drafts = groups.map((group) => draftOf(group, model))
    .sort((one, other) => depth(one.table) - depth(other.table));
  const planned: PlannedRecord[] = [];
  for (const draft of drafts) planned.push({ ...draft, parent: parentOf(draft, planned) });
  return planned;
}

type Draft = Omit<PlannedRecord, 'parent'>;

function draftOf(group: readonly RecordEntry[], model: Model): Draft {
  const [first] = group as readonly [RecordEntry, ...RecordEntry[]];
  const table = tableOf(first, model);
  const scope = scopeOf(first.steps);
  const values = group.map((entry) => valueOf(entry, scope.length, table));
  const [known] = [...values.filter(({ deduplicate }) => deduplicate), ...values];
  // Attributes of XML stand in a member of their own; an id is no attribute.
  const home = known?.below.slice(0, -1).filter((name) => name !== '$') ?? [];
  const label = [table.name, ...(scope.length > 0 ? [`of ${pathText(scope)}`] : []), ...(first.of === '' ? [] : [first.of])];
  return { label: label.join(' '), table, scope, home, values };
}

function tableOf({ to, path }: RecordEntry, { tableByName }: Model): Table {
  if (!('table' in to)) return CUSTOMER_TABLE;
  const table = tableByName.get(to.table);
  if (table === undefined || table === CUSTOMER_TABLE) throw unfit(path, `goes to table ${to.table}, which is not there`);
  return table;
}

function valueOf({ path, steps, to, deduplicate }: RecordEntry, from: number, table: Table): PlannedValue {
  const below = steps.slice(from) as string[]; // behind the last []
  const value = { below, deduplicate, isOption: 'option' in to };
  if ('option' in to) return { ...value, name: to.option };
  if ('field' in to) {
    checkField(path, to.field, deduplicate);
    return { ...value, name: to.field };
  }
  const column = table.columnByName.get(to.column);
  if (column === undefined) throw unfit(path, `goes to column ${to.column}, which table ${table.name} has not`);
  if (deduplicate && !column.unique) throw unfit(path, `tells rows apart by ${to.column}, which is not unique in the data model`);
  return { ...value, name: to.column };
}

function checkField(path: string, name: string, deduplicate: boolean): void {
  const field = CUSTOMER_FIELDS.find((one) => one.name === name);
  if (field === undefined) {
    const there = CUSTOMER_FIELDS.filter(({ kept }) => !kept).map((one) => one.name).join(', ');
    throw unfit(path, `goes to ${name}, which is no field of a customer; those that can be set are ${there}`);
  }
  if (field.kind === 'id' && deduplicate) return;
  if (field.kept) throw unfit(path, `goes to ${name}, which the gateway keeps itself`);
  if (deduplicate && field.kind === 'password') throw unfit(path, 'tells customers apart by a password');
}

function depth({ parent }: Table): number {
  return parent === undefined ? 0 : 1 + depth(parent);
}

/** The record around it: the one in the innermost array that it is in too. */
function parentOf(draft: Draft, planned: readonly PlannedRecord[]): PlannedRecord | undefined {
  const { table: { parent, name }, scope, label } = draft;
  if (parent === undefined) return undefined;
  const around = planned.filter((one) => one.table === parent && startsWith(scope, one.scope));
  const innermost = Math.max(...around.map((one) => one.scope.length));
  const [found, another] = around.filter((one) => one.scope.length === innermost);
  if (found === undefined) throw unfit(label, `hangs under ${parent.name}, of which nothing around it is mapped (table ${name})`);
  if (another !== undefined) throw unfit(label, `could hang under ${found.label} or under ${another.label}`);
  return found;
}

/** Says what of a mapping does not fit. */
export function unfit(what: string, why: string): TolkError {
  return failure('WEBHOOK_MAPPING', { what, why });
}
