/** The columns a payload may have, and how the cells of each must look. */

/** Sent as SHA-256 in lower-case hexadecimal, unless the payload says that its cells are raw. */
export const HASHED_KEYS = [
  'EMAIL',
  'PHONE',
  'GEN',
  'DOBY',
  'DOBM',
  'DOBD',
  'LN',
  'FN',
  'FI',
  'ST',
  'CT',
  'ZIP',
  'COUNTRY',
] as const;
const PLAIN_KEYS = ['MADID', 'EXTERN_ID', 'APPUID', 'PAGEUID'] as const;
const LIMITED_USE_KEYS = [
  'DATA_PROCESSING_OPTIONS',
  'DATA_PROCESSING_OPTIONS_COUNTRY',
  'DATA_PROCESSING_OPTIONS_STATE',
] as const;
export const VALUE_KEY = 'LOOKALIKE_VALUE';

export type Key =
  (typeof HASHED_KEYS)[number] | (typeof PLAIN_KEYS)[number] | (typeof LIMITED_USE_KEYS)[number] | typeof VALUE_KEY;

export const KNOWN_KEYS: ReadonlySet<string> = new Set<Key>([
  ...HASHED_KEYS,
  ...PLAIN_KEYS,
  ...LIMITED_USE_KEYS,
  VALUE_KEY,
]);

/** Schemas of a single column, whose data are plain cells; the key each stands for. */
export const SINGLE_SCHEMAS: Readonly<Record<string, Key>> = {
  EMAIL_SHA256: 'EMAIL',
  PHONE_SHA256: 'PHONE',
  MOBILE_ADVERTISER_ID: 'MADID',
  EXTERN_ID: 'EXTERN_ID',
};

const HASHED: ReadonlySet<string> = new Set(HASHED_KEYS);
const SHA_256 = /^[0-9a-f]{64}$/;
const DEVICE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isHashed = (key: Key): boolean => HASHED.has(key);

/** Whether the cell can be used; an empty one is no fault: the value is unknown. */
export function fits(key: Key, cell: unknown, raw: boolean): boolean {
  if (key === VALUE_KEY) return valueOf(cell) !== undefined;
  if (key === 'DATA_PROCESSING_OPTIONS') {
    return cell === '' || (Array.isArray(cell) && cell.every((option) => option === 'LDU'));
  }
  if (key === 'DATA_PROCESSING_OPTIONS_COUNTRY') return cell === '' || [0, 1].includes(Number(cell));
  if (key === 'DATA_PROCESSING_OPTIONS_STATE') return cell === '' || /^\d{1,4}$/.test(String(cell));
  if (typeof cell !== 'string') return false;
  if (cell === '') return true;
  if (key === 'MADID') return DEVICE_ID.test(cell);
  return !isHashed(key) || raw || SHA_256.test(cell);
}

/** The value of a person; undefined unless it is a number from 0. */
export function valueOf(cell: unknown): number | undefined {
  if (typeof cell !== 'number' && (typeof cell !== 'string' || cell.trim() === '')) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
