// The control API's streams: loading a shop's data line by line without webhooks, and dumping it back. Both pass any
// number of records without holding them.
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { Refusal } from '../http.ts';
import { checkRecord } from '../recordChecks.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/database.ts';
import type { RecordKind, Records } from '../storage/records.ts';
import { KIND_OF } from '../storage/records.ts';

/** What others refer to comes first. */
const DUMPED: RecordKind[] = ['collections', 'products', 'customers', 'orders'];
const LINES_PER_TRANSACTION = 5000;
const ROWS_PER_READ = 500;

export type LoadedCounts = Record<RecordKind, number>;

/** Stores every line of the stream, some thousands per transaction; a bad line undoes its transaction and refuses the rest. */
export async function loadShopData(
  parts: { db: Database; records: Records },
  shop: number,
  stream: IncomingMessage,
): Promise<LoadedCounts> {
  const loaded: LoadedCounts = { customers: 0, orders: 0, products: 0, collections: 0 };
  let lines: string[] = [];
  let lineNumber = 0;
  const store = (): void =>
    inTransaction(parts.db, () => {
      for (const line of lines) {
        lineNumber += 1;
        const record = parseLine(line, lineNumber);
        parts.records.put(shop, record);
        loaded[KIND_OF[record.type]] += 1;
      }
      lines = [];
    });
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    lines.push(line);
    if (lines.length >= LINES_PER_TRANSACTION) store();
  }
  store();
  return loaded;
}

function parseLine(line: string, number: number) {
  try {
    return checkRecord(JSON.parse(line));
  } catch (error) {
    throw new Refusal(422, `line ${number}: ${(error as Error).message}`);
  }
}

function* dumpLines(records: Records, shop: number): Generator<string> {
  for (const kind of DUMPED) {
    for (let row = 0; ;) {
      const rows = records.scan(kind, shop, row, ROWS_PER_READ);
      if (rows.length > 0) yield rows.map(({ data }) => `${data}\n`).join('');
      if (rows.length < ROWS_PER_READ) break;
      row = rows.at(-1)?.row ?? row;
    }
  }
}

/** Everything the shop holds now: collections, products, customers, orders. */
export function dumpShopData(records: Records, shop: number): Readable {
  return Readable.from(dumpLines(records, shop));
}
