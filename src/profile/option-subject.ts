import type { OptionDefinition, OptionType } from '../customer/index.ts';
import type { Parameters } from './parameters.ts';
import type { Kind, Subject } from './subject.ts';

const KINDS: Readonly<Record<OptionType, Kind>> = {
  text: 'text', number: 'number', decimal: 'number', date: 'date', datetime: 'moment', time: 'time', boolean: 'boolean',
  choice: 'choice',
};

/** Digits of a number in an option that are compared; PostgreSQL could not hold as many as an option can. */
const MOST_DIGITS = 1000;
const DAY = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const TIME = '[0-9]{2}:[0-9]{2}(:[0-9]{2})?';

/**
 * An option of table customer `c`. Values stay as they are when the definition changes, so what does not look like its
 * type now is compared with nothing; it is a value nevertheless.
 */
export function optionSubject({ name, type, choices }: OptionDefinition, parameters: Parameters): Subject {
  const key = parameters.place(name, 'text');
  const text = `(c.options ->> ${key})`;
  const about = {
    kind: KINDS[type], name: `option ${name}`, value: valueOf(type, text), nullable: true, isGiven: `${text} is not null`,
  };
  if (type !== 'text' && type !== 'choice') return about;
  const isEqual = (wanted: string) =>
    `c.options @> jsonb_build_object(${key}, ${wanted}) and c.options <> '{}'`;
  return { ...about, choices, isEqual };
}

function valueOf(type: OptionType, text: string): string {
  const formed = (form: string, value: string) => `case when ${text} ~ '^(${form})$' then ${value} end`;
  const numeric = (form: string) => `case when length(${text}) <= ${MOST_DIGITS} then ${formed(form, `${text}::numeric`)} end`;
  switch (type) {
    case 'text': case 'choice': return text;
    case 'number': return numeric('[+-]?[0-9]+');
    case 'decimal': return numeric('[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)');
    case 'date': return formed(DAY, text);
    case 'datetime': return formed(`${DAY} ${TIME}`, `rpad(${text}, 19, ':00')`);
    case 'time': return formed(TIME, `rpad(${text}, 8, ':00')`);
    case 'boolean': return `case when ${text} in ('true', '1', 'Y') then true when ${text} in ('false', '0', 'N') then false end`;
  }
}
