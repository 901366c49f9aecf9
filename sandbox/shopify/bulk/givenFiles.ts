// Result files made beforehand, for runs too large to be written row by row: a bulk operation whose query contains the
// text is over at once and answers with that file, untouched, from where it lies.
import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Settings } from '../storage/settings.ts';

export interface GivenFile {
  id: number;
  /** Part of the query's text, as it was sent. */
  contains: string;
  /** JSONL with the lines of nested connections after their parents. */
  path: string;
  objectCount: number;
  rootObjectCount: number;
  /** Packed on the way, at the quickest level, for callers that accept it. Otherwise never: it costs the machine more than it saves. */
  gzip: boolean;
}

export type GivenFileRequest = Pick<GivenFile, 'contains' | 'path'> & Partial<GivenFile>;

export interface GivenFiles {
  list(): GivenFile[];
  /** Counts the lines unless told how many; throws a sentence when there is no such file. */
  add(request: GivenFileRequest): Promise<GivenFile>;
  /** Null removes all. */
  remove(id: number | null): void;
  /** The file for a query: the rule added last wins. */
  match(query: string): GivenFile | undefined;
}

async function countLines(path: string): Promise<{ objectCount: number; rootObjectCount: number }> {
  const counted = { objectCount: 0, rootObjectCount: 0 };
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line === '') continue;
    counted.objectCount += 1;
    if (!line.includes('"__parentId"')) counted.rootObjectCount += 1;
  }
  return counted;
}

export function makeGivenFiles(settings: Settings): GivenFiles {
  const list = () => settings.read<GivenFile[]>('bulkFiles', []);
  return {
    list,
    async add({ contains, path, objectCount, rootObjectCount, gzip }) {
      if (typeof contains !== 'string' || contains === '') throw new Error('contains: the text of a query is missing');
      if (typeof path !== 'string' || !statSync(path, { throwIfNoEntry: false })?.isFile())
        throw new Error(`path: there is no file ${path}`);
      const counts =
        objectCount === undefined
          ? await countLines(path)
          : { objectCount, rootObjectCount: rootObjectCount ?? objectCount };
      const files = list();
      const id = Math.max(0, ...files.map((file) => file.id)) + 1;
      const added: GivenFile = { id, contains, path, ...counts, gzip: gzip ?? false };
      settings.write('bulkFiles', [...files, added]);
      return added;
    },
    remove: (id) =>
      settings.write(
        'bulkFiles',
        list().filter((file) => id !== null && file.id !== id),
      ),
    match: (query) => list().findLast((file) => query.includes(file.contains)),
  };
}
