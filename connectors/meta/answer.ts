/** Reads an answer of the Graph API: what it says, or the error in it, whatever its status. */

/** What the Graph API says of an error. Only codes decide; texts are for people. */
export interface GraphError {
  code: number;
  /** 0 when there is none. */
  subcode: number;
  isTransient: boolean;
  message: string;
}

export type Reading =
  | { kind: 'object'; body: Fields }
  | { kind: 'error'; error: GraphError }
  /** No JSON, JSON that breaks off, or JSON that is no object. */
  | { kind: 'unreadable' };

export type Fields = Readonly<Record<string, unknown>>;

export function readAnswer(text: string): Reading {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { kind: 'unreadable' };
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { kind: 'unreadable' };
  const error = fieldsOf((body as Fields).error);
  if (error === null) return { kind: 'object', body: body as Fields };
  return {
    kind: 'error',
    error: {
      code: numberOf(error.code) ?? 0,
      subcode: numberOf(error.error_subcode) ?? 0,
      isTransient: error.is_transient === true,
      message: textOf(error.message) ?? '',
    },
  };
}

/** Null for what is no object. */
export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** Null for what is no number; ids and counts may come as texts. */
export function numberOf(value: unknown): number | null {
  const found = typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : NaN;
  return Number.isFinite(found) ? found : null;
}

/** Null for what is no text; ids may come as numbers. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}
