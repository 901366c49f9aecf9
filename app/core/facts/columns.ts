/** How facts lie in table `customer_fact`: the columns' SQL types, and a row read back as facts. */
import type { Answers, Question } from '../questions/question.ts';
import { answerWidth, questionKey } from '../questions/question.ts';
import type { FactKind } from './fact.ts';
import { factColumn, type Facts, storedFact, type StoredFactName, storedFactNames } from './stored.ts';

const sqlTypes: Record<FactKind, string> = {
  count: 'integer',
  money: 'bigint',
  ratio: 'double precision',
  instant: 'timestamptz(3)',
  span: 'bigint',
  flag: 'boolean',
  text: 'text',
  words: 'text[]',
  map: 'jsonb',
  date: 'date',
};

export interface FactColumn {
  readonly name: StoredFactName;
  readonly column: string;
  readonly sqlType: string;
  readonly nullable: boolean;
}

/** The columns of `customer_fact` that hold facts, in the order of declaration. */
export const factColumns: readonly FactColumn[] = storedFactNames.map((name) => {
  const { kind, nullable } = storedFact(name);
  return { name, column: factColumn(name), sqlType: sqlTypes[kind], nullable };
});

/** The questions of a shop, each with its first place in the array `asked`, counted from 1. */
export type Slots = readonly { readonly question: Question; readonly slot: number }[];

/**
 * A row of `customer_fact` as facts, whatever shape the driver gives: a `bigint` column as text, BigInt or number, an
 * instant as Date or epoch milliseconds. Columns that are not facts are left alone. A column that is missing, null
 * against its declaration or outside its kind's range throws, for then the query and the catalogue have drifted apart.
 */
export function factsFromRow(row: Readonly<Record<string, unknown>>, slots: Slots): Facts {
  const facts: Record<string, unknown> = { asked: answersFrom(row.asked, slots) };
  for (const { name, column, nullable } of factColumns) {
    const raw = row[column];
    const { kind } = storedFact(name);
    const value = raw === null && nullable ? null : readValue(kind, raw);
    if (value === undefined) throw new TypeError(`column ${column} holds no ${kind}`);
    facts[name] = value;
  }
  return facts as Facts;
}

function answersFrom(raw: unknown, slots: Slots): Answers {
  if (!Array.isArray(raw)) return {};
  const instants = raw.map((value: unknown) => (value instanceof Date ? value.getTime() : (value as number | null)));
  return Object.fromEntries(
    slots.map(({ question, slot }) => [
      questionKey(question),
      Array.from({ length: answerWidth(question) }, (_, index) => instants[slot - 1 + index] ?? null),
    ]),
  );
}

/** The answers as the array `asked` keeps them: texts that PostgreSQL reads in any time zone; null where there are no questions. */
export function askedFromAnswers(answers: Answers, slots: Slots): (string | null)[] | null {
  if (slots.length === 0) return null;
  const asked: (string | null)[] = [];
  for (const { question, slot } of slots) {
    const answer = answers[questionKey(question)] ?? [];
    for (let index = 0; index < answerWidth(question); index += 1) {
      const at = answer[index] ?? null;
      asked[slot - 1 + index] = at === null ? null : instantText(at);
    }
  }
  return Array.from(asked, (at) => at ?? null);
}

const instantText = (at: number): string => new Date(at).toISOString();

/** Facts as the columns of a row; what is null is left out, and instants are texts that PostgreSQL reads in any time zone. */
export function rowFromFacts(facts: Facts): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const { name, column } of factColumns) {
    const value = facts[name];
    if (value === null) continue;
    row[column] = storedFact(name).kind === 'instant' && typeof value === 'number' ? instantText(value) : value;
  }
  return row;
}

/** The value, or undefined if `raw` is not one of that kind. */
function readValue(kind: FactKind, raw: unknown): unknown {
  switch (kind) {
    case 'flag':
      return typeof raw === 'boolean' ? raw : undefined;
    case 'instant':
      return wholeNumber(raw instanceof Date ? raw.getTime() : raw);
    case 'count':
    case 'money':
    case 'span':
      return wholeNumber(typeof raw === 'bigint' || (typeof raw === 'string' && raw !== '') ? Number(raw) : raw);
    case 'ratio': {
      const value = typeof raw === 'string' && raw !== '' ? Number(raw) : raw;
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    }
    case 'text':
      return typeof raw === 'string' ? raw : undefined;
    case 'words':
      return Array.isArray(raw) && raw.every((word) => typeof word === 'string') ? raw : undefined;
    case 'map':
      return isTexts(raw) ? raw : undefined;
    case 'date':
      return typeof raw === 'string' && /^\d{4}-\d\d-\d\d$/.test(raw) ? raw : undefined;
  }
}

function isTexts(raw: unknown): boolean {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false;
  return Object.values(raw).every((text) => typeof text === 'string');
}

function wholeNumber(raw: unknown): number | undefined {
  return typeof raw === 'number' && Number.isSafeInteger(raw) ? raw : undefined;
}
