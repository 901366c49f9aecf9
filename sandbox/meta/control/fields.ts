/** Checks what the control API is given: a mistake in a test's order must be an error, not an order that never takes effect. */

/** Answered as 400 with its message. */
export class ControlError extends Error {}

/** What a field may be, in words and as a check. */
export interface Kind<T> {
  readonly words: string;
  readonly fits: (value: unknown) => value is T;
}

export const TEXT: Kind<string> = { words: 'text', fits: (value) => typeof value === 'string' };
export const FLAG: Kind<boolean> = { words: 'true or false', fits: (value) => typeof value === 'boolean' };
export const WHOLE: Kind<number> = {
  words: 'a whole number',
  fits: (value): value is number => Number.isSafeInteger(value),
};
export const COUNT: Kind<number> = {
  words: 'a whole number from 0',
  fits: (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
};
export const SHARE: Kind<number> = {
  words: 'a number from 0 to 1',
  fits: (value): value is number => typeof value === 'number' && value >= 0 && value <= 1,
};
export const TEXTS: Kind<string[]> = {
  words: 'a list of texts',
  fits: (value): value is string[] => Array.isArray(value) && value.every(TEXT.fits),
};
export const TEXT_MAP: Kind<Record<string, string>> = {
  words: 'an object of texts',
  fits: (value): value is Record<string, string> =>
    typeof value === 'object' && value !== null && Object.values(value).every(TEXT.fits),
};

export function oneOf<const T extends string | number>(...values: readonly T[]): Kind<T> {
  return { words: values.join(' or '), fits: (value): value is T => values.includes(value as T) };
}

export function orNull<T>(kind: Kind<T>): Kind<T | null> {
  return { words: `${kind.words} or null`, fits: (value): value is T | null => value === null || kind.fits(value) };
}

export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  /** Unknown fields are refused. */
  constructor(value: unknown, known: readonly string[]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ControlError('Expected an object.');
    }
    const unknown = Object.keys(value).find((name) => !known.includes(name));
    if (unknown !== undefined) throw new ControlError(`Unknown field '${unknown}'; known: ${known.join(', ')}.`);
    this.#values = value as Record<string, unknown>;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  raw(name: string): unknown {
    return this.#values[name];
  }

  get<T>(name: string, kind: Kind<T>): T | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (!kind.fits(value)) throw new ControlError(`'${name}' must be ${kind.words}.`);
    return value;
  }

  required<T>(name: string, kind: Kind<T>): T {
    const value = this.get(name, kind);
    if (value === undefined) throw new ControlError(`'${name}' is required.`);
    return value;
  }
}
