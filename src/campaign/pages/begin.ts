import {
  changeCustomers, customersByEmailAddress, customersByExternalId, upsertByFields,
} from '../../customer/index.ts';
import type { TxScope } from '../../db/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { isStorable } from '../engine/flow.ts';
import { checkFields } from '../members/fields.ts';
import { enter } from '../members/enter.ts';
import { NEW } from '../objects/content/form.ts';
import { inputOf, type Target } from '../values/targets.ts';
import type { Held } from './address.ts';
import { isEmailAddress } from './read-form.ts';

/** What a call brings: name -> value. */
export type Given = Readonly<Record<string, string>>;

/** What a start takes from calls of its public address, and who begins. */
interface Taking {
  readonly takes: readonly (Target & { readonly name: string })[];
  /** Field of the customer who begins; undefined: the flow goes without a customer. */
  readonly finds?: Key | undefined;
  /** Whether a customer who was there before is changed. */
  readonly changes: boolean;
}

type Key = 'emailAddress' | 'externalId';

/**
 * Sets off a start of a campaign for whoever calls its public address. What it does not take is left out.
 * @throws {TolkError} PAGE_FIELD naming the field of the call that cannot be taken; nothing was written then
 */
export async function begin(tx: TxScope, { running, object }: Held, taking: Taking, given: Given): Promise<void> {
  const taken = takenFrom(taking, given, tx.limits.CAMPAIGN_VARIABLE_LENGTH);
  const variables = named(taken, 'variable');
  const fields = checked(taken, () => checkFields(running.fields, named(taken, 'campaignField')));
  const customer = taking.finds === undefined ? undefined : await customerOf(tx, taking.finds, taking.changes, taken);
  await enter(tx, running, object, {
    customerIds: customer === undefined ? [] : [customer.id], variables, fields,
    ...(customer?.created === true ? { note: NEW } : {}),
  });
}

interface Taken {
  readonly name: string;
  readonly target: Target;
  readonly value: string;
}

function takenFrom({ takes }: Taking, given: Given, most: number): Taken[] {
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

/** Values are checked before anybody is looked for, so that a refusal does not tell who is there. */
async function customerOf(
  tx: TxScope, key: Key, changes: boolean, taken: readonly Taken[],
): Promise<{ readonly id: string; readonly created: boolean }> {
  const ofCustomer = taken.filter(({ target }) => 'field' in target || 'option' in target);
  const input = inputOf(ofCustomer.map(({ target }) => target), ofCustomer.map(({ value }) => value));
  const value = input[key] ?? '';
  const why = value.trim() === '' ? 'is empty'
    : key === 'emailAddress' && !isEmailAddress(value) ? 'is no e-mail address' : undefined;
  if (why !== undefined) {
    const found = taken.find(({ target }) => 'field' in target && target.field === key);
    throw failure('PAGE_FIELD', { field: found?.name ?? key, why });
  }
  const look = key === 'emailAddress' ? customersByEmailAddress : customersByExternalId;
  try {
    await changeCustomers(tx, [], input);
    const [there] = changes ? [] : await look(tx, value);
    if (there !== undefined) return { id: there.id, created: false };
    const [saved] = await upsertByFields(tx, [input], { fields: [key], options: [] });
    return saved ?? { id: '', created: false };
  } catch (error) {
    throw error instanceof TolkError ? refusalOf(error, taken) : error;
  }
}
