/** Answers `/v1/*`: ordered failures, the key, limits, the two calls; every call ends in the record. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultRule } from './faults.ts';
import { forecast } from './forecast.ts';
import { search } from './geocoding.ts';
import { errorBody, Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** Calls kept in the record. */
const RECORD_CALLS = 5_000;

interface Reply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
}

export async function serveApi(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const fault = world.faults.choose(url.pathname);
  if (fault?.delayMs !== undefined) await wait(fault.delayMs, undefined, { ref: false });
  const reply = fault?.status === undefined ? handle(world, request, url) : ordered(fault, fault.status);
  world.calls.push({
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    status: fault?.cut === 'before' ? 0 : reply.status,
  });
  if (world.calls.length > RECORD_CALLS) world.calls.shift();
  write(response, reply, fault?.cut);
}

function handle(world: World, request: IncomingMessage, url: URL): Reply {
  const caller = request.socket.remoteAddress ?? 'unknown';
  const now = world.nowMs();
  try {
    if (request.method !== 'GET') throw new Refusal(404, 'Not Found');
    requireKey(world, request, url);
    if (world.apiKey === undefined) world.limiter.check(caller, now);
    const { answer, weight } = route(world, url);
    world.limiter.count(caller, weight, now);
    return { status: 200, body: JSON.stringify(answer) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: JSON.stringify(errorBody(error.message)) };
  }
}

function route(world: World, url: URL): { answer: object; weight: number } {
  if (url.pathname === '/v1/search') return { answer: search(url.searchParams), weight: 1 };
  if (url.pathname !== '/v1/forecast') throw new Refusal(404, 'Not Found');
  const { answer, placeCount } = forecast(world, url.searchParams);
  return { answer, weight: placeCount };
}

/** The addresses for customers take the key in a header or in the query. */
function requireKey({ apiKey }: World, request: IncomingMessage, url: URL): void {
  if (apiKey === undefined) return;
  const given = request.headers['x-api-key'] ?? url.searchParams.get('apikey');
  if (given === null) throw new Refusal(401, 'API key required. Please add &apikey= to the URL.');
  if (given !== apiKey) throw new Refusal(400, 'The supplied API key is invalid.');
}

const ordered = (fault: FaultRule, status: number): Reply => ({
  status,
  ...(fault.headers ? { headers: fault.headers } : {}),
  body: fault.body ?? JSON.stringify(errorBody(fault.reason ?? `This answer was ordered: status ${status}.`)),
});

function write(response: ServerResponse, { status, headers, body }: Reply, cut: FaultRule['cut']): void {
  if (cut === 'before') return void response.destroy();
  const sent = cut === undefined ? body : body.slice(0, Math.ceil(body.length / 2));
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(cut === 'midway' ? body : sent),
    ...headers,
  });
  if (cut === 'midway') response.write(sent, () => response.destroy());
  else response.end(sent);
}
