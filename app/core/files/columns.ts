/** Which facts of a customer a file holds, in which order and under which names: the merchant's choice, from a fixed set. */

export const fileFields = [
  'customer_id',
  'email',
  'phone',
  'first_name',
  'last_name',
  'locale',
  'city',
  'province',
  'country_code',
  'email_consent',
  'email_consent_at',
  'sms_consent',
  'sms_consent_at',
  'whatsapp_consent',
  'whatsapp_consent_at',
  'list',
  'tag',
] as const;
export type FileField = (typeof fileFields)[number];

export interface FileColumn {
  field: FileField;
  /** What the column is called in the file. */
  header: string;
}

/** A customer as a file tells them; instants are ISO 8601. */
export type FileRow = Readonly<Record<FileField, string | null>>;

/** Unless the merchant wants others. */
export const standardColumns: readonly FileColumn[] = (
  [
    'customer_id',
    'email',
    'phone',
    'first_name',
    'last_name',
    'locale',
    'country_code',
    'email_consent',
    'sms_consent',
    'tag',
  ] as const
).map((field) => ({ field, header: field }));

const MOST_HEADER_LETTERS = 100;

/**
 * Reads a choice as it is typed: fields in order, by commas, each with its name in the file where that differs: `email=E-mail, phone`.
 * Nothing typed is the standard.
 * @returns Null when it is no choice: an unknown field, one twice, two of one name, a name too long.
 */
export function readColumns(typed: string): readonly FileColumn[] | null {
  if (typed.trim() === '') return standardColumns;
  const columns: FileColumn[] = [];
  for (const part of typed.split(',')) {
    const [name = '', ...rest] = part.split('=');
    const field = fileFields.find((one) => one === name.trim());
    const header = rest.length === 0 ? name.trim() : rest.join('=').trim();
    const isBad = header === '' || header.length > MOST_HEADER_LETTERS || /\p{Cc}/u.test(header);
    if (field === undefined || isBad) return null;
    columns.push({ field, header });
  }
  const areDistinct =
    new Set(columns.map(({ field }) => field)).size === columns.length &&
    new Set(columns.map(({ header }) => header)).size === columns.length;
  return areDistinct ? columns : null;
}
