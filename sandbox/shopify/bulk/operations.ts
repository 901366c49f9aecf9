// The life of bulk operations: started, written in the background to a file, finished when both the file and its time
// are done, fetched by a signed address for seven days. Rows are in the database, so a restart writes unfinished ones anew.
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import type { ResolverContext, ResolverParts } from '../graphql/context.ts';
import type { Database } from '../storage/database.ts';
import { makeRandom } from '../random.ts';
import type { Settings } from '../storage/settings.ts';
import type { Shop } from '../storage/shops.ts';
import type { GivenFile, GivenFiles } from './givenFiles.ts';
import type { BulkFault, BulkOperation, BulkOperations, BulkStatus } from './model.ts';
import { carryOut, checkBulkMutation, isFileOfVariables } from './mutations.ts';
import { checkBulkQuery } from './rules.ts';
import type { SignedAddresses } from './signedAddress.ts';
import { RESULT_LIFE_MS } from './signedAddress.ts';
import type { Outcome, WriterProgress } from './writer.ts';
import { writeResult } from './writer.ts';

interface Row {
  no: number;
  shop: number;
  query: string;
  grouped: number;
  scopes: string;
  status: BulkStatus;
  error_code: string | null;
  fault: string | null;
  created_ms: number;
  completed_ms: number | null;
  duration_ms: number;
  object_count: number;
  root_count: number;
  file_size: number;
  given: string | null;
  /** The path of the uploaded variables of a mutation; null for a query. */
  upload: string | null;
}

/** Of queries, and of mutations unless the control API says otherwise. */
export const MOST_AT_ONCE = 5;
const LOOK_AGAIN_MS = 20;
const ACTIVE: BulkStatus[] = ['CREATED', 'RUNNING', 'CANCELING'];

export interface BulkParts extends Omit<ResolverParts, 'bulk'> {
  db: Database;
  settings: Settings;
  schema: GraphQLSchema;
  folder: string;
  addresses: SignedAddresses;
  givenFiles: GivenFiles;
  defaultDurationMs: number;
  /** Told once for each operation that is over. */
  onFinish(shop: Shop, operation: BulkOperation): void;
}

export function makeBulkOperations(parts: BulkParts): BulkOperations {
  const { db, clock, settings } = parts;
  const insert = db.prepare(
    `INSERT INTO bulk_operations (shop, query, grouped, scopes, status, fault, created_ms, duration_ms, upload)
     VALUES (?, ?, ?, ?, 'CREATED', ?, ?, ?, ?)`,
  );
  const select = db.prepare('SELECT * FROM bulk_operations WHERE no = ? AND shop = ?');
  const selectShop = db.prepare('SELECT * FROM bulk_operations WHERE shop = ? ORDER BY no');
  const selectActive = db.prepare(
    "SELECT * FROM bulk_operations WHERE status IN ('CREATED', 'RUNNING', 'CANCELING') ORDER BY no",
  );
  const setStatus = db.prepare('UPDATE bulk_operations SET status = ? WHERE no = ?');
  const finish = db.prepare(
    `UPDATE bulk_operations SET status = ?, error_code = ?, completed_ms = ?, object_count = ?, root_count = ?,
       file_size = ? WHERE no = ?`,
  );

  const writing = new Map<number, WriterProgress>();
  const runs = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const file = (no: number) => join(parts.folder, `${no}.jsonl`);
  const insertGiven = db.prepare(
    `INSERT INTO bulk_operations (shop, query, grouped, scopes, status, created_ms, completed_ms, duration_ms,
       object_count, root_count, file_size, given)
     VALUES (?, ?, ?, '[]', 'COMPLETED', ?, ?, 0, ?, ?, ?, ?)`,
  );
  const selectGiven = db.prepare('SELECT given FROM bulk_operations WHERE no = ?');

  const toOperation = (row: Row): BulkOperation => {
    const expired = row.completed_ms !== null && row.completed_ms + RESULT_LIFE_MS <= clock.nowMs();
    const status = row.status === 'COMPLETED' && expired ? 'EXPIRED' : row.status;
    const progress = writing.get(row.no);
    const share = Math.min(1, (clock.nowMs() - row.created_ms) / Math.max(1, row.duration_ms));
    const address = row.file_size > 0 && !expired ? parts.addresses.sign(row.no, row.completed_ms ?? 0) : null;
    return {
      no: row.no,
      shop: row.shop,
      type: row.upload === null ? 'QUERY' : 'MUTATION',
      query: row.query,
      status,
      errorCode: row.error_code,
      createdMs: row.created_ms,
      completedMs: row.completed_ms,
      objectCount: progress ? Math.floor(progress.objects * share) : row.object_count,
      rootObjectCount: progress ? Math.floor(progress.roots * share) : row.root_count,
      fileSize: row.completed_ms === null ? null : row.file_size,
      url: status === 'COMPLETED' ? address : null,
      partialDataUrl: status === 'FAILED' || status === 'CANCELED' ? address : null,
    };
  };

  /** Moves every active operation to the status its file and its time have reached. */
  const advance = (): void => {
    for (const row of selectActive.all() as unknown as Row[]) {
      const progress = writing.get(row.no);
      const elapsedMs = clock.nowMs() - row.created_ms;
      if (progress?.outcome && (elapsedMs >= row.duration_ms || row.status === 'CANCELING')) {
        end(row, progress, progress.outcome);
      } else if (row.status === 'CREATED' && elapsedMs >= row.duration_ms / 10) {
        setStatus.run('RUNNING', row.no);
      }
    }
    schedule();
  };
  const end = (row: Row, progress: WriterProgress, outcome: Outcome): void => {
    const fileSize = progress.objects > 0 ? statSync(file(row.no)).size : 0;
    const status = row.status === 'CANCELING' ? 'CANCELED' : outcome.status;
    finish.run(status, outcome.errorCode, clock.nowMs(), progress.objects, progress.roots, fileSize, row.no);
    writing.delete(row.no);
    const shop = parts.shops.byNo(row.shop);
    if (shop) parts.onFinish(shop, toOperation(select.get(row.no, row.shop) as unknown as Row));
  };
  const schedule = (): void => {
    clearTimeout(timer);
    if (!closed && writing.size > 0) timer = setTimeout(advance, LOOK_AGAIN_MS);
  };

  const perform = (row: Row, context: ResolverContext, fault: BulkFault | null, progress: WriterProgress) => {
    const { schema } = parts;
    if (row.upload !== null) {
      const checked = checkBulkMutation(schema, row.query);
      const upload = parts.uploads.find(row.shop, row.upload);
      if ('problems' in checked || upload === undefined) throw new Error(`bulk operation ${row.no} cannot be resumed`);
      return carryOut({ db, schema, ...checked, context, upload, fault }, file(row.no), progress);
    }
    const checked = checkBulkQuery(schema, row.query);
    if ('problems' in checked) throw new Error(`bulk operation ${row.no} cannot be resumed`);
    const random = makeRandom(row.no);
    const job = { schema, ...checked, context, grouped: row.grouped === 1, random, fault };
    return writeResult(job, file(row.no), progress);
  };
  const run = (row: Row): void => {
    const shop = parts.shops.byNo(row.shop);
    if (shop === undefined) throw new Error(`bulk operation ${row.no} cannot be resumed`);
    const progress: WriterProgress = { objects: 0, roots: 0, outcome: null, stop: false };
    writing.set(row.no, progress);
    const fault = row.fault === null ? null : (JSON.parse(row.fault) as BulkFault);
    const context: ResolverContext = {
      ...parts,
      bulk: operations,
      shop,
      scopes: new Set(JSON.parse(row.scopes) as string[]),
      searchWarnings: [],
    };
    const work = perform(row, context, fault, progress)
      .catch((error: unknown) => {
        console.error(`sandbox shopify: bulk operation ${row.no} failed`, error);
        progress.outcome = { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR' };
      })
      .then(() => {
        runs.delete(work);
        if (!closed) advance();
      });
    runs.add(work);
    schedule();
  };

  const find = (shop: number, no: number): BulkOperation | undefined => {
    advance();
    const row = select.get(no, shop) as unknown as Row | undefined;
    return row && toOperation(row);
  };
  /** An operation that is over before it began: its file was made beforehand. */
  const startGiven = (shop: Shop, query: string, grouped: boolean, given: GivenFile): BulkOperation => {
    const nowMs = clock.nowMs();
    const { size } = statSync(given.path);
    const counts = [given.objectCount, given.rootObjectCount, size];
    const place = JSON.stringify({ path: given.path, gzip: given.gzip });
    const { lastInsertRowid } = insertGiven.run(shop.no, query, grouped ? 1 : 0, nowMs, nowMs, ...counts, place);
    const operation = toOperation(select.get(lastInsertRowid, shop.no) as unknown as Row);
    parts.onFinish(shop, operation);
    return { ...operation, status: 'CREATED', completedMs: null, fileSize: null, url: null };
  };
  const activeCount = (shop: number, type: BulkOperation['type']): number =>
    (selectActive.all() as unknown as Row[]).filter(
      (row) => row.shop === shop && (row.upload === null) === (type === 'QUERY'),
    ).length;
  const begin = (
    shop: Shop,
    scopes: ReadonlySet<string>,
    text: string,
    { grouped, upload }: { grouped: boolean; upload: string | null },
  ): BulkOperation => {
    const fault = settings.read<BulkFault | null>('nextBulkFault', null);
    settings.write('nextBulkFault', null);
    const durationMs = settings.read('bulkDurationMs', parts.defaultDurationMs);
    const { lastInsertRowid } = insert.run(
      shop.no,
      text,
      grouped ? 1 : 0,
      JSON.stringify([...scopes]),
      fault && JSON.stringify(fault),
      clock.nowMs(),
      durationMs,
      upload,
    );
    run(select.get(lastInsertRowid, shop.no) as unknown as Row);
    return toOperation(select.get(lastInsertRowid, shop.no) as unknown as Row);
  };
  const operations: BulkOperations = {
    find,
    file(no) {
      const { given } = (selectGiven.get(no) ?? { given: null }) as { given: string | null };
      return given === null ? { path: file(no), gzip: false } : (JSON.parse(given) as Pick<GivenFile, 'path' | 'gzip'>);
    },
    list(shop) {
      advance();
      return (selectShop.all(shop) as unknown as Row[]).map(toOperation);
    },
    start(shop, scopes, query, grouped) {
      advance();
      const checked = checkBulkQuery(parts.schema, query);
      if ('problems' in checked) return { code: 'INVALID', problems: checked.problems };
      if (activeCount(shop.no, 'QUERY') >= MOST_AT_ONCE) {
        return { code: 'LIMIT_REACHED', problems: ['Bulk operations limit reached. Please try again later.'] };
      }
      const given = parts.givenFiles.match(query);
      if (given !== undefined) return { operation: startGiven(shop, query, grouped, given) };
      return { operation: begin(shop, scopes, query, { grouped, upload: null }) };
    },
    startMutation(shop, scopes, mutation, upload) {
      advance();
      const checked = checkBulkMutation(parts.schema, mutation);
      if ('problems' in checked) return { code: 'INVALID_MUTATION', problems: checked.problems };
      const most = settings.read<number>('bulkMutationsAtOnce', MOST_AT_ONCE);
      if (activeCount(shop.no, 'MUTATION') >= most) {
        const problems = [
          most === 1
            ? 'A bulk mutation operation for this app and shop is already in progress.'
            : 'Bulk operations limit reached. Please try again later.',
        ];
        return { code: most === 1 ? 'OPERATION_IN_PROGRESS' : 'LIMIT_REACHED', problems };
      }
      const path = parts.uploads.find(shop.no, upload);
      if (path === undefined) return { code: 'NO_SUCH_FILE', problems: ['The JSONL file could not be found.'] };
      if (!isFileOfVariables(path))
        return { code: 'INVALID_STAGED_UPLOAD_FILE', problems: ['The JSONL file is invalid.'] };
      return { operation: begin(shop, scopes, mutation, { grouped: false, upload }) };
    },
    cancel(operation) {
      if (!ACTIVE.includes(operation.status)) return false;
      setStatus.run('CANCELING', operation.no);
      const progress = writing.get(operation.no);
      if (progress) progress.stop = true;
      schedule();
      return true;
    },
    failNext: (fault) => settings.write('nextBulkFault', fault),
    async close() {
      closed = true;
      clearTimeout(timer);
      for (const progress of writing.values()) progress.stop = true;
      await Promise.all(runs);
    },
  };
  for (const row of selectActive.all() as unknown as Row[]) run(row);
  clock.onMove(advance);
  return operations;
}

/** Removes every result file; used when the sandbox keeps no state. */
export async function removeResults(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
