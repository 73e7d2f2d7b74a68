import { ExitCode, Problem } from '../problem.ts';

interface Assignments {
  readonly timeZone?: string;
  /** null: back to the default. */
  readonly settings: Readonly<Record<string, string | null>>;
}

/**
 * Reads `timeZone=Europe/Berlin smsOptIn=N optIn=default`. Which settings there are, and their values, the room knows.
 * @throws {Problem} an argument without a name or an equals sign
 */
export function readAssignments(given: readonly string[]): Assignments {
  const pairs = given.map((text) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new Problem(`${text} is not of the form setting=value`, ExitCode.usage);
    }
    return [name, value] as const;
  });
  const { timeZone, ...values } = Object.fromEntries(pairs);
  const settings = Object.fromEntries(Object.entries(values).map(([name, value]) =>
    [name, value === 'default' ? null : value]));
  return timeZone === undefined ? { settings } : { timeZone, settings };
}

/** For options that may be given more than once. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
