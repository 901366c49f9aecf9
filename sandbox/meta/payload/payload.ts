/** Reads and checks the `payload` of an upload: a fault of the whole is refused, a row with a bad cell is an invalid entry. */
import { createHash } from 'node:crypto';
import { invalidParameter } from '../protocol/errors.ts';
import type { Params } from '../protocol/params.ts';
import type { RowStyle } from '../store/audiences.ts';
import type { PersonKeys } from '../store/people.ts';
import { fits, HASHED_KEYS, isHashed, KNOWN_KEYS, SINGLE_SCHEMAS, VALUE_KEY, valueOf, type Key } from './keys.ts';

const MOST_ROWS = 10_000;
const MOST_SAMPLES = 100;

export interface UploadRow {
  readonly keys: PersonKeys;
  readonly value: number | null;
  readonly limitedUse: boolean;
}

export interface Payload {
  readonly style: RowStyle;
  /** Column names in order, as text: batches of one replacement must agree. */
  readonly schema: string;
  readonly rows: readonly UploadRow[];
  readonly received: number;
  readonly invalid: number;
  /** A list of cells for single columns, else rows with what is wrong with them. */
  readonly samples: readonly string[] | Readonly<Record<string, string>>;
}

/** `values`: whether rows must carry a value, must not, or may (removals, where it is ignored). */
export function readPayload(params: Params, values: 'wanted' | 'refused' | 'ignored'): Payload {
  const payload = params.json('payload');
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw invalidParameter('The parameter payload is required');
  }
  const { schema, data, is_raw: isRaw } = payload as Record<string, unknown>;
  const { style, columns, name } = readSchema(schema);
  if (values === 'refused' && columns.includes(VALUE_KEY)) {
    throw invalidParameter(`${VALUE_KEY} is only for value-based audiences`);
  }
  if (values === 'wanted' && !columns.includes(VALUE_KEY)) {
    throw invalidParameter(`The schema of a value-based audience must include ${VALUE_KEY}`);
  }
  if (!Array.isArray(data) || data.length === 0) throw invalidParameter('payload[data] must be a non-empty array');
  if (data.length > MOST_ROWS) throw invalidParameter(`payload[data] may hold at most ${MOST_ROWS} rows`);

  const raw = isRaw === true || isRaw === 1 || isRaw === 'true';
  const rows: UploadRow[] = [];
  const samples: [string, string][] = [];
  let invalid = 0;
  for (const given of data as unknown[]) {
    const cells = style === 'single' && !Array.isArray(given) ? [given] : given;
    const fault = rowFault(columns, cells, raw);
    if (fault === undefined) rows.push(readRow(columns, cells as unknown[], raw));
    else {
      invalid += 1;
      const sample = style === 'single' ? String((cells as unknown[])[0]) : JSON.stringify(given);
      if (samples.length < MOST_SAMPLES) samples.push([sample, fault]);
    }
  }
  return {
    style,
    schema: name,
    rows,
    received: data.length,
    invalid,
    samples: style === 'single' ? samples.map(([sample]) => sample) : Object.fromEntries(samples),
  };
}

function readSchema(schema: unknown): { style: RowStyle; columns: readonly Key[]; name: string } {
  const names = Array.isArray(schema) ? (schema as unknown[]) : [schema];
  const only = names.length === 1 && typeof names[0] === 'string' ? names[0] : undefined;
  const single =
    only !== undefined && (!Array.isArray(schema) || !KNOWN_KEYS.has(only)) ? SINGLE_SCHEMAS[only] : undefined;
  if (only !== undefined && single !== undefined) return { style: 'single', columns: [single], name: only };
  const unknown = names.find((name) => typeof name !== 'string' || !KNOWN_KEYS.has(name));
  if (names.length === 0 || unknown !== undefined || !Array.isArray(schema)) {
    throw invalidParameter(`payload[schema] holds an unknown key: ${JSON.stringify(unknown ?? schema ?? null)}`);
  }
  const columns = names as Key[];
  if (new Set(columns).size !== columns.length) throw invalidParameter('payload[schema] names a key twice');
  const place = columns.find((key) => key.startsWith('DATA_PROCESSING_OPTIONS_'));
  if (place !== undefined && !columns.includes('DATA_PROCESSING_OPTIONS')) {
    throw invalidParameter(`${place} needs the column DATA_PROCESSING_OPTIONS`);
  }
  return { style: 'multi', columns, name: columns.join(',') };
}

function rowFault(columns: readonly Key[], cells: unknown, raw: boolean): string | undefined {
  if (!Array.isArray(cells) || cells.length !== columns.length) return `Expected ${columns.length} cells.`;
  const bad = columns.find((key, index) => !fits(key, cells[index], raw));
  if (bad === undefined) return undefined;
  return isHashed(bad) ? `${bad} is not a SHA-256 hash.` : `${bad} is not valid.`;
}

function readRow(columns: readonly Key[], cells: readonly unknown[], raw: boolean): UploadRow {
  const text = (key: Key): string => {
    const cell = cells[columns.indexOf(key)];
    return typeof cell === 'string' ? cell : '';
  };
  const email = digestOf(text('EMAIL'), raw);
  const phone = digestOf(text('PHONE'), raw);
  const externId = text('EXTERN_ID');
  const options = cells[columns.indexOf('DATA_PROCESSING_OPTIONS')];
  return {
    keys: {
      externId: externId === '' ? null : externId,
      email,
      phone,
      other: email === null && phone === null ? otherDigest(text) : null,
    },
    value: columns.includes(VALUE_KEY) ? (valueOf(cells[columns.indexOf(VALUE_KEY)]) ?? null) : null,
    limitedUse: Array.isArray(options) && options.includes('LDU'),
  };
}

function digestOf(cell: string, raw: boolean): Uint8Array | null {
  if (cell === '') return null;
  return raw ? createHash('sha256').update(cell.trim().toLowerCase()).digest() : Buffer.from(cell, 'hex');
}

/** Device and page ids, else everything that together may mean one person. */
function otherDigest(text: (key: Key) => string): Uint8Array | null {
  const id = text('MADID') || text('APPUID') || text('PAGEUID');
  const told = id === '' ? HASHED_KEYS.map(text).join('|') : id;
  return /[^|]/.test(told) ? createHash('sha256').update(told).digest() : null;
}
