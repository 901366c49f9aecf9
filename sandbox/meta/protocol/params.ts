/** Parameters of a call: of the query and of a form or JSON body alike, the body's first; structures may come as JSON text. */
import type { IncomingMessage } from 'node:http';
import { invalidParameter } from './errors.ts';

export class Params {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  /** Text as it was given, numbers and flags in words; undefined when absent or null. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw invalidParameter(`The parameter ${name} is required`);
    return value;
  }

  /** `1` and `true` are yes. */
  flag(name: string): boolean {
    const value = this.text(name);
    return value === '1' || value === 'true';
  }

  whole(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    if (!/^\d{1,15}$/.test(value)) throw invalidParameter(`Param ${name} must be an integer`);
    return Number(value);
  }

  json(name: string): unknown {
    const value = this.#values.get(name);
    if (typeof value !== 'string') return value;
    try {
      return parsed(value);
    } catch {
      throw invalidParameter(`Param ${name} is not valid JSON`);
    }
  }
}

/** Reads the body by its content type: JSON, else a form. */
export function readParams(request: IncomingMessage, search: URLSearchParams, body: Buffer): Params {
  const values = new Map<string, unknown>(search);
  if (body.length > 0) {
    const text = body.toString('utf8');
    if (request.headers['content-type']?.startsWith('application/json') === true) {
      for (const [name, value] of Object.entries(jsonBody(text))) values.set(name, value);
    } else for (const [name, value] of new URLSearchParams(text)) values.set(name, value);
  }
  return new Params(values);
}

function jsonBody(text: string): object {
  let body: unknown;
  try {
    body = parsed(text);
  } catch {
    throw invalidParameter('The request body is not valid JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidParameter('The request body must be a JSON object');
  }
  return body;
}

/** A 64-bit session id does not survive a JavaScript number: it is read as text. */
function parsed(text: string): unknown {
  return JSON.parse(text.replace(/("session_id"\s*:\s*)(\d{16,20})(?=\s*[,}])/, '$1"$2"')) as unknown;
}
