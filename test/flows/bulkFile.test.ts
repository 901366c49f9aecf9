/** Bulk files over real HTTP: lines come out whole, however the bytes were cut, compressed or broken off. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { openBulkFile, type BulkFile, type BulkFileOptions } from '#app/flows/shopify/bulkFile.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.jsonl`;
}

async function open(url: string, options?: BulkFileOptions): Promise<BulkFile> {
  const opened = await openBulkFile(url, options);
  if (opened.kind !== 'open') throw new Error(`not open: ${opened.kind} ${opened.reason}`);
  closers.push(() => opened.file.close());
  return opened.file;
}

async function readAll(file: BulkFile, atATime = 100): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const batch = await file.next(atATime);
    if (batch.kind === 'lost') throw new Error(`lost: ${batch.reason}`);
    expect(batch.lines.length).toBeLessThanOrEqual(atATime);
    all.push(...batch.lines);
    if (batch.isEnd) return all;
  }
}

const lines = Array.from({ length: 1_000 }, (_, index) => `{"id":"${index}","name":"Çağrı Şık İğde 😀"}`);
const bytes = Buffer.from(lines.join('\n'));

describe('a bulk file', () => {
  it.each([1, 7, 4_096])('sent in pieces of %i bytes gives the lines as they were', async (size) => {
    const part = size === 1 ? bytes.subarray(0, 3_000) : bytes;
    const url = await serve((_, response) => {
      for (let at = 0; at < part.length; at += size) response.write(part.subarray(at, at + size));
      response.end();
    });
    const read = await readAll(await open(url), 33);
    expect(read.join('\n')).toBe(part.toString('utf8'));
  });

  it('sent compressed is read as it is read plain, and no token is sent for it', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers['accept-encoding'], request.headers['x-shopify-access-token'] as string | undefined);
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes));
    });
    expect(await readAll(await open(url))).toEqual(lines);
    expect(seen).toEqual([expect.stringContaining('gzip'), undefined]);
  });

  it('may begin anywhere: lines are passed over without being given out', async () => {
    const url = await serve((_, response) => response.end(`${lines.join('\n')}\n\n`));
    const file = await open(url);
    expect(await file.skip(990)).toMatchObject({ kind: 'lines', lines: [], isEnd: false });
    expect(file.position).toBe(990);
    expect(await readAll(file)).toEqual(lines.slice(990));
    expect(file.position).toBe(1_000);
  });

  it('shorter than what is to be passed over says so by its position', async () => {
    const url = await serve((_, response) => response.end(lines.slice(0, 5).join('\n')));
    const file = await open(url);
    expect(await file.skip(10)).toMatchObject({ kind: 'lines', isEnd: true });
    expect(file.position).toBe(5);
  });

  it('that breaks off is lost, never taken for one that ended', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 500), () => response.destroy());
    });
    const file = await open(url);
    let last = await file.next(1_000);
    for (let reads = 0; last.kind === 'lines' && !last.isEnd && reads < 5; reads += 1) last = await file.next(1_000);
    expect(last.kind).toBe('lost');
  });

  it('that stalls is lost after a while', async () => {
    const url = await serve((_, response) => void response.write('{"id":"1"}\n{"id":'));
    const file = await open(url, { timeoutMs: 200 });
    expect(await file.next(10)).toEqual({ kind: 'lost', reason: 'TimeoutError' });
  });

  it('with a line without end does not fill the memory', async () => {
    const url = await serve((_, response) => {
      const megabyte = Buffer.alloc(1024 * 1024, 'x');
      for (let count = 0; count < 12; count += 1) response.write(megabyte);
      response.end();
    });
    const file = await open(url);
    expect(await file.next(10)).toMatchObject({ kind: 'lost' });
  });

  it.each([
    [403, 'gone'],
    [404, 'gone'],
    [400, 'gone'],
    [503, 'lost'],
    [429, 'lost'],
  ])('answered with %i is %s', async (status, kind) => {
    const url = await serve((_, response) => response.writeHead(status).end('no'));
    expect(await openBulkFile(url)).toMatchObject({ kind });
  });
});
