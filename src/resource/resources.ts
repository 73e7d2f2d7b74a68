import type { Scope } from '../db/index.ts';
import type { SetType, SourceRequest } from './source.ts';

/** What pollers see (soap.md 5.1). `size` is 0 until READY and never changes after. */
export interface ResourceStatus {
  readonly id: string;
  readonly type: SetType;
  readonly status: 'PROCESSING' | 'READY' | 'ERROR' | 'CLOSED';
  readonly size: string;
}

/** A page asked for; numbers are digit text as they came from outside, undefined when not given. */
export interface PageRequest {
  readonly resourceId: string | undefined;
  readonly type: SetType;
  /** From 0. */
  readonly offset: string | undefined;
  /** 1 to 50. */
  readonly size: string | undefined;
}

export interface IndexRequest {
  readonly resourceId: string | undefined;
  readonly type: SetType;
  /** From 0. */
  readonly index: string | undefined;
}

/** The result sets of all brands; made once by `createResources`. */
export interface Resources {
  /**
   * Makes a set. A small one is READY when this returns; a large or slow one is PROCESSING and filled by the job `resource.build`.
   * A source that fails gives a set in status ERROR, not a throw.
   * @returns the resource id
   * @throws {TolkError} SETS_EXCEEDED when the brand holds too many sets
   */
  createSet(scope: Scope, type: SetType, source: SourceRequest): Promise<string>;

  /**
   * One set; a PROCESSING one is looked at again after a short wait that holds no connection, so that clients without a
   * pause between polls do not spin (soap.md 5.4).
   * @throws {TolkError} MISSING_PARAMETER, RESOURCE_NOT_FOUND
   */
  resourceById(scope: Scope, resourceId: string | undefined): Promise<ResourceStatus>;

  /**
   * Ids of a page in ascending order, as they were at READY; past the end none.
   * @throws {TolkError} MISSING_PARAMETER, PAGE_SIZE, FIELD_VALUE, RESOURCE_NOT_FOUND, RESOURCE_NOT_READY, RESOURCE_CLOSED
   */
  pageOfIds(scope: Scope, page: PageRequest): Promise<string[]>;

  /**
   * The id at one position.
   * @throws {TolkError} INDEX_NOT_FOUND past the end; else as pageOfIds
   */
  idAtIndex(scope: Scope, request: IndexRequest): Promise<string>;

  /**
   * Gives a set back: its ids are dropped and it is CLOSED. Freeing it again changes nothing.
   * @throws {TolkError} MISSING_PARAMETER, RESOURCE_NOT_FOUND
   */
  freeResource(scope: Scope, resourceId: string | undefined): Promise<void>;

  /** The job `resource.build`: fills a set that is PROCESSING. Repeating it is harmless. */
  build(scope: Scope, payload: unknown, signal: AbortSignal): Promise<void>;

  /** Upkeep of a brand, once a minute: closes what expired, gives up builds that never ended, removes what ended long ago. */
  maintain(scope: Scope): Promise<void>;
}
