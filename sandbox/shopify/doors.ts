// From a raw request to the right door and back: reads the body, strikes faults, writes the answer, records the traffic.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { AdminDoor } from './admin/door.ts';
import type { ResultParts } from './bulk/resultDoor.ts';
import { answerResult } from './bulk/resultDoor.ts';
import { LARGEST_UPLOAD, UPLOAD_PATH, type Uploads } from './bulk/uploads.ts';
import type { FaultAction, Faults } from './faults.ts';
import type { GraphqlDoor } from './graphql/door.ts';
import type { Answer, SandboxRequest } from './http.ts';
import { html, json, readBody, Refusal } from './http.ts';
import type { OauthParts } from './oauth/door.ts';
import { answerTokenRequest } from './oauth/door.ts';
import type { Shops } from './storage/shops.ts';
import type { Traffic } from './traffic.ts';

export type DoorParts = ResultParts & {
  faults: Faults;
  traffic: Traffic;
  shops: Shops;
  uploads: Uploads;
  oauth: OauthParts;
  graphql: GraphqlDoor;
  admin: AdminDoor;
  control(request: IncomingMessage, url: URL): Promise<Answer>;
};

const LARGEST_BODY = 10 * 1024 * 1024;

function route(parts: DoorParts, request: SandboxRequest): Answer {
  const result = answerResult(parts, request) ?? parts.uploads.answer(request);
  if (result !== null) return result;
  const admin = parts.admin.answer(request);
  if (admin !== null) return admin;
  const [, domain = '', path = ''] = /^\/shops\/([^/]+)(\/admin\/.*)$/.exec(request.path) ?? [];
  const shop = parts.shops.find(domain);
  if (shop !== undefined && request.method === 'POST') {
    if (path === '/admin/oauth/access_token') return answerTokenRequest(parts.oauth, shop, request);
    const version = /^\/admin\/api\/([\w-]+)\/graphql\.json$/.exec(path)?.[1];
    if (version !== undefined) return parts.graphql(shop, version, request);
  }
  if (request.path === '/' && request.method === 'GET') return homePage(parts);
  return json(404, { errors: 'Not Found' });
}

function homePage(parts: DoorParts): Answer {
  const shops = parts.shops.all().map((shop) => `<li><a href="/admin/${shop.domain}">${shop.domain}</a></li>`);
  return html(200, `<!doctype html><meta charset="utf-8"><title>Shopify stand-in</title><ul>${shops.join('')}</ul>`);
}

function brokenAnswer(fault: FaultAction): Answer | null {
  if (fault.status === undefined) return null;
  const body = fault.body ?? { errors: 'Internal Server Error' };
  return json(fault.status, body, fault.headers ?? {});
}

async function* firstBytes(body: Readable | string | Buffer, limit: number): AsyncGenerator<Buffer> {
  let left = limit;
  const chunks = body instanceof Readable ? (body as AsyncIterable<Buffer>) : [Buffer.from(body as string)];
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** Writes the answer; with `cutAtBytes` the connection breaks off in the middle of it. */
async function write(response: ServerResponse, answer: Answer, cutAtBytes: number | undefined): Promise<void> {
  response.writeHead(answer.status, answer.headers);
  if (cutAtBytes !== undefined) {
    for await (const chunk of firstBytes(answer.body, cutAtBytes)) {
      await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
    }
    response.destroy();
    return;
  }
  if (!(answer.body instanceof Readable)) {
    response.end(answer.body);
    return;
  }
  const stream = answer.body;
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    stream.once('error', () => response.destroy());
    stream.pipe(response);
  });
  stream.destroy();
}

const problem = (error: unknown): Answer =>
  error instanceof Refusal
    ? json(error.status, { error: error.message })
    : json(500, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });

/** The server's request listener. */
export function makeDoors(parts: DoorParts): (incoming: IncomingMessage, response: ServerResponse) => Promise<void> {
  const serve = async (incoming: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const startedMs = performance.now();
    const request: SandboxRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: await readBody(incoming, url.pathname.startsWith(UPLOAD_PATH) ? LARGEST_UPLOAD : LARGEST_BODY),
    };
    const record = (status: number): void =>
      parts.traffic.record(request, parts.clock.now(), status, performance.now() - startedMs);
    const fault = parts.faults.strike(request);
    if (fault?.delayMs) await wait(fault.delayMs);
    if (fault?.cut === 'before') {
      record(0);
      response.destroy();
      return;
    }
    let answer = fault && brokenAnswer(fault);
    try {
      answer ??= route(parts, request);
    } catch (error) {
      answer = problem(error);
    }
    if (fault?.cut === 'after') {
      record(0);
      response.destroy();
      return;
    }
    record(answer.status);
    await write(response, answer, fault?.cutAtBytes);
  };
  return async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://sandbox');
    try {
      if (url.pathname.startsWith('/_control/')) {
        await write(response, await parts.control(incoming, url), undefined);
      } else {
        await serve(incoming, response, url);
      }
    } catch (error) {
      if (response.headersSent) response.destroy();
      else await write(response, problem(error), undefined);
    }
  };
}
