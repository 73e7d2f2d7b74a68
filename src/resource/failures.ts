import { isConnectionFailure, rows, statement, type Scope } from '../db/index.ts';
import { TolkError } from '../errors.ts';
import type { Log } from '../log.ts';

const INSERT = statement(`
  insert into result_set (brand_id, type, source_kind, source_params, state, error, ended_at)
  values ($1, $2, $3, $4, 'ERROR', $5, now())
  returning id, source_kind`);

const UPDATE = statement(`
  update result_set set state = 'ERROR', error = $4, ended_at = now()
  where brand_id = $1 and id = $2 and state = 'PROCESSING' and attempt = $3
  returning id, source_kind`);

/**
 * Sets that could not be built. The client sees status ERROR (soap.md 5.1), operators the reason in the log
 * and, with the values that were wrong, in the row. A database that is away is no reason: the call fails, or
 * the job is tried again.
 */
export class Failures {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * Stores a new set as failed.
   * @param values of the first four columns above
   * @returns its id
   * @throws the error itself, when the database is away
   */
  async insert(scope: Scope, values: readonly string[], error: unknown): Promise<string> {
    if (isConnectionFailure(error)) throw error;
    const stored = await rows<[string, string]>(scope.sql, INSERT, [...values, textOf(error)]);
    const [[id, source] = ['', '']] = stored;
    this.#tell(scope, { resource: id, source }, error);
    return id;
  }

  /** Ends a set that an attempt was building. @throws the error itself, when the database is away */
  async end(scope: Scope, resourceId: string, attempt: number, error: unknown): Promise<void> {
    if (isConnectionFailure(error)) throw error;
    const ended = await rows<[string, string]>(
      scope.sql, UPDATE, [scope.brand.id, resourceId, attempt, textOf(error)],
    );
    for (const [resource, source] of ended) this.#tell(scope, { resource, source }, error);
  }

  /**
   * A refusal of ours quotes the value that was wrong, so the log gets its code and the name of the field.
   */
  #tell({ brand }: Scope, place: object, error: unknown): void {
    const why = error instanceof TolkError
      ? { reason: error.code, field: error.details['field'] }
      : { err: error };
    this.#log.warn({ brand: brand.id, ...place, ...why }, 'result set could not be built');
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
