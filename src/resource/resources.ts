import { setTimeout } from 'node:timers/promises';
import type { Scope } from '../db/index.ts';
import type { Log } from '../log.ts';
import { build } from './build.ts';
import { createSet } from './create.ts';
import { Failures } from './failures.ts';
import { freeResource } from './free.ts';
import { maintain } from './maintain.ts';
import { idAtIndex, pageOfIds, type IndexRequest, type PageRequest } from './page.ts';
import type { IdQuery, SetType, SourceRequest, Sources } from './source.ts';
import { resourceById, type ResourceStatus, type Timer } from './status.ts';

/** The result sets of all brands; made once, in app.ts. */
export interface Resources {
  /**
   * Makes a set. A small one is READY when this returns; a large or slow one is PROCESSING and filled by the
   * job `resource.build`. A source that fails gives a set in status ERROR, not a throw.
   * @returns the resource id
   * @throws {TolkError} RESOURCES_EXCEEDED when the brand holds too much already
   */
  createSet(scope: Scope, type: SetType, source: SourceRequest): Promise<string>;

  /**
   * One set; one that is PROCESSING is looked at again after a short wait that holds no connection, so that
   * clients without a pause between polls do not spin (soap.md 5.4).
   * @throws {TolkError} MISSING_PARAMETER, RESOURCE_NOT_FOUND
   */
  resourceById(scope: Scope, resourceId: string | undefined): Promise<ResourceStatus>;

  /**
   * Ids of a page in ascending order, as they were at READY; past the end none.
   * @throws {TolkError} PAGE_SIZE, MISSING_PARAMETER, FIELD_VALUE (offset; a set of another type),
   *   RESOURCE_NOT_FOUND, RESOURCE_NOT_READY, RESOURCE_CLOSED
   */
  pageOfIds(scope: Scope, page: PageRequest): Promise<string[]>;

  /**
   * The id at one position.
   * @throws {TolkError} RESOURCE_INDEX_NOT_FOUND past the end; else as pageOfIds
   */
  idAtIndex(scope: Scope, request: IndexRequest): Promise<string>;

  /**
   * Gives a set back: its ids are dropped and it is CLOSED. Freeing it again changes nothing and is no error,
   * as for a client whose first answer was lost.
   * @throws {TolkError} MISSING_PARAMETER, RESOURCE_NOT_FOUND
   */
  freeResource(scope: Scope, resourceId: string | undefined): Promise<void>;

  /**
   * The job `resource.build`: fills a set that is PROCESSING. Repeating it is harmless.
   * @throws the signal's reason
   */
  build(scope: Scope, payload: unknown, signal: AbortSignal): Promise<void>;

  /**
   * Upkeep of a brand, once a minute: closes what expired, gives up builds that never ended, removes what
   * ended long ago.
   */
  maintain(scope: Scope): Promise<void>;
}

interface ResourceParts {
  /** By kind. */
  readonly sources: Sources;
  readonly log: Log;
  /** How to hold a poll; default: the clock. */
  readonly timer?: Timer;
}

const clock: Timer = { wait: (milliseconds) => setTimeout(milliseconds) };

/** @param sources what sets can be filled with, by kind; a kind that is not there is an error of ours */
export function createResources({ sources, log, timer = clock }: ResourceParts): Resources {
  const failures = new Failures(log);

  async function query(scope: Scope, { kind, params }: SourceRequest): Promise<IdQuery> {
    const source = Object.hasOwn(sources, kind) ? sources[kind] : undefined;
    if (source === undefined) throw new Error(`No source of result sets is called ${kind}`);
    return source(scope, params);
  }

  return {
    createSet: (scope, type, source) =>
      createSet(scope, { type, source, query: () => query(scope, source), failures }),
    resourceById: (scope, resourceId) => resourceById(scope, resourceId, timer),
    pageOfIds,
    idAtIndex,
    freeResource,
    build: (scope, payload, signal) => build(scope, payload, signal, { query, failures }),
    async maintain(scope) {
      const givenUp = await maintain(scope);
      if (givenUp.length === 0) return;
      log.error({ brand: scope.brand.id, resources: givenUp }, 'result sets were never built');
    },
  };
}
