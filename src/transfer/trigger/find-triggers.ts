import { rows, shownTime, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Trigger } from './definition.ts';
import { keyOf } from './match.ts';

/** $1 brand, $2 its zone. */
const SELECT = `
  select t.id, t.name, l.name, t.folder, i.name, t.group_id, t.notify, t.is_on, t.location_id, t.import_id, t.problem,
    t.is_ready, t.created_by, ${shownTime('t.created_at')}, t.modified_by, ${shownTime('t.modified_at')}
  from csv_trigger t
  join location l on l.brand_id = t.brand_id and l.id = t.location_id
  join import_definition i on i.brand_id = t.brand_id and i.id = t.import_id
  where t.brand_id = $1`;

type Row = readonly [
  id: string, name: string, location: string, folder: string, importName: string, group: string | null,
  notify: string[], isOn: boolean, locationId: string, importId: string, problem: string | null, isReady: boolean,
  createdBy: string, createdAt: string, modifiedBy: string, modifiedAt: string,
];

const ALL = statement(`${SELECT} order by t.name_key collate "C"`);
const BY_ID = statement(`${SELECT} and t.id = $3`);
const BY_NAME = statement(`${SELECT} and t.name_key = $3`);

/** All triggers of the brand, by name; at most TRIGGERS_MAX. */
export async function listTriggers({ sql, brand }: Scope): Promise<Trigger[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map(triggerIn);
}

/** @param called its number or its name, in any letter case @throws {TolkError} TRIGGER_NOT_FOUND */
export async function findTrigger({ sql, brand }: Scope, called: string): Promise<Trigger> {
  const isId = /^\d{1,18}$/.test(called);
  const asked = isId ? called : keyOf(called).replaceAll('\0', '\ufffd');
  const [row] = await rows<Row>(sql, isId ? BY_ID : BY_NAME, [brand.id, brand.timeZone, asked]);
  if (row === undefined) throw failure('TRIGGER_NOT_FOUND', { trigger: called });
  return triggerIn(row);
}

function triggerIn(row: Row): Trigger {
  const [
    id, name, location, folder, importName, group, to, isOn, locationId, importId, problem, isReady,
    createdBy, createdAt, modifiedBy, modifiedAt,
  ] = row;
  return {
    id, name, location, folder, import: importName, ...(group === null ? {} : { group }),
    ...(to.length === 0 ? {} : { notify: { to } }), isOn, locationId, importId, problem, isReady,
    createdBy, createdAt, modifiedBy, modifiedAt,
  };
}
