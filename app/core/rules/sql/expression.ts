/** SQL counterparts of verdicts, as pieces of text, and how the pieces of parts make the piece of a group. */
import type { FactName } from '../../facts/catalogue.ts';
import type { Question } from '../../questions/question.ts';
import type { Yardsticks } from '../../yardsticks/yardsticks.ts';

/** What a condition may use while it is turned into SQL. */
export interface SqlScope {
  /** An expression for the instant asked about, a timestamptz. */
  readonly now: string;
  /** The same instant, in epoch milliseconds. */
  readonly nowMs: number;
  readonly yardsticks: Yardsticks;
  /** An expression for a fact: its column, or what it follows from. */
  readonly column: (fact: FactName) => string;
  /** The expressions of the instants of an answer, timestamptz. */
  readonly answer: (question: Question) => readonly string[];
  /** A placeholder, with its cast, for a bound value. */
  readonly bind: (value: number | string, sqlType: string) => string;
  /** A placeholder for an instant in epoch milliseconds. */
  readonly instant: (atMs: number) => string;
  /** An expression over stored facts alone that is asked of again and again: in a whole shop it is worked out once. */
  readonly once: (expression: string) => string;
}

/**
 * When an answer can change, as a timestamptz expression, right for those rows whose answer it is about: infinity for
 * never, otherwise later than `now`. For all other rows a `harmless` one gives NULL or an instant not later than `now`,
 * so that it never wins a GREATEST over one that is right; one that is not harmless may give anything.
 */
export interface SqlUntil {
  readonly text: string;
  readonly harmless: boolean;
}

/**
 * A verdict as SQL. The instant at which it can change is told apart by what the answer is now, because each half is
 * looked at only in its own case, and most are known to be never (null) when the text is built.
 */
export interface SqlVerdict {
  /** A boolean expression, never NULL. */
  readonly member: string;
  /** When membership can end; about members. */
  readonly untilIn: SqlUntil | null;
  /** When membership can begin; about those who are not members. */
  readonly untilOut: SqlUntil | null;
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

/** Both halves in one expression, right for every row (infinity or NULL is never); null if it is never for certain. */
export function untilSql({ member, untilIn, untilOut }: SqlVerdict): string | null {
  if (untilIn !== null && untilOut !== null)
    return `CASE WHEN ${member} THEN ${untilIn.text} ELSE ${untilOut.text} END`;
  if (untilIn !== null) return `CASE WHEN ${member} THEN ${untilIn.text} END`;
  if (untilOut !== null) return `CASE WHEN NOT (${member}) THEN ${untilOut.text} END`;
  return null;
}

/** The least of several instants, every one of which is right for the rows in question. */
function earliestSql(untils: readonly (SqlUntil | null)[]): SqlUntil | null {
  if (untils.length === 1) return untils[0] ?? null;
  const known = untils.flatMap((until) => until?.text ?? []);
  return known.length === 0 ? null : { text: `LEAST(${known.join(', ')})`, harmless: false };
}

/**
 * The greatest of the instants of those parts that count. GREATEST passes over NULL, so a part that does not count for
 * a row must only see to it that it is harmless there; if none counts, all are, and so is the greatest of them.
 */
function latestSql(parts: readonly { readonly counts: string; readonly until: SqlUntil | null }[]): SqlUntil | null {
  if (parts.every((part) => part.until === null)) return null;
  const bounds = parts.map(({ counts, until }) => {
    if (until?.harmless === true) return until.text;
    return `CASE WHEN ${counts} THEN ${until?.text ?? "'infinity'::timestamptz"} END`;
  });
  return { text: bounds.length === 1 ? bounds.join('') : `GREATEST(${bounds.join(', ')})`, harmless: true };
}
