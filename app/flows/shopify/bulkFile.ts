/** The result of a bulk operation, read line by line as it comes over the network: never more than a few lines in memory. */
import { networkCode } from '#app/core/networkErrors.ts';

export type Opened =
  | { kind: 'open'; file: BulkFile }
  /** The address no longer gives the file: its seven days are over, or the operation is unknown. */
  | { kind: 'gone'; reason: string }
  | { kind: 'lost'; reason: string };

export type Lines =
  /** Up to as many lines as were asked for, in the order of the file; `isEnd` with the last of them. */
  { kind: 'lines'; lines: string[]; isEnd: boolean } | { kind: 'lost'; reason: string };

export interface BulkFile {
  /** Lines given out or skipped so far. */
  readonly position: number;
  next(mostLines: number): Promise<Lines>;
  /** Passes over lines without giving them out; fewer when the file ends before. */
  skip(lineCount: number): Promise<Lines>;
  close(): Promise<void>;
}

export interface BulkFileOptions {
  /** Longest wait for the answer to begin, and then for each further piece. */
  timeoutMs?: number;
  /** Ends the download. */
  signal?: AbortSignal;
}

/** Longer than any customer or order; a file without line ends must not fill the memory. */
const LONGEST_LINE = 8 * 1024 * 1024;

/** Opens the file. It is asked for in one piece and may come compressed; the address carries its own signature, no token. */
export async function openBulkFile(url: string, options: BulkFileOptions = {}): Promise<Opened> {
  const { timeoutMs = 60_000 } = options;
  const abort = new AbortController();
  options.signal?.addEventListener('abort', () => abort.abort(options.signal?.reason), { once: true });
  const within = async <T>(work: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => abort.abort(new DOMException('too slow', 'TimeoutError')), timeoutMs);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  };

  let response: Response;
  try {
    response = await within(fetch(url, { signal: abort.signal, headers: { 'Accept-Encoding': 'gzip' } }));
  } catch (error) {
    return { kind: 'lost', reason: networkCode(error) };
  }
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    const isTransient = response.status === 429 || response.status === 408 || response.status >= 500;
    return { kind: isTransient ? 'lost' : 'gone', reason: `status ${response.status}` };
  }
  return { kind: 'open', file: fileOf(response.body.getReader(), within, abort) };
}

function fileOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  within: <T>(work: Promise<T>) => Promise<T>,
  abort: AbortController,
): BulkFile {
  const decoder = new TextDecoder();
  let ready: string[] = [];
  let rest = '';
  let isOver = false;
  let position = 0;

  /** Reads until `count` lines are ready or the file is over. */
  async function fill(count: number): Promise<void> {
    while (!isOver && ready.length < count) {
      const { done, value } = await within(reader.read());
      const text = done ? decoder.decode() : decoder.decode(value, { stream: true });
      const pieces = (rest + text).split('\n');
      rest = pieces.pop() ?? '';
      if (done && rest !== '') pieces.push(rest);
      isOver = done;
      for (const piece of pieces) if (piece.trim() !== '') ready.push(piece);
      if (rest.length > LONGEST_LINE) throw new RangeError('a line of the bulk file is too long');
    }
  }
  async function take(count: number, keep: boolean): Promise<Lines> {
    try {
      const lines: string[] = [];
      for (let left = count; left > 0;) {
        await fill(keep ? left : 1);
        const taken = ready.slice(0, left);
        ready = ready.slice(taken.length);
        position += taken.length;
        left -= taken.length;
        if (keep) lines.push(...taken);
        if (isOver && ready.length === 0) break;
      }
      return { kind: 'lines', lines, isEnd: isOver && ready.length === 0 };
    } catch (error) {
      return { kind: 'lost', reason: networkCode(error) };
    }
  }

  return {
    get position() {
      return position;
    },
    next: (mostLines) => take(mostLines, true),
    skip: (lineCount) => take(lineCount, false),
    async close() {
      abort.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}
