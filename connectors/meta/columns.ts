/**
 * The columns of an upload: always the same for one kind of audience, because Meta does not mix kinds. A customer goes in by all that
 * may match them, and by Shopify's id, by which they can be taken out again.
 */
import type { Row } from '../kit/connector.ts';
import { cellOf } from './hash.ts';
import type { Key } from './normalise.ts';

export type Cell = string | number | readonly string[];

export interface Upload {
  schema: readonly string[];
  data: readonly (readonly Cell[])[];
}

const KEYS = ['EXTERN_ID', 'EMAIL', 'PHONE', 'FN', 'LN', 'CT', 'ST', 'COUNTRY'] as const satisfies readonly Key[];

/** Fewer digits are no number that anybody has to themselves. */
const SHORTEST_PHONE = 7;

export interface UploadOptions {
  /** Asks Meta to use the data as the laws of some American states demand; Meta finds out by itself which people that concerns. */
  limitedDataUse: boolean;
  /** Rows carry what they are worth: for audiences by value, and only for those. Whose row says nothing is worth nothing. */
  byValue?: boolean;
}

/** The upload of customers who join. */
export function uploadOf(rows: readonly Row[], { limitedDataUse, byValue = false }: UploadOptions): Upload {
  const schema = [
    ...KEYS,
    ...(byValue ? ['LOOKALIKE_VALUE'] : []),
    ...(limitedDataUse ? ['DATA_PROCESSING_OPTIONS'] : []),
  ];
  const data = rows.map((row) => [
    ...cellsOf(row),
    ...(byValue ? [Math.max(0, row.value ?? 0)] : []),
    ...(limitedDataUse ? [['LDU']] : []),
  ]);
  return { schema, data };
}

/**
 * The upload of customers who leave: by everything that is known of them, because Meta keeps ids for 90 days only. The ids of customers
 * whose heir one is are taken out with them.
 */
export function removalOf(rows: readonly Row[]): Upload {
  const data = rows.flatMap((row) => [cellsOf(row), ...row.formerIds.map(onlyId)]);
  return { schema: KEYS, data };
}

/** The upload that names a person by each of these on its own, so that any of them is enough. */
export function namesOf(ids: readonly string[], emails: readonly string[], phones: readonly string[]): Upload {
  const data = [
    ...ids.map((id) => [cellOf('EXTERN_ID', id), '', '']),
    ...emails.map((email) => ['', cellOf('EMAIL', email), '']),
    ...phones.map((phone) => ['', '', cellOf('PHONE', phone)]),
  ];
  return { schema: ['EXTERN_ID', 'EMAIL', 'PHONE'], data: data.filter((cells) => cells.some((cell) => cell !== '')) };
}

function cellsOf(row: Row): string[] {
  const raw: Record<(typeof KEYS)[number], string | null> = {
    EXTERN_ID: row.customerId,
    EMAIL: addressOf(row),
    PHONE: phoneOf(row),
    FN: row.firstName,
    LN: row.lastName,
    CT: row.city,
    ST: row.province,
    COUNTRY: row.countryCode,
  };
  return KEYS.map((key) => cellOf(key, raw[key], row.countryCode));
}

function onlyId(customerId: string): string[] {
  return KEYS.map((key) => (key === 'EXTERN_ID' ? cellOf(key, customerId) : ''));
}

/** The customer's address if it has the form of one; what only looks wrong is left to Meta, which matches nobody by it. */
export function addressOf({ email }: Pick<Row, 'email'>): string | null {
  const text = email?.trim() ?? '';
  return text.length <= 254 && /^[^\s@.][^\s@]*(?<!\.)@[^\s@.][^\s@]*\.[^\s@.]{2,}$/u.test(text) ? text : null;
}

export function phoneOf({ phone }: Pick<Row, 'phone'>): string | null {
  const digits = phone?.replaceAll(/\D/g, '').replace(/^0+/, '') ?? '';
  return digits.length >= SHORTEST_PHONE ? digits : null;
}
