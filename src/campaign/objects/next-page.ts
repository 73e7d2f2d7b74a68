import { NOBODY, type Due, type Outcome } from './act.ts';

interface Page {
  /** The flow of nobody that brings customers in; its note is the last of them so far. */
  readonly flow: Due;
  /** Other flows: they have their turn in later steps, so that each stays as short as any. */
  readonly others: readonly Due[];
  /** By number. */
  readonly customerIds: readonly string[];
  /** Customers of a full page. */
  readonly most: number;
}

/** The next customers come in by the usual exit; the flow of nobody stays until there are no more, then it ends. */
export function nextPage({ flow, others, customerIds, most }: Page): Outcome {
  const isFull = customerIds.length === most;
  const again = { member: flow, until: 'now', note: customerIds.at(-1) ?? NOBODY };
  const later = others.map((member) => ({ member, until: 'now', note: member.note ?? NOBODY }));
  return {
    joins: [{ exit: 'continue', customerIds, flowId: flow.flowId }],
    stay: isFull ? [again, ...later] : later,
    ends: isFull ? [] : [flow],
  };
}
