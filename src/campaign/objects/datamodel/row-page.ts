import type { MemberRow } from '../../values/row-wish.ts';
import type { Due, Stay } from '../act.ts';

/** How far a member is with its rows; kept in its note. */
interface RowPlace {
  /** dm_row.id of the last row so far. */
  readonly after: string;
  readonly count: number;
  /** Why the last row that was refused was so. */
  readonly why: string;
}

/** How far a member is with its rows; the start, when it has just come. */
export function rowPlaceOf({ note }: Due): RowPlace {
  const [, after = '0', count = '0', why = ''] = /^(\d+) (\d+) (.*)$/s.exec(note ?? '') ?? [];
  return { after, count: Number(count), why };
}

const WHY_LENGTH = 1000;

export function stayAt(member: Due, { after, count, why }: RowPlace): Stay {
  return { member, until: 'now', note: `${after} ${count} ${why.slice(0, WHY_LENGTH)}` };
}

interface RowsOfPage {
  /** In the order in which rows were asked for. */
  readonly members: readonly Due[];
  /** In the order of the members. */
  readonly rows: readonly MemberRow[];
  /** Rows of a full page. */
  readonly page: number;
  /** Rows of one member, at most. */
  readonly most: number;
}

/** What a page of rows is to one member. */
export interface MemberPage {
  readonly member: Due;
  readonly rows: readonly MemberRow[];
  /** undefined: it has no more. */
  readonly next: Pick<RowPlace, 'after' | 'count'> | undefined;
}

/** Parts a page of rows among the members. In a full one, the last who has rows may have more, as may all behind. */
export function pagesOf({ members, rows, page, most }: RowsOfPage): MemberPage[] {
  const byMember = Map.groupBy(rows, ({ member }) => member);
  const last = rows.length < page ? members.length : members.findIndex((member) => member === rows.at(-1)?.member);
  return members.map((member, place) => {
    const { after, count } = rowPlaceOf(member);
    const taken = (byMember.get(member) ?? []).slice(0, most - count);
    const next = { after: taken.at(-1)?.ids.at(-1) ?? after, count: count + taken.length };
    return { member, rows: taken, next: place < last || next.count >= most ? undefined : next };
  });
}
