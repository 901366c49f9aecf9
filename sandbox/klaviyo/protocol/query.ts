/** Reads a call's query against its entry in the endpoint table: unknown names and values are refused, as Klaviyo does. */
import type { Endpoint } from './endpoint.ts';
import { invalidParameter } from './errors.ts';
import { allowedFields, type FieldsetType } from './fieldsets.ts';
import { parseFilter, type Condition } from './filters.ts';

export interface ListQuery {
  readonly conditions: readonly Condition[];
  /** Field to sort by; undefined leaves the call's own default. */
  readonly sort: { readonly field: string; readonly descending: boolean } | undefined;
  readonly pageSize: number;
  /** Position of the last row of the previous page: sort value and row key. */
  readonly cursor: readonly [number | string | null, number] | undefined;
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  readonly includes: ReadonlySet<string>;
  readonly additional: ReadonlySet<string>;
}

export function readQuery(endpoint: Endpoint, search: URLSearchParams): ListQuery {
  const fields = new Map<string, ReadonlySet<string>>();
  const additional = new Set<string>();
  const includes = new Set<string>();
  let conditions: Condition[] = [];
  let sort: ListQuery['sort'];
  let pageSize = endpoint.page?.defaultSize ?? 1;
  let cursor: ListQuery['cursor'];
  const seen = new Set<string>();
  for (const [name, value] of search) {
    if (seen.has(name)) throw invalidParameter(`'${name}' may be given only once.`, name);
    seen.add(name);
    const bracketed = /^(fields|additional-fields)\[([a-z-]+)\]$/.exec(name);
    if (bracketed?.[1] === 'fields' && endpoint.fieldsets?.includes(bracketed[2] as FieldsetType)) {
      const type = bracketed[2] as FieldsetType;
      const allowed = allowedFields(type, endpoint.operationId, endpoint.additionalFields?.[type] ?? []);
      fields.set(type, new Set(namesWithin(name, value, allowed)));
    } else if (
      bracketed?.[1] === 'additional-fields' &&
      endpoint.additionalFields?.[bracketed[2] ?? ''] !== undefined
    ) {
      const allowed = new Set(endpoint.additionalFields[bracketed[2] ?? '']);
      for (const field of namesWithin(name, value, allowed)) additional.add(field);
    } else if (name === 'include' && endpoint.includes !== undefined) {
      for (const part of namesWithin(name, value, new Set(endpoint.includes))) includes.add(part);
    } else if (name === 'filter' && endpoint.filters !== undefined) {
      conditions = parseFilter(value, endpoint.filters);
    } else if (name === 'sort' && endpoint.sorts !== undefined) {
      if (!endpoint.sorts.includes(value)) throw invalidParameter(`'${value}' is not an allowed sort.`, name);
      sort = { field: value.replace(/^-/, ''), descending: value.startsWith('-') };
    } else if (name === 'page[size]' && endpoint.page?.sizeParameter) {
      pageSize = readPageSize(value, endpoint.page.maxSize);
    } else if (name === 'page[cursor]' && endpoint.page !== undefined) {
      cursor = decodeCursor(value);
    } else throw invalidParameter(`'${name}' is not a valid query parameter for this endpoint.`, name);
  }
  return { conditions, sort, pageSize, cursor, fields, includes, additional };
}

function namesWithin(parameter: string, value: string, allowed: ReadonlySet<string>): string[] {
  const names = value.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !allowed.has(name));
  if (unknown !== undefined) throw invalidParameter(`'${unknown}' is not a valid value for '${parameter}'.`, parameter);
  return names;
}

function readPageSize(value: string, maxSize: number): number {
  const size = Number(value);
  if (!/^\d+$/.test(value) || size < 1 || size > maxSize) {
    throw invalidParameter(`Page size must be an integer between 1 and ${maxSize}.`, 'page[size]');
  }
  return size;
}

export function encodeCursor(sortValue: number | string | null, rowKey: number): string {
  return Buffer.from(JSON.stringify([sortValue, rowKey])).toString('base64url');
}

function decodeCursor(text: string): readonly [number | string | null, number] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(value) && value.length === 2 && Number.isSafeInteger(value[1])) {
      const [sortValue, rowKey] = value as [unknown, number];
      if (sortValue === null || typeof sortValue === 'string' || typeof sortValue === 'number') {
        return [sortValue, rowKey];
      }
    }
  } catch {
    // Not a cursor of ours: refused below like any other unreadable text.
  }
  throw invalidParameter('The cursor provided is invalid.', 'page[cursor]');
}
