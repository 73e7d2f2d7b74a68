import {
  changeCustomers, customersByEmailAddress, customersByExternalId, insertUniqueCustomer,
} from '../../customer/index.ts';
import type { Scope, TxScope } from '../../db/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { isStorable } from '../engine/flow.ts';
import { checkFields } from '../members/fields.ts';
import { enter } from '../members/enter.ts';
import type { UrlSettings } from '../objects/start-url.ts';
import { inputOf, type Target } from '../values/targets.ts';
import { holdAddressed, type Addressed } from './address.ts';

/** What a call brings: name -> value. */
export type Given = Readonly<Record<string, string>>;

/**
 * Sets off the start behind a public address. Fields that the start does not name are left out. The answer is the same
 * whether the customer was there before or not, and whether the entry rule lets it begin or not.
 * @throws {TolkError} PAGE_NOT_FOUND; PAGE_FIELD naming the field of the call that cannot be taken
 */
export function callUrl(scope: Scope, addressed: Addressed, given: Given): Promise<UrlSettings['answer']> {
  return scope.transaction(async (tx) => {
    const { running, object } = await holdAddressed(tx, addressed, ['startUrl']);
    const settings = object.graph.settings as unknown as UrlSettings; // as its schema has read them
    const taken = takenFrom(settings, given, tx.limits.CAMPAIGN_VARIABLE_LENGTH);
    const variables = named(taken, 'variable');
    const fields = checked(taken, () => checkFields(running.fields, named(taken, 'campaignField')));
    const customerIds = settings.finds === undefined ? [] : [await customerOf(tx, settings, settings.finds, taken)];
    await enter(tx, running, object, { customerIds, variables, fields });
    return settings.answer;
  });
}

interface Taken {
  readonly name: string;
  readonly target: Target;
  readonly value: string;
}

function takenFrom({ takes }: UrlSettings, given: Given, most: number): Taken[] {
  return takes.flatMap((target) => {
    if (!Object.hasOwn(given, target.name)) return [];
    const value = given[target.name] ?? '';
    if (value.length > most) throw failure('PAGE_FIELD', { field: target.name, why: 'is too long' });
    if (!isStorable(value)) throw failure('PAGE_FIELD', { field: target.name, why: 'has a character that cannot be kept' });
    return [{ name: target.name, target, value }];
  });
}

function named(taken: readonly Taken[], kind: 'variable' | 'campaignField'): Record<string, string> {
  return Object.fromEntries(taken.flatMap(({ target, value }) =>
    (kind in target ? [[(target as Record<string, string>)[kind] ?? '', value]] : [])));
}

/** Refusals in the words of the call, which knows nothing of our fields. */
function checked<Result>(taken: readonly Taken[], check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw error instanceof TolkError ? refusalOf(error, taken) : error;
  }
}

function refusalOf({ details }: TolkError, taken: readonly Taken[]): TolkError {
  const wrong = taken.find(({ target }) => Object.values(target).includes(details['field'] ?? details['name'] ?? ''));
  const why = details['why'] ?? 'has a value that is not acceptable';
  return failure('PAGE_FIELD', { field: wrong?.name ?? taken[0]?.name ?? '', why });
}

/**
 * Values are checked before anybody is looked for, so that a refusal does not tell who is there.
 * @returns number of the customer, found by its key or made
 */
async function customerOf(
  tx: TxScope, { changes }: UrlSettings, key: 'emailAddress' | 'externalId', taken: readonly Taken[],
): Promise<string> {
  const found = taken.find(({ target }) => 'field' in target && target.field === key);
  if (found === undefined || found.value.trim() === '') {
    throw failure('PAGE_FIELD', { field: found?.name ?? key, why: 'is empty' });
  }
  const ofCustomer = taken.filter(({ target }) => 'field' in target || 'option' in target);
  const input = inputOf(ofCustomer.map(({ target }) => target), ofCustomer.map(({ value }) => value));
  const look = key === 'emailAddress' ? customersByEmailAddress : customersByExternalId;
  try {
    await changeCustomers(tx, [], input);
    const [there] = changes ? [] : await look(tx, found.value);
    return there?.id ?? (await insertUniqueCustomer(tx, input, { fields: [key], options: [] })).id;
  } catch (error) {
    throw error instanceof TolkError ? refusalOf(error, taken) : error;
  }
}
