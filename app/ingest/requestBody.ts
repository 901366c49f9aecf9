/**
 * Reads request bodies as raw bytes, within limits of size, of time and of memory for all of them together: whoever
 * sends a body has proved nothing yet.
 */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '#app/platform/clock.ts';

export type ReadBody =
  | { kind: 'read'; bytes: Buffer }
  /** Larger than allowed. What is left of it is discarded as it comes. */
  | { kind: 'too-large' }
  /** Not complete in time. */
  | { kind: 'late' }
  /** Too many bodies are being read at once. */
  | { kind: 'busy' }
  /** The sender hung up. */
  | { kind: 'gone' };

export interface BodyLimits {
  /** Largest body, in bytes. */
  bodyBytes: number;
  /** All bodies being read at one time, in bytes. */
  readingBytes: number;
  /** How long a body may take to arrive, in milliseconds. */
  bodyMs: number;
}

export interface BodyReader {
  /** Whether a request says itself that its body is too large; `read` finds out about the others. */
  isTooLarge(request: IncomingMessage): boolean;
  read(request: IncomingMessage): Promise<ReadBody>;
  close(): void;
}

interface Reading {
  endBy: number;
  end(outcome: ReadBody): void;
}

const SWEEP_MS = 250;
const EMPTY = Buffer.alloc(0);

/** Zero when the request does not say; the parser has seen to it that it is a number. */
const declaredBytes = (request: IncomingMessage): number => Number(request.headers['content-length'] ?? 0);

export function makeBodyReader(limits: BodyLimits, clock: Clock): BodyReader {
  const readings = new Set<Reading>();
  let readingBytes = 0;
  // One timer for all requests: a timer each would cost more than reading a body does.
  const sweeper = setInterval(() => {
    const now = clock();
    for (const reading of readings) if (reading.endBy <= now) reading.end({ kind: 'late' });
  }, SWEEP_MS);
  sweeper.unref();

  const isTooLarge = (request: IncomingMessage): boolean => declaredBytes(request) > limits.bodyBytes;

  function read(request: IncomingMessage): Promise<ReadBody> {
    if (isTooLarge(request)) return Promise.resolve({ kind: 'too-large' });
    if (readingBytes + declaredBytes(request) > limits.readingBytes) return Promise.resolve({ kind: 'busy' });
    return new Promise((resolve) => {
      let first: Buffer | undefined;
      let all: Buffer[] | undefined;
      let bytes = 0;
      const reading: Reading = {
        endBy: clock() + limits.bodyMs,
        end(outcome) {
          if (!readings.delete(reading)) return;
          readingBytes -= bytes;
          if (outcome.kind !== 'read') {
            request.removeListener('data', onData);
            request.resume();
          }
          resolve(outcome);
        },
      };
      const onData = (chunk: Buffer): void => {
        bytes += chunk.length;
        readingBytes += chunk.length;
        if (bytes > limits.bodyBytes) reading.end({ kind: 'too-large' });
        else if (readingBytes > limits.readingBytes) reading.end({ kind: 'busy' });
        else if (!first) first = chunk;
        else (all ??= [first]).push(chunk);
      };
      readings.add(reading);
      request.on('data', onData);
      request.on('end', () => reading.end({ kind: 'read', bytes: all ? Buffer.concat(all, bytes) : (first ?? EMPTY) }));
      request.on('error', () => reading.end({ kind: 'gone' }));
      request.on('close', () => reading.end({ kind: 'gone' }));
    });
  }

  return { isTooLarge, read, close: () => clearInterval(sweeper) };
}
