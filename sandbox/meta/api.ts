/** Answers Graph calls: ordered failures, version, token, limits, access, the route; every call ends in the traffic record. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readBody } from '../http.ts';
import { writeReply, type Reply } from '../writing.ts';
import { catchUp } from './catch-up.ts';
import type { FaultRule } from './faults.ts';
import { errorBody, GraphError, invalidParameter, missing, notYetThere, unknownPath } from './protocol/errors.ts';
import { requireAccess, requirePermission, requireProof, requireToken, tokenText } from './protocol/gate.ts';
import { Params, readParams } from './protocol/params.ts';
import { versionOf, type Versioned } from './protocol/versions.ts';
import type { OpenExchange } from './routes/exchange.ts';
import { findRoute } from './routes/index.ts';
import { accountByPk, findAccount } from './store/accounts.ts';
import { countAudiences, findAudience } from './store/audiences.ts';
import type { World } from './world.ts';

const BODY_LIMIT_BYTES = 32 * 1024 * 1024;
/** Never shown in the traffic record. */
const SECRET_PARAMETERS = new Set(['access_token', 'client_secret', 'fb_exchange_token', 'input_token', 'code']);
/** Served without a version, too. */
const UNVERSIONED = /^\/(oauth\/access_token|debug_token)$/;

export async function serveApi(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const startedAt = performance.now();
  const nowMs = world.clock.nowMs();
  const body = await readBody(request, BODY_LIMIT_BYTES);
  const barePath = url.pathname.replace(/^\/v\d+\.\d+/, '').replace(/(.)\/$/, '$1');
  let params = new Params(new Map());
  let unread: GraphError | undefined;
  try {
    if (body.tooLarge) throw invalidParameter('The request is too large');
    params = readParams(request, url.searchParams, body.bytes);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    unread = error;
  }
  const method =
    request.method === 'POST' ? (params.text('method') ?? 'POST').toUpperCase() : (request.method ?? 'GET');
  const found = findRoute(method, barePath);
  const askedWith = tokenText(request, params);
  const fault = world.faults.choose(method, barePath, askedWith);
  if (fault?.delayMs !== undefined) await wait(fault.delayMs, undefined, { ref: false });

  let accountId: string | null = null;
  const headers: Record<string, string> = {};
  let reply: Reply | undefined;
  if (fault?.cut === 'before') reply = undefined;
  else if (fault?.status !== undefined && fault.handledFirst !== true) reply = orderedAnswer(fault, fault.status);
  else {
    reply = answered();
    if (fault?.cut === 'after') reply = undefined;
    else if (fault?.status !== undefined) reply = orderedAnswer(fault, fault.status);
  }
  world.traffic.record({
    at: new Date(nowMs).toISOString(),
    method,
    path: url.pathname,
    query: shownQuery(url.searchParams),
    headers: plainHeaders(request),
    accountId,
    operationId: found?.route.name ?? null,
    rawBody: body.bytes.length === 0 ? undefined : body.bytes,
    status: reply?.status ?? 0,
    ms: Math.round((performance.now() - startedAt) * 1000) / 1000,
    ...(fault === undefined ? {} : { faultId: fault.id }),
  });
  await writeReply(response, reply, fault);

  function answered(): Reply {
    try {
      return { status: 200, body: handle(), headers };
    } catch (error) {
      if (error instanceof GraphError) return { status: error.status, body: errorBody(error.facts), headers };
      console.error(`meta stand-in: ${method} ${barePath} failed`, error);
      const facts = { message: 'The stand-in itself failed; see its output.', code: 1 };
      return { status: 500, body: errorBody(facts), headers };
    }
  }

  function handle(): unknown {
    const versioned: Versioned = UNVERSIONED.test(url.pathname)
      ? { version: 'v25.0', path: barePath, headers: {} }
      : versionOf(url.pathname, world.switches.now);
    Object.assign(headers, versioned.headers, { 'facebook-api-version': versioned.version });
    if (unread !== undefined) throw unread;
    if (found === undefined) throw unknownPath(barePath);
    const { route, parts } = found;
    const { db, limiter, switches } = world;
    const { version } = versioned;
    const address = `http://${request.headers.host ?? 'localhost'}${url.pathname}${url.search}`;
    const open: OpenExchange = { world, db, nowMs, version, params, address, parts };
    if (route.on === 'open') return route.handle(open, askedWith);

    const token = requireToken(db, askedWith, nowMs);
    requireProof(token, params, nowMs);
    const id = parts[0] ?? '';
    const audience = route.on === 'audience' ? findAudience(db, id) : undefined;
    const account =
      route.on === 'account'
        ? findAccount(db, id)
        : audience === undefined
          ? undefined
          : accountByPk(db, audience.accountPk);
    const writes = method !== 'GET';
    const call = account === undefined ? undefined : { account, audiences: countAudiences(db, account.pk), writes };
    accountId = account?.id ?? null;
    const taken = limiter.take(token.app, switches.now, call, nowMs);
    Object.assign(headers, taken.headers);
    if (taken.refusal !== undefined) throw taken.refusal;
    if (route.on === 'token') return route.handle({ ...open, token });

    if (account === undefined) throw missing(route.on === 'account' ? `act_${id}` : id);
    requireAccess(account, token);
    requirePermission(db, token, writes);
    catchUp(world, nowMs);
    if (route.on === 'account') return route.handle({ ...open, token, account });
    // Read again: catching up may have ended a replacement of it.
    const current = findAudience(db, id);
    if (current === undefined) throw missing(id);
    if (current.createdMs + switches.now.creationDelayMs > nowMs) throw notYetThere(id);
    return route.handle({ ...open, token, account, audience: current });
  }
}

function orderedAnswer(fault: FaultRule, status: number): Reply {
  const headers = { ...fault.headers };
  if (fault.body !== undefined) return { status, body: fault.body, headers };
  const facts = {
    message: fault.message ?? `This answer was ordered by a test: status ${status}.`,
    code: fault.code ?? (status >= 500 ? 2 : 100),
    subcode: fault.subcode,
    transient: fault.transient ?? (fault.code === undefined && status >= 500 ? true : undefined),
  };
  return { status, body: errorBody(facts), headers };
}

function shownQuery(search: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...search].map(([name, value]) => [name, SECRET_PARAMETERS.has(name) ? '…' : value]));
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'authorization' && value !== undefined)
      headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
