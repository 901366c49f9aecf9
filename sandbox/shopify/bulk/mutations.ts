// Bulk mutations: which are taken, and how the lines of their file are carried out, one after the other.
import { createReadStream, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { execute, Kind, OperationTypeNode, parse, validate } from 'graphql';
import { writeJson } from '../exactJson.ts';
import type { ResolverContext } from '../graphql/context.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/database.ts';
import type { BulkFault } from './model.ts';
import { fieldsOf } from './rules.ts';
import type { WriterProgress } from './writer.ts';
import { outcomeOf } from './writer.ts';

/** The parsed mutation with its one field, or the vendor's complaints. */
export function checkBulkMutation(
  schema: GraphQLSchema,
  mutation: string,
): { document: DocumentNode } | { problems: string[] } {
  let document: DocumentNode;
  try {
    document = parse(mutation);
  } catch (error) {
    return { problems: [`Failed to parse the mutation - ${(error as Error).message}`] };
  }
  const invalid = validate(schema, document);
  if (invalid.length > 0) return { problems: invalid.map(({ message }) => message) };
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || operation?.operation !== OperationTypeNode.MUTATION)
    return { problems: ['A bulk mutation must contain exactly one mutation operation.'] };
  if (fieldsOf(document, operation.selectionSet.selections).length !== 1)
    return { problems: ['A bulk mutation must contain exactly one mutation.'] };
  return { document };
}

export interface MutationJob {
  db: Database;
  schema: GraphQLSchema;
  document: DocumentNode;
  context: ResolverContext;
  /** The uploaded file of variables. */
  upload: string;
  fault: BulkFault | null;
}

const BATCH = 100;

/** Carries out the lines and writes what became of each; sets `progress.outcome`. */
export async function carryOut(job: MutationJob, path: string, progress: WriterProgress): Promise<void> {
  const output = await open(path, 'w');
  const limit = job.fault?.afterObjects ?? Infinity;
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    const lines = inTransaction(job.db, () =>
      batch.map((line, index) => carryOutLine(job, line, progress.roots + index)),
    );
    if (lines.length > 0) await output.write(lines.join('\n') + '\n');
    progress.objects += lines.length;
    progress.roots += lines.length;
    batch = [];
    await nextTurn();
  };
  try {
    for await (const line of createInterface({ input: createReadStream(job.upload), crlfDelay: Infinity })) {
      if (progress.stop || progress.roots + batch.length >= limit) break;
      if (line !== '') batch.push(line);
      if (batch.length === BATCH) await flush();
    }
    if (!progress.stop) await flush();
    progress.outcome = outcomeOf(job.fault, progress.stop);
  } catch (error) {
    if (!(error instanceof Denied)) throw error;
    progress.outcome = { status: 'FAILED', errorCode: 'ACCESS_DENIED' };
  } finally {
    await output.close();
  }
}

class Denied extends Error {}

function carryOutLine({ schema, document, context }: MutationJob, line: string, lineNumber: number): string {
  const variableValues = JSON.parse(line) as Record<string, unknown>;
  const result = execute({ schema, document, contextValue: context, variableValues });
  if (result instanceof Promise) throw new Error('a resolver answered with a promise; all must answer at once');
  if (result.errors?.some(({ extensions }) => extensions.code === 'ACCESS_DENIED')) throw new Denied();
  const errors = result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {};
  return writeJson({
    ...(result.data === undefined ? {} : { data: result.data }),
    ...errors,
    __lineNumber: lineNumber,
  });
}

/** Whether every line is an object of variables, and there is one. */
export function isFileOfVariables(path: string): boolean {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.length > 0 && lines.every(isObject);
}

function isObject(line: string): boolean {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
