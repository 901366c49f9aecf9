/** Answers `/api/*`: ordered failures, the gate, rate limits, the route; every call ends in the traffic record. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { catchUp } from './catch-up.ts';
import type { FaultRule } from './faults.ts';
import { readBody, send, type ReceivedBody } from '../http.ts';
import type { Endpoint } from './protocol/endpoint.ts';
import { findEndpoint } from './protocol/routing.ts';
import { ApiError, errorBody, invalid } from './protocol/errors.ts';
import {
  credential,
  requireAccept,
  requireHolder,
  requireJsonBody,
  requireRevision,
  requireScopes,
} from './protocol/gate.ts';
import { readQuery } from './protocol/query.ts';
import type { Reply } from './routes/exchange.ts';
import { ROUTES } from './routes/index.ts';
import type { World } from './world.ts';

const JSON_API = 'application/vnd.api+json';
/** For paths without an entry in the endpoint table. */
const STRAY_BODY_LIMIT_BYTES = 1_000_000;

export async function serveApi(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const startedAt = performance.now();
  const at = new Date(world.clock.nowMs()).toISOString();
  const method = request.method ?? 'GET';
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, '') : url.pathname;
  const found = findEndpoint(method, path);
  const matched = typeof found === 'object' ? found : undefined;
  const body = await readBody(request, matched?.endpoint.bodyLimitBytes ?? STRAY_BODY_LIMIT_BYTES);
  const fault = world.faults.choose(method, path, credential(request.headers));
  if (fault?.delayMs !== undefined) await wait(fault.delayMs, undefined, { ref: false });

  let accountId: string | null = null;
  let reply: Reply;
  if (fault?.cut === 'before') reply = { status: 0 };
  else if (fault?.status !== undefined && fault.handledFirst !== true) reply = orderedAnswer(fault, fault.status);
  else {
    reply = handle();
    if (fault?.cut === 'after') reply = { status: 0 };
    else if (fault?.status !== undefined) reply = orderedAnswer(fault, fault.status);
  }
  world.traffic.record({
    at,
    method,
    path,
    query: Object.fromEntries(url.searchParams),
    headers: plainHeaders(request),
    accountId,
    operationId: matched?.endpoint.operationId ?? null,
    rawBody: body.bytes.length === 0 ? undefined : body.bytes,
    status: reply.status,
    ms: Math.round((performance.now() - startedAt) * 1000) / 1000,
    ...(fault === undefined ? {} : { faultId: fault.id }),
  });
  write(response, reply, fault);

  function handle(): Reply {
    let limitHeaders: Record<string, string> = {};
    try {
      const nowMs = world.clock.nowMs();
      const holder = requireHolder(world.db, request.headers, nowMs);
      accountId = holder.account.id;
      requireRevision(request.headers);
      requireAccept(request.headers);
      const { endpoint, params } = known(found, method, path);
      requireScopes(holder, endpoint);
      limitHeaders = world.limiter.take(holder, endpoint, url.searchParams, nowMs);
      catchUp(world, nowMs);
      const answer = routeOf(endpoint)({
        endpoint,
        account: holder.account,
        params,
        search: url.searchParams,
        query: readQuery(endpoint, url.searchParams),
        body: endpoint.bodyLimitBytes === undefined ? undefined : parsed(request, body),
        base: `http://${request.headers.host ?? 'localhost'}`,
        path,
        nowMs,
        db: world.db,
        rowFault: fault?.rows,
        importDurationMs: world.importDurationMs,
        deletionDurationMs: world.deletionDurationMs,
      });
      return { ...answer, headers: { ...limitHeaders, ...answer.headers } };
    } catch (error) {
      if (error instanceof ApiError) {
        return {
          status: error.status,
          body: errorBody(error.status, error.entries),
          headers: { ...limitHeaders, ...error.headers },
        };
      }
      console.error(`klaviyo stand-in: ${method} ${path} failed`, error);
      const entry = {
        code: 'internal_error',
        title: 'Server error.',
        detail: 'The stand-in itself failed; see its output.',
      };
      return { status: 500, body: errorBody(500, [entry]) };
    }
  }
}

function known(
  found: ReturnType<typeof findEndpoint>,
  method: string,
  path: string,
): { endpoint: Endpoint; params: Record<string, string> } {
  if (typeof found === 'object') return found;
  if (found === 'wrong-method') {
    throw new ApiError(405, {
      code: 'method_not_allowed',
      title: 'Method not allowed.',
      detail: `Method "${method}" not allowed.`,
    });
  }
  throw new ApiError(404, { code: 'not_found', title: 'Not found.', detail: `The path ${path} could not be found.` });
}

function routeOf(endpoint: Endpoint): (typeof ROUTES)[string] {
  const route = ROUTES[endpoint.operationId];
  if (route === undefined) throw new Error(`No route answers ${endpoint.operationId}.`);
  return route;
}

function parsed(request: IncomingMessage, body: ReceivedBody): unknown {
  requireJsonBody(request.headers);
  if (body.tooLarge) {
    throw new ApiError(413, {
      code: 'payload_too_large',
      title: 'Payload too large.',
      detail: 'The payload of this request exceeds the maximum allowed size.',
    });
  }
  try {
    return JSON.parse(body.bytes.toString('utf8')) as unknown;
  } catch (error) {
    throw invalid(`The request body is not valid JSON: ${error instanceof Error ? error.message : ''}`, '/');
  }
}

function orderedAnswer(fault: FaultRule, status: number): Reply {
  const headers: Record<string, string> = { ...(status === 429 ? { 'Retry-After': '1' } : {}), ...fault.headers };
  if (fault.body !== undefined) return { status, body: fault.body, headers };
  const entry = {
    code: fault.code ?? (status === 429 ? 'throttled' : 'error'),
    title: fault.title ?? (status === 429 ? 'Request was throttled.' : 'The request failed.'),
    detail: fault.detail ?? `This answer was ordered by a test: status ${status}.`,
  };
  return { status, body: errorBody(status, [entry]), headers };
}

function write(response: ServerResponse, reply: Reply, fault: FaultRule | undefined): void {
  if (reply.status === 0) {
    response.destroy();
    return;
  }
  const text =
    reply.body === undefined ? undefined : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const headers = { ...(text === undefined ? {} : { 'Content-Type': JSON_API }), ...reply.headers };
  if (fault?.cut === 'midway' && text !== undefined) {
    response.writeHead(reply.status, { ...headers, 'Content-Length': Buffer.byteLength(text) });
    response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
    return;
  }
  send(response, reply.status, headers, text);
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'authorization' && value !== undefined)
      headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
