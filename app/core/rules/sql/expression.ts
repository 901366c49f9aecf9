/** SQL counterparts of verdicts, as pieces of text, and how the pieces of parts make the piece of a group. */
import type { FactName } from '../../facts/catalogue.ts';

/** What a condition may use while it is turned into SQL. */
export interface SqlScope {
  /** An expression for the instant asked about, a timestamptz. */
  readonly now: string;
  /** The column that holds a fact, qualified. */
  column(fact: FactName): string;
  /** A placeholder, with its cast, for a bound value. */
  bind(value: number | string, sqlType: string): string;
}

/**
 * A verdict as SQL. The instant at which it can change is told apart by what the answer is now, because each half is
 * looked at only in its own case, and most are known to be "never" when the text is built.
 */
export interface SqlVerdict {
  /** A boolean expression, never NULL. */
  readonly member: string;
  /** When membership can end: a timestamptz expression (NULL is never), right only for members; or null, never. */
  readonly untilIn: string | null;
  /** When membership can begin: the same, right only for those who are not members. */
  readonly untilOut: string | null;
}

/** The counterpart of `allOf`. */
export function allOfSql(parts: readonly SqlVerdict[]): SqlVerdict {
  return {
    member: parts.map((part) => `(${part.member})`).join(' AND '),
    untilIn: earliestSql(parts.map((part) => part.untilIn)),
    untilOut: latestSql(parts.map((part) => ({ counts: `NOT (${part.member})`, until: part.untilOut }))),
  };
}

/** The counterpart of `anyOf`. */
export function anyOfSql(parts: readonly SqlVerdict[]): SqlVerdict {
  return {
    member: parts.map((part) => `(${part.member})`).join(' OR '),
    untilIn: latestSql(parts.map((part) => ({ counts: part.member, until: part.untilIn }))),
    untilOut: earliestSql(parts.map((part) => part.untilOut)),
  };
}

/** The counterpart of `opposite`. */
export function oppositeSql(part: SqlVerdict): SqlVerdict {
  return { member: `NOT (${part.member})`, untilIn: part.untilOut, untilOut: part.untilIn };
}

/** Both halves in one timestamptz expression (NULL is never); null if it is never for certain. */
export function untilSql({ member, untilIn, untilOut }: SqlVerdict): string | null {
  if (untilIn === null && untilOut === null) return null;
  const whenIn = untilIn === null ? '' : ` WHEN ${member} THEN ${untilIn}`;
  const whenOut = untilOut === null ? '' : ` WHEN NOT (${member}) THEN ${untilOut}`;
  return `CASE${whenIn}${whenOut} END`;
}

/** The least of several instants. LEAST passes over NULL, which stands for never. */
export function earliestSql(untils: readonly (string | null)[]): string | null {
  const known = untils.filter((until) => until !== null);
  return known.length > 1 ? `LEAST(${known.join(', ')})` : (known[0] ?? null);
}

/**
 * The greatest `until` of those parts that count. GREATEST would pass over NULL as well, so that never is put as
 * infinity inside; parts that do not count are put as its opposite.
 */
function latestSql(parts: readonly { readonly counts: string; readonly until: string | null }[]): string | null {
  if (parts.every((part) => part.until === null)) return null;
  if (parts.length === 1) return parts[0]?.until ?? null;
  const bounds = parts.map(({ counts, until }) => {
    const bound = until === null ? `'infinity'` : `COALESCE(${until}, 'infinity')`;
    return `CASE WHEN ${counts} THEN ${bound} ELSE '-infinity'::timestamptz END`;
  });
  return `NULLIF(GREATEST(${bounds.join(', ')}), 'infinity')`;
}
