import { ERRORS, type TolkError } from '../../errors.ts';
import type { Metrics, Outcome } from '../../metrics.ts';
import type { CallLog, CallRecord } from './record.ts';

/** What the door needs of the process's metrics. */
export type CallMetrics = Pick<Metrics, 'soapCall'>;

interface Ended {
  readonly record: CallRecord;
  readonly wrong: TolkError | undefined;
  readonly milliseconds: number;
}

const DIGITS = /^[0-9]+$/;
/** Milliseconds until an ended call is told of, and calls after which they are told of at once. */
const DELAY = 20;
const BATCH = 500;

/**
 * Counts and logs ended calls, one line each, some at a time and away from the calls themselves: one by one
 * they cost as much again as all of our own work on a small call (measured), because each meets a cold cache.
 */
export class Reporter {
  readonly #log: CallLog;
  readonly #metrics: CallMetrics;
  #ended: Ended[] = [];

  constructor(log: CallLog, metrics: CallMetrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  /** @param wrong what the caller was told instead of an answer */
  note(record: CallRecord, wrong: TolkError | undefined, milliseconds: number): void {
    this.#ended.push({ record, wrong, milliseconds });
    if (this.#ended.length === 1) setTimeout(() => this.#tell(), DELAY);
    if (this.#ended.length >= BATCH) this.#tell();
  }

  #tell(): void {
    const ended = this.#ended;
    this.#ended = [];
    for (const { record, wrong, milliseconds } of ended) {
      const { requestId, operation, brandId, isGone } = record;
      this.#metrics.soapCall(operation, isGone ? 'protocol' : outcomeOf(wrong), milliseconds);
      const ms = Math.round(milliseconds * 10) / 10;
      this.#log.info({ requestId, operation, brandId, ms, fault: isGone ? 'gone' : wrong?.row.fault }, 'soap');
    }
  }
}

function outcomeOf(error: TolkError | undefined): Outcome {
  if (error === undefined) return 'ok';
  const { fault, http } = error.row;
  if (http === ERRORS.INTERNAL.http || http === ERRORS.OVERLOADED.http) return 'failed';
  return DIGITS.test(fault) ? 'refused' : 'protocol';
}
