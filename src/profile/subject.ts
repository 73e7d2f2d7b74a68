/** What kind of value is compared; it says which operators there are and what their operands look like. */
export type Kind = 'text' | 'choice' | 'number' | 'whole' | 'boolean' | 'date' | 'time' | 'moment' | 'instant';

/** SQL of one value of a customer or row. */
export interface Subject {
  readonly kind: Kind;
  /** For texts of refusals: `field city`. */
  readonly name: string;
  /**
   * The value. Null when it does not look like its type, if `nullable`. Dates, times of day and moments are texts
   * 'YYYY-MM-DD', 'HH:MM:SS', 'YYYY-MM-DD HH:MM:SS' whose order is that of collation C; an instant is a timestamptz.
   */
  readonly value: string;
  readonly nullable: boolean;
  /** Condition: there is a value; undefined: there always is one. */
  readonly isGiven: string | undefined;
  /** Compared without letter case, whatever the condition says: e-mail addresses. */
  readonly folds?: boolean;
  /** Of kind choice. */
  readonly choices?: readonly string[];
  /** A condition of its own, never null, for being equal to a text (a parameter), by which an index finds it. */
  readonly isEqual?: (text: string) => string;
}
