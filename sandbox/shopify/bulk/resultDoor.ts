// The signed addresses of result files, as an object store answers them: whole or from a byte on, streamed from the disk.
import { createReadStream, statSync } from 'node:fs';
import { constants, createGzip } from 'node:zlib';
import type { Clock } from '../clock.ts';
import type { Answer, SandboxRequest } from '../http.ts';
import type { BulkOperations } from './model.ts';
import type { SignedAddresses } from './signedAddress.ts';

export interface ResultParts {
  clock: Clock;
  bulk: BulkOperations;
  addresses: SignedAddresses;
}

const READ_BYTES = 256 * 1024;

const problem = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml; charset=UTF-8' },
  body: `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code></Error>`,
});

/** The first byte asked for by `Range: bytes=N-`; 0 without one, other forms are ignored as a server may. */
function firstByte(range: string | undefined): number {
  return Number(/^bytes=(\d{1,15})-$/.exec(range ?? '')?.[1] ?? 0);
}

/** Answers `/bulk-results/{no}.jsonl`; null for any other address. */
export function answerResult(parts: ResultParts, request: SandboxRequest): Answer | null {
  const match = /^\/bulk-results\/(\d+)\.jsonl$/.exec(request.path);
  if (match === null || request.method !== 'GET') return null;
  const no = Number(match[1]);
  const refusal = parts.addresses.refusal(no, request.query, parts.clock.nowMs());
  if (refusal === 'expired') return problem(400, 'ExpiredToken');
  if (refusal === 'signature') return problem(403, 'SignatureDoesNotMatch');
  const { path, gzip } = parts.bulk.file(no);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return problem(404, 'NoSuchKey');
  const headers = { 'content-type': 'application/jsonl', 'accept-ranges': 'bytes', etag: `"${no}-${size}"` };
  const start = firstByte(request.headers.range);
  if (start > 0) {
    if (start >= size) return problem(416, 'InvalidRange');
    const range = { 'content-range': `bytes ${start}-${size - 1}/${size}`, 'content-length': String(size - start) };
    return {
      status: 206,
      headers: { ...headers, ...range },
      body: createReadStream(path, { start, highWaterMark: READ_BYTES }),
    };
  }
  const body = createReadStream(path, { highWaterMark: READ_BYTES });
  if (gzip && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    const packed = createGzip({ level: constants.Z_BEST_SPEED });
    body.once('error', (error) => packed.destroy(error));
    packed.once('close', () => body.destroy());
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: body.pipe(packed) };
  }
  return { status: 200, headers: { ...headers, 'content-length': String(size) }, body };
}
