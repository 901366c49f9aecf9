/** Parses Klaviyo's `filter` query parameter, e.g. `equals(metric_id,"X"),greater-or-equal(datetime,2026-01-01T00:00:00Z)`. */
import type { FilterOperator, FilterRule } from './endpoint.ts';
import { invalidParameter } from './errors.ts';

/** One parsed condition; conditions joined by commas (or `and(...)`) all hold together. `date-time` values are epoch ms. */
export interface Condition {
  readonly field: string;
  readonly operator: FilterOperator;
  readonly values: readonly (string | number)[];
}

const OPERATORS: ReadonlySet<string> = new Set<FilterOperator>([
  'equals',
  'any',
  'contains',
  'starts-with',
  'ends-with',
  'has',
  'greater-than',
  'greater-or-equal',
  'less-than',
  'less-or-equal',
]);

/** Klaviyo's own ceiling is not published; 100 is what one page can answer and what Kesit asks for at most. */
const MOST_VALUES_IN_ANY = 100;

/** Throws a 400 naming the parameter when the text does not parse or uses a field or operator the call does not offer. */
export function parseFilter(text: string, rules: Readonly<Record<string, FilterRule>>): Condition[] {
  const reader = new Reader(text);
  const conditions = reader.conditions();
  return conditions.map(({ operator, field, values }) => {
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
    if (rule === undefined) throw refusal(`'${field}' is not an allowed filter field.`);
    if (!OPERATORS.has(operator) || !rule.operators.includes(operator as FilterOperator)) {
      throw refusal(`'${operator}' is not an allowed filter operator for the field '${field}'.`);
    }
    if (values.length > MOST_VALUES_IN_ANY) throw refusal(`'${field}' can be compared with at most 100 values.`);
    return { field, operator: operator as FilterOperator, values: values.map((value) => convert(value, rule, field)) };
  });
}

function refusal(detail: string): Error {
  return invalidParameter(`Invalid filter provided: ${detail}`, 'filter');
}

interface Literal {
  readonly text: string;
  readonly quoted: boolean;
}

function convert(literal: Literal, rule: FilterRule, field: string): string | number {
  if (rule.value === 'string') {
    if (!literal.quoted) throw refusal(`the value of '${field}' must be a quoted string.`);
    return literal.text;
  }
  if (rule.value === 'number') {
    const value = Number(literal.text);
    if (literal.quoted || literal.text === '' || !Number.isFinite(value)) {
      throw refusal(`the value of '${field}' must be a number.`);
    }
    return value;
  }
  const atMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(literal.text) ? Date.parse(literal.text) : Number.NaN;
  if (Number.isNaN(atMs)) throw refusal(`the value of '${field}' must be an ISO 8601 date and time.`);
  return atMs;
}

interface RawCondition {
  readonly operator: string;
  readonly field: string;
  readonly values: Literal[];
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  conditions(): RawCondition[] {
    const all = this.sequence();
    if (this.at < this.text.length) throw this.broken();
    return all;
  }

  private sequence(): RawCondition[] {
    const found: RawCondition[] = [];
    do {
      const name = this.word(/[a-z-]/);
      this.expect('(');
      if (name === 'and') {
        found.push(...this.sequence());
      } else {
        const field = this.word(/[A-Za-z0-9_.-]/);
        const values: Literal[] = [];
        if (this.take(',')) {
          if (this.take('[')) {
            if (name !== 'any' && name !== 'equals') throw this.broken();
            do values.push(this.literal());
            while (this.take(','));
            this.expect(']');
          } else values.push(this.literal());
        }
        if ((name === 'has') !== (values.length === 0)) throw this.broken();
        found.push({ operator: name, field, values });
      }
      this.expect(')');
    } while (this.take(','));
    return found;
  }

  private literal(): Literal {
    this.skipSpace();
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") return { text: this.word(/[^,()[\]\s]/), quoted: false };
    let text = '';
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const char = this.text[this.at];
      if (char === quote) {
        this.at += 1;
        return { text, quoted: true };
      }
      if (char === '\\') this.at += 1;
      text += this.text[this.at] ?? '';
    }
    throw this.broken();
  }

  private word(pattern: RegExp): string {
    this.skipSpace();
    const start = this.at;
    while (this.at < this.text.length && pattern.test(this.text[this.at] ?? '')) this.at += 1;
    if (this.at === start) throw this.broken();
    return this.text.slice(start, this.at);
  }

  private take(char: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== char) return false;
    this.at += 1;
    return true;
  }

  private expect(char: string): void {
    if (!this.take(char)) throw this.broken();
  }

  private skipSpace(): void {
    while (this.text[this.at] === ' ') this.at += 1;
  }

  private broken(): Error {
    return refusal(`'${this.text}' cannot be read at position ${this.at}.`);
  }
}
