/** The answer to a request for data: everything held of one person, each heading in Turkish and English. Pure. */
import { currencyExponent, decimalFromMinor } from '../money.ts';
import { holdings, type HoldingTable, type Words } from './holdings.ts';

/** A row as it is held: column by column, instants as ISO texts, and what only explains it, such as a segment's name. */
export interface HeldRow {
  columns: Record<string, unknown>;
  extra: Record<string, { words: readonly [tr: string, en: string]; value: unknown }>;
}

export type HeldRows = Record<HoldingTable, HeldRow[]>;

export interface DataFile {
  title: Words;
  shop: string;
  /** ISO instants. */
  requestedAt: string;
  madeAt: string;
  note: Words;
  /** `note`: what is missing, where something is. */
  sections: { heading: Words; purpose: Words; note?: Words; rows: Record<string, unknown>[] }[];
}

export interface DataFileFrame {
  shop: string;
  requestedAt: number;
  madeAt: number;
  /** ISO 4217; sums without a currency of their own are in it. */
  currencyCode: string;
  /** Of a table, rows that are held and too many for the file; of most tables none are. */
  leftOut?: Partial<Record<HoldingTable, number>>;
}

/** Sections without rows are kept: that nothing is held is an answer too. Columns without a value are left out. */
export function makeDataFile(frame: DataFileFrame, held: HeldRows): DataFile {
  return {
    title: { tr: 'Hakkınızda saklanan kişisel veriler', en: 'Personal data held about you' },
    shop: frame.shop,
    requestedAt: new Date(frame.requestedAt).toISOString(),
    madeAt: new Date(frame.madeAt).toISOString(),
    note: {
      tr: 'Bu dosya, mağazanın Kesit uygulamasında hakkınızda saklanan her şeyi içerir. Zamanlar UTC’ye göredir. Mağazanın Shopify’da ve başka araçlarda sakladıkları burada değildir.',
      en: 'This file holds everything that the shop’s app Kesit keeps about you. Times are with their offset from UTC. What the shop keeps in Shopify and in other tools is not part of it.',
    },
    sections: holdings.map(({ table, heading, purpose, columns }) => ({
      heading,
      purpose,
      ...noteOn(frame.leftOut?.[table] ?? 0),
      rows: held[table].map((row) => shown(row, columns, frame.currencyCode)),
    })),
  };
}

function noteOn(leftOut: number): { note?: Words } {
  if (leftOut === 0) return {};
  return {
    note: {
      tr: `Dosya çok büyümesin diye ${leftOut} kayıt dışarıda bırakıldı. Bunlar da istenirse mağazadan istenebilir.`,
      en: `So that the file does not grow too large, ${leftOut} more records were left out. The shop can be asked for them.`,
    },
  };
}

function shown(
  { columns, extra }: HeldRow,
  headings: Readonly<Record<string, readonly [tr: string, en: string]>>,
  currencyCode: string,
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const { words, value } of Object.values(extra)) if (!isNothing(value)) row[words.join(' / ')] = value;
  for (const [column, words] of Object.entries(headings)) {
    const value = columns[column];
    if (isNothing(value)) continue;
    const currency = typeof columns.currency_code === 'string' ? columns.currency_code : currencyCode;
    row[words.join(' / ')] = column.endsWith('_minor') ? sum(value, currency) : value;
  }
  return row;
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || ['[]', '{}', '""'].includes(JSON.stringify(value));
}

function sum(minor: unknown, currency: string): unknown {
  if (typeof minor !== 'number' || !Number.isSafeInteger(minor) || currencyExponent(currency) === null) return minor;
  return `${decimalFromMinor(minor, currency)} ${currency}`;
}
