/** The control API, for whoever runs the stand-in: weather and failures on order, the clock, limits, the record of calls. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cities } from './cities.ts';
import { dayVariables } from './climate.ts';
import type { World } from './world.ts';

/** Answered as 400 with its message. */
class Mistake extends Error {}

type Fields = Record<string, unknown>;
const FAULT_FIELDS = ['path', 'skip', 'times', 'rate', 'seed', 'delayMs', 'status', 'reason', 'headers', 'body', 'cut'];
const CUTS: readonly unknown[] = ['before', 'midway', 'short'];

export async function serveControl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const call = `${request.method ?? 'GET'} ${url.pathname.slice('/_control'.length)}`;
  try {
    const body = request.method === 'POST' ? await fieldsOf(request) : {};
    const answer = act(world, call, body, url.searchParams);
    if (answer === undefined) sendJson(response, 404, { error: `Nothing answers ${call}.` });
    else sendJson(response, 200, answer);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    sendJson(response, 400, { error: error.message });
  }
}

function act(world: World, call: string, body: Fields, query: URLSearchParams): object | undefined {
  switch (call) {
    case 'GET ':
      return { cities: cities.length, calls: world.calls.length, now: new Date(world.nowMs()).toISOString() };
    case 'GET /traffic':
      return { calls: world.calls.slice(Number(query.get('after') ?? '0')) };
    case 'DELETE /traffic':
      world.calls.length = 0;
      return {};
    case 'GET /faults':
      return { faults: world.faults.all() };
    case 'POST /faults':
      only(body, FAULT_FIELDS);
      if (!['delayMs', 'status', 'cut'].some((name) => name in body))
        throw new Mistake("A fault needs one of 'delayMs', 'status' and 'cut'.");
      if ('cut' in body && !CUTS.includes(body.cut)) throw new Mistake("'cut' must be before, midway or short.");
      world.faults.add(body);
      return {};
    case 'DELETE /faults':
      world.faults.clear();
      return {};
    case 'POST /weather':
      return orderWeather(world, body);
    case 'DELETE /weather':
      world.overrides.clear();
      return {};
    case 'POST /clock':
      only(body, ['advanceMs', 'offsetMs']);
      world.offsetMs = 'offsetMs' in body ? whole(body.offsetMs) : world.offsetMs + whole(body.advanceMs);
      return { offsetMs: world.offsetMs, now: new Date(world.nowMs()).toISOString() };
    case 'POST /limits':
      only(body, ['mode']);
      if (body.mode !== 'published' && body.mode !== 'off') throw new Mistake("'mode' must be 'published' or 'off'.");
      world.limiter.mode = body.mode;
      return { mode: body.mode };
    case 'DELETE /state':
      world.calls.length = 0;
      world.offsetMs = 0;
      world.faults.clear();
      world.overrides.clear();
      world.limiter.clear();
      return {};
    default:
      return undefined;
  }
}

/** `{city, country?, …figures}`: those figures hold there for every day; null for one that is not known. */
function orderWeather(world: World, body: Fields): object {
  const { city: name, country, ...figures } = body;
  only(figures, dayVariables);
  const wrong = Object.entries(figures).find(([, value]) => value !== null && typeof value !== 'number');
  if (wrong) throw new Mistake(`'${wrong[0]}' must be a number or null.`);
  const city = cities.find((one) => one.name === name && (country === undefined || one.countryCode === country));
  if (!city) throw new Mistake(`There is no city '${String(name)}'.`);
  world.overrides.set(city.id, figures);
  return { id: city.id };
}

/** A mistake in an order must be an error, not an order that never takes effect. */
function only(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Mistake(`Unknown field '${unknown}'; known: ${known.join(', ')}.`);
}

function whole(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new Mistake('Time is moved by a whole number of milliseconds.');
  return value as number;
}

async function fieldsOf(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  } catch {
    // Told below.
  }
  throw new Mistake('Expected an object as JSON.');
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}
