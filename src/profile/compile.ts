import { containedRows, CUSTOMER_TABLE, type ContainedRows, type Model, type Table } from '../datamodel/index.ts';
import type { Brand } from '../db/index.ts';
import { memberCondition } from '../group/index.ts';
import { campaignCondition } from '../membership/index.ts';
import { customersOfImport } from '../transfer/index.ts';
import type { IdQuery } from '../resource/index.ts';
import { columnSubject } from './column-subject.ts';
import { compare } from './compare.ts';
import type {
  CampaignCondition, Condition, GroupCondition, ImportCondition, RowsCondition, ValueCondition,
} from './condition.ts';
import { FIELD_NAMES, fieldSubject } from './field-subject.ts';
import type { Names } from './names.ts';
import { optionSubject } from './option-subject.ts';
import { Parameters } from './parameters.ts';
import { refused } from './refusal.ts';
import { instantFromNow, reversed } from './relative.ts';
import type { Subject } from './subject.ts';

/** What a part of a condition is about: the customer `c`, or a row of the data model inside `rows`. */
interface Level {
  readonly table: Table;
  /** SQL of its number. */
  readonly id: string;
  /** undefined: the customer. */
  readonly rows: ContainedRows | undefined;
}

/** What the parts of a condition are written with. */
interface Writing {
  readonly names: Names;
  readonly parameters: Parameters;
}

const CUSTOMER: Level = { table: CUSTOMER_TABLE, id: 'c.id', rows: undefined };

/**
 * Writes one query for the customers that a condition holds for. Names only choose from what is known here; what
 * people gave goes as parameters. The query fails with the code of `isStale` when a table, column, group or
 * campaign that it uses has changed since `names` were read: it then would select others than were meant.
 * @throws {TolkError} PROFILE_CONDITION
 */
export function compile(condition: Condition, brand: Brand, names: Names): IdQuery {
  const parameters = new Parameters(brand);
  const terms = [`c.brand_id = ${parameters.brand}`];
  const { model, groups, campaigns } = names;
  if (model !== undefined || groups.size > 0 || campaigns.size > 0) {
    const known = [
      parameters.place(model?.revision ?? null, 'uuid'), parameters.place([...groups], 'bigint[]'),
      parameters.place([...campaigns.values()].map(({ id }) => id), 'bigint[]'),
    ];
    terms.push(`profile_names_hold(${parameters.brand}, ${known.join(', ')})`);
  }
  terms.push(conditionSql(condition, CUSTOMER, { names, parameters }));
  return { text: `select c.id from customer c where ${terms.join('\n  and ')}`, values: parameters.values };
}

/**
 * SQL of a condition on one row of a table; the definitions must be those of the statement's snapshot.
 * @param row alias of dm_row
 * @throws {TolkError} PROFILE_CONDITION
 */
export function rowConditionSql(
  condition: Condition, { table, row }: { readonly table: Table; readonly row: string }, model: Model,
  parameters: Parameters,
): string {
  const names = {
    options: new Map(), groups: new Set<string>(), imports: new Set<string>(), campaigns: new Map(), model,
  };
  return conditionSql(condition, { table, id: `${row}.id`, rows: { row, from: '', where: '' } }, { names, parameters });
}

function conditionSql(condition: Condition, level: Level, writing: Writing): string {
  const sqlOf = (part: Condition) => conditionSql(part, level, writing);
  switch (condition.kind) {
    case 'and': case 'or': return `(${condition.parts.map(sqlOf).join(` ${condition.kind} `)})`;
    case 'not': return `not (${sqlOf(condition.part)})`;
    case 'group': return groupSql(condition, level, writing);
    case 'import': return importSql(condition, level, writing);
    case 'campaign': return campaignSql(condition, level, writing);
    case 'rows': return rowsSql(condition, level, writing);
    case 'field': case 'option': case 'column':
      return compare(subjectOf(condition, level, writing), condition, writing.parameters);
  }
}

function subjectOf({ kind, name, place }: ValueCondition, level: Level, { names, parameters }: Writing): Subject {
  switch (kind) {
    case 'field': {
      const subject = fieldSubject(name);
      if (subject === undefined) throw refused(place, `there is no field ${name}; there are ${FIELD_NAMES.join(', ')}`);
      return subject;
    }
    case 'option': {
      const definition = names.options.get(name);
      if (definition === undefined) throw refused(place, `there is no option ${name}`);
      return optionSubject(definition, parameters);
    }
    case 'column': {
      const { table, rows } = level;
      const column = table.columnByName.get(name);
      if (column !== undefined && rows !== undefined) return columnSubject(table, column, rows, parameters);
      const columns = table.columns.map((one) => one.name).join(', ') || 'none';
      throw refused(place, `there is no column ${name} in table ${table.name}; there are ${columns}`);
    }
  }
}

function groupSql(
  { groupId, subgroups, place }: GroupCondition, { id }: Level, { names, parameters }: Writing,
): string {
  if (!names.groups.has(groupId)) throw refused(place, `there is no group ${groupId}`);
  const { brand } = parameters;
  return memberCondition({ brand, group: parameters.place(groupId, 'bigint'), customer: id }, subgroups);
}

function importSql(
  { importId, customers, runs, place }: ImportCondition, { id }: Level, { names, parameters }: Writing,
): string {
  if (!names.imports.has(importId)) throw refused(place, `there is no import ${importId} of customers`);
  const those = typeof runs === 'string' ? runs : { since: instantFromNow(reversed(runs.withinLast), parameters) };
  const meant = { brand: parameters.brand, importId: parameters.place(importId, 'bigint') };
  const imported = customersOfImport(meant, customers, those);
  // Not "in": what is not in a set that the planner takes for large would be looked for in all of it, each time.
  return `exists (select from (${imported}) as imported(id) where imported.id = ${id})`;
}

function campaignSql(
  { called, asks, withinLast, place }: CampaignCondition, { id: customer }: Level, { names, parameters }: Writing,
): string {
  const campaign = names.campaigns.get(called);
  if (campaign === undefined) throw refused(place, `there is no campaign ${called}`);
  const since = withinLast === undefined ? undefined : instantFromNow(reversed(withinLast), parameters);
  const meant = { brand: parameters.brand, campaign: parameters.place(campaign.id, 'bigint'), customer, since };
  if (asks.kind === 'membership') return campaignCondition(meant, asks);
  const number = Object.hasOwn(campaign.objects, asks.object) ? campaign.objects[asks.object] : undefined;
  if (number === undefined) throw refused(place, `there is no object ${asks.object} in campaign ${called}`);
  const object = parameters.place(number, 'bigint');
  if (asks.kind === 'at') return campaignCondition(meant, { kind: 'at', object });
  const exit = asks.exit === undefined ? undefined : parameters.place(asks.exit, 'text');
  return campaignCondition(meant, { kind: 'passed', object, exit });
}

function rowsSql(condition: RowsCondition, { table: above, id }: Level, writing: Writing): string {
  const { names, parameters } = writing;
  const { table: name, where, atLeast, atMost, place } = condition;
  const table = names.model?.tableByName.get(name);
  if (table === undefined) throw refused(place, `there is no table ${name}`);
  const rows = containedRows(above, table, {
    brand: parameters.brand, parent: id,
    number: (one) => parameters.place(one.id, 'bigint'), alias: () => parameters.alias(),
  });
  if (rows === undefined) throw refused(place, `table ${name} is not below ${above.name}`);
  const inside = where === undefined ? 'true' : conditionSql(where, { table, id: `${rows.row}.id`, rows }, writing);
  const found = `from ${rows.from} where ${rows.where} and ${inside}`;
  if (atLeast === 1 && atMost === undefined) return `exists (select ${found})`;
  if (atMost === 0) return `not exists (select ${found})`;
  // One more than matters is not counted.
  const enough = parameters.place(atMost === undefined ? atLeast : atMost + 1, 'bigint');
  const isEnough = `count(*) between ${parameters.place(atLeast, 'bigint')} and ${parameters.place(atMost ?? atLeast, 'bigint')}`;
  return `(select ${isEnough} from (select ${found} limit ${enough}) as fitting)`;
}
