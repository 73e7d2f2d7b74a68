import { rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { groupById, groupNotFound, knownId, type Group } from './group.ts';
import { checkDepth, lockTree, withAncestors } from './tree.ts';

/** What callers may say of a group; undefined and null are not given. */
interface GroupInput {
  readonly id?: string | null | undefined;
  /** '0' or not given: at the top. Only an insert looks at it; afterwards groups are moved. */
  readonly parentId?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
}

/** A group to fill in, as group_create gives it; nothing is stored. What the gateway sets is left out. */
export function blankGroup(): Partial<Group> {
  return { name: '', description: '' };
}

const COUNT = statement('select count(*) from customer_group where brand_id = $1 and deleted_at is null');
const INSERT = statement(`
  insert into customer_group (brand_id, parent_id, name, description, created_by, modified_by)
  values ($1, $2, $3, $4, $5, $5)
  returning id`);

/**
 * Stores a new group, empty and counted as such; a given id is ignored.
 * @throws {TolkError} FIELD_VALUE (name or description), GROUP_NOT_FOUND (the parent), GROUP_DEPTH_EXCEEDED,
 *   GROUP_COUNT_EXCEEDED
 */
export async function insertGroup(scope: Scope, input: GroupInput): Promise<Group> {
  checkTexts(scope, { ...input, name: input.name ?? '' });
  return scope.transaction((tx) => insert(tx, input));
}

async function insert(tx: TxScope, input: GroupInput): Promise<Group> {
  const { parentId } = input;
  const under = parentId === '0' ? undefined : (parentId ?? undefined);
  await lockTree(tx);
  const above = under === undefined ? [] : await withAncestors(tx, under);
  if (under !== undefined && above.length === 0) throw groupNotFound(under);
  checkDepth(tx, above.length + 1);
  const [[count] = ['0']] = await rows<[string]>(tx.sql, COUNT, [tx.brand.id]);
  const most = tx.limits.GROUP_COUNT;
  if (Number(count) >= most) throw failure('GROUP_COUNT_EXCEEDED', { most: String(most) });
  const values = [tx.brand.id, under ?? null, input.name, input.description ?? '', tx.actor.name];
  const [[id] = []] = await rows<[string]>(tx.sql, INSERT, values);
  return groupById(tx, id);
}

const UPDATE = statement(`
  update customer_group
  set name = coalesce($3, name), description = coalesce($4, description),
    modified_by = $5, modified_at = now()
  where brand_id = $1 and id = $2 and deleted_at is null
  returning id`);

/**
 * Changes name and description; what is not given stays, the parent stays always.
 * @throws {TolkError} GROUP_NOT_FOUND, FIELD_VALUE
 */
export async function updateGroup(scope: Scope, input: GroupInput): Promise<Group> {
  const id = knownId(input.id);
  checkTexts(scope, input);
  return scope.transaction(async (tx) => {
    if (!(await update(tx, id, input))) throw groupNotFound(id);
    return groupById(tx, id);
  });
}

/**
 * Updates the group of that id when there is one, else stores a new one (soap.md 7).
 * @throws as updateGroup and insertGroup
 */
export async function upsertGroup(scope: Scope, input: GroupInput): Promise<Group> {
  const { id } = input;
  checkTexts(scope, input);
  return scope.transaction(async (tx) => {
    if (id !== undefined && id !== null && await update(tx, id, input)) return groupById(tx, id);
    return insertGroup(tx, input);
  });
}

/** @returns whether the group exists */
async function update(tx: TxScope, id: string, { name, description }: GroupInput): Promise<boolean> {
  const values = [tx.brand.id, id, name ?? null, description ?? null, tx.actor.name];
  return (await rows(tx.sql, UPDATE, values)).length > 0;
}

function checkTexts({ limits }: Scope, { name, description }: GroupInput): void {
  if (name?.trim() === '') {
    throw failure('FIELD_VALUE', { field: 'name', why: 'must not be empty', value: name });
  }
  checkLength('name', name, limits.GROUP_NAME_LENGTH);
  checkLength('description', description, limits.GROUP_DESCRIPTION_LENGTH);
}

function checkLength(field: string, value: string | null | undefined, most: number): void {
  if (value === undefined || value === null || value.length <= most || [...value].length <= most) return;
  throw failure('FIELD_VALUE', { field, why: `is longer than ${most} characters`, value });
}
