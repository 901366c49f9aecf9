/** The text of a list as a file: CSV for people and most programs, JSON lines for others. */
import { BYTE_ORDER_MARK, csvLine } from './csv.ts';
import type { FileColumn, FileRow } from './columns.ts';

/** `csv-excel` begins with a byte order mark: without it Excel takes ş for something else. */
export const fileFormats = ['csv', 'csv-excel', 'jsonl'] as const;
export type FileFormat = (typeof fileFormats)[number];

export const fileExtension = (format: FileFormat): string => (format === 'jsonl' ? 'jsonl' : 'csv');
export const fileContentType = (format: FileFormat): string =>
  format === 'jsonl' ? 'application/jsonl; charset=utf-8' : 'text/csv; charset=utf-8';

/** What comes before the first row. */
export function fileHead(format: FileFormat, columns: readonly FileColumn[]): string {
  if (format === 'jsonl') return '';
  return `${format === 'csv-excel' ? BYTE_ORDER_MARK : ''}${csvLine(columns.map(({ header }) => header))}`;
}

export function fileLine(format: FileFormat, columns: readonly FileColumn[], row: FileRow): string {
  if (format !== 'jsonl') return csvLine(columns.map(({ field }) => row[field]));
  return `${JSON.stringify(Object.fromEntries(columns.map(({ field, header }) => [header, row[field]])))}\n`;
}
