/** A schedule as people see it. Times are `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface Schedule {
  readonly id: string;
  readonly name: string;
  /** Kind of run that it starts. */
  readonly kind: string;
  readonly subjectId: string;
  /** As rule.ts has it. */
  readonly rule: string;
  readonly missed: Missed;
  readonly isOn: boolean;
  /** null when it is off. */
  readonly nextDueAt: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
}

/** What becomes of slots that passed while nobody ran. */
export const MISSED = ['once', 'skip'] as const;
export type Missed = (typeof MISSED)[number];

export interface NewSchedule {
  readonly name: string;
  readonly kind: string;
  /** Number or name of what the runs work on. */
  readonly subject: string;
  readonly rule: string;
  /** Default once. */
  readonly missed?: Missed | undefined;
  /** Default true. */
  readonly isOn?: boolean | undefined;
}

/** What is left out stays as it is. */
export type ScheduleChange = { readonly [Part in keyof Omit<NewSchedule, 'kind'>]?: NewSchedule[Part] | undefined };
