// Writes one operation's JSONL file, a few hundred records at a time. Unless grouping was asked for, children are written
// after the parents of the next batch, those of one batch mixed: always after their own parent, never next to it.
import { open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';
import { getArgumentValues, getNamedType } from 'graphql';
import type { ResolverContext } from '../graphql/context.ts';
import { denialOf } from '../graphql/denials.ts';
import { oldestReadableOrder, searchConditions } from '../graphql/listing.ts';
import type { Random } from '../random.ts';
import type { PageRow, RecordKind } from '../storage/records.ts';
import { KIND_OF } from '../storage/records.ts';
import { fieldDefinition } from '../graphql/lookup.ts';
import { missingScopes } from '../graphql/scopes.ts';
import type { BulkFault } from './model.ts';
import { BulkAccessDenied, compileRows } from './projection.ts';

export interface Outcome {
  status: 'COMPLETED' | 'FAILED' | 'CANCELED' | 'EXPIRED';
  errorCode: string | null;
}

/** What the writer has done so far; `stop` asks it to end early. */
export interface WriterProgress {
  objects: number;
  roots: number;
  outcome: Outcome | null;
  stop: boolean;
}

export interface WriteJob {
  schema: GraphQLSchema;
  document: DocumentNode;
  root: FieldNode;
  context: ResolverContext;
  grouped: boolean;
  /** Mixes the children. */
  random: Random;
  fault: BulkFault | null;
}

const BATCH = 400;

/** The records of the top-level connection, batch by batch. */
function* batches(job: WriteJob): Generator<unknown[]> {
  const kind = (Object.values(KIND_OF) as RecordKind[]).find((name) => name === job.root.name.value);
  if (kind === undefined) throw new Error(`${job.root.name.value} cannot be exported in bulk`);
  const field = fieldDefinition(job.schema, 'QueryRoot', kind);
  const { query } = getArgumentValues(field, job.root, {}) as { query?: string | null };
  const conditions = searchConditions(query, kind, job.context);
  if (kind === 'orders') conditions.push(...oldestReadableOrder(job.context));
  const { records, shop } = job.context;
  if (conditions.length === 0) {
    for (let row = 0; ;) {
      const rows = records.scan(kind, shop.no, row, BATCH);
      if (rows.length > 0) yield rows.map(({ data }) => JSON.parse(data) as unknown);
      if (rows.length < BATCH) return;
      row = rows.at(-1)?.row ?? row;
    }
  }
  for (let after: { value: bigint; id: bigint } | null = null; ;) {
    const rows: PageRow[] = records.page(kind, shop.no, {
      conditions,
      sort: 'id',
      reverse: false,
      after,
      limit: BATCH,
    });
    if (rows.length > 0) yield rows.map(({ record }) => record);
    if (rows.length < BATCH) return;
    const last = rows.at(-1);
    if (last !== undefined) after = { value: last.sortValue, id: last.sortValue };
  }
}

function shuffled<T>(items: T[], random: Random): T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

/** Writes the file and sets `progress.outcome`; an access scope that is missing is an outcome too. */
export async function writeResult(job: WriteJob, path: string, progress: WriterProgress): Promise<void> {
  const output = await open(path, 'w');
  const limit = job.fault?.afterObjects ?? Infinity;
  try {
    const { name } = job.root;
    const rootType = getNamedType(fieldDefinition(job.schema, 'QueryRoot', name.value).type).name;
    const missing = missingScopes(job.context.scopes, `QueryRoot.${name.value}`, rootType);
    if (missing.length > 0) throw new BulkAccessDenied(`${name.value} asks for ${missing.join(', ')}`);
    const denial = denialOf(job.context.shop.denied ?? [], 'QueryRoot', name.value, rootType);
    if (denial !== null) throw new BulkAccessDenied(denial.message, { cause: denial });
    const toLines = compileRows(job.schema, job.document, job.root);
    let waiting: string[] = [];
    const write = async (lines: string[]): Promise<boolean> => {
      const kept = lines.slice(0, limit - progress.objects);
      if (kept.length > 0) await output.write(kept.join('\n') + '\n');
      progress.objects += kept.length;
      return kept.length === lines.length;
    };
    let whole = true;
    for (const batch of batches(job)) {
      if (progress.stop || !whole) break;
      const own: string[] = [];
      const byDepth: string[][] = [];
      for (const record of batch) {
        const lines = toLines(record, job.context);
        own.push(lines.own);
        if (job.grouped) own.push(...lines.children);
        else for (const [depth, ofDepth] of lines.byDepth.entries()) (byDepth[depth] ??= []).push(...ofDepth);
      }
      progress.roots += batch.length;
      whole = (await write(own)) && (await write(waiting));
      waiting = byDepth.flatMap((lines) => shuffled(lines, job.random));
      await nextTurn();
    }
    if (whole && !progress.stop) await write(waiting);
    progress.outcome = outcomeOf(job.fault, progress.stop);
  } catch (error) {
    if (!(error instanceof BulkAccessDenied)) throw error;
    progress.outcome = { status: 'FAILED', errorCode: 'ACCESS_DENIED' };
  } finally {
    await output.close();
  }
}

export function outcomeOf(fault: BulkFault | null, stopped: boolean): Outcome {
  if (stopped) return { status: 'CANCELED', errorCode: null };
  if (fault === null) return { status: 'COMPLETED', errorCode: null };
  const errorCode = fault.ends === 'FAILED' ? (fault.errorCode ?? 'INTERNAL_SERVER_ERROR') : null;
  return { status: fault.ends, errorCode };
}
