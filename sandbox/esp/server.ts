/**
 * A stand-in for any ESP that takes pushes: a real HTTP server that checks signatures with its own code, keeps lists, refuses what is
 * wrong, old or too large, and fails on order. `POST /hooks/*` is the receiver, `/_control/*` is for whoever runs it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { listen, type Listening, type ListenOptions } from '../listening.ts';
import { readBody } from '../http.ts';
import { makeFaults, type AnswerFault } from '../faultOrders.ts';
import { writeReply, type Reply } from '../writing.ts';
import { serveControl } from './control.ts';
import { makeLists } from './lists.ts';
import { applyPush, type Answer } from './pushes.ts';
import { judge } from './signature.ts';
import type { World } from './world.ts';

export interface EspOptions extends ListenOptions {
  /** `whsec_…`; pushes signed with another secret are refused. */
  readonly secret: string;
}

export interface RunningEsp extends Listening {
  /** For code in the same process; other processes use `/_control`. */
  readonly state: World;
}

const MOST_BODY_BYTES = 1024 * 1024;
const RECORD_CALLS = 10_000;

export async function startEsp(options: EspOptions): Promise<RunningEsp> {
  const world: World = {
    secrets: [options.secret],
    mostBodyBytes: MOST_BODY_BYTES,
    offsetMs: 0,
    lists: makeLists(),
    refused: new Set(),
    answered: new Map(),
    faults: makeFaults(() => true),
    calls: [],
  };
  const listening = await listen('ESP', options, (request, response) => serve(world, request, response));
  return { ...listening, state: world };
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
  if (/^\/_control(\/|$)/.test(pathname)) return serveControl(world, request, response, pathname);
  const body = await readBody(request, world.mostBodyBytes);
  const {
    'webhook-id': id = '',
    'webhook-timestamp': timestamp = '',
    'webhook-signature': signature = '',
  } = request.headers;
  const type = typeOf(body.bytes);
  // Failures are ordered by the kind of push: `/list.members.added`.
  const fault = world.faults.choose(request.method ?? 'GET', `/${type ?? ''}`, undefined);
  if (fault?.delayMs !== undefined) await wait(fault.delayMs, undefined, { ref: false });
  let reply: Reply | undefined;
  if (fault?.cut !== 'before') {
    reply = fault?.status !== undefined && fault.handledFirst !== true ? orderedReply(fault) : replyOf(answer());
    if (fault?.cut === 'after') reply = undefined;
    else if (fault?.status !== undefined) reply = orderedReply(fault);
  }
  world.calls.push({
    type,
    id: String(id),
    timestamp: String(timestamp),
    signature: String(signature),
    path: request.url ?? '',
    bytes: body.bytes.length,
    body: body.bytes.toString('utf8'),
    status: reply?.status ?? 0,
  });
  if (world.calls.length > RECORD_CALLS) world.calls.shift();
  await writeReply(response, reply, fault);

  function answer(): Answer {
    if (request.method !== 'POST' || !pathname.startsWith('/hooks/')) return error(404, 'not_found');
    if (body.tooLarge) return error(413, 'too_large');
    const nowMs = Date.now() + world.offsetMs;
    const verdicts = world.secrets.map((secret) => judge(secret, request.headers, body.bytes, nowMs));
    if (!verdicts.includes('valid')) return error(401, (verdicts[0] ?? 'wrong signature').replaceAll(' ', '_'));
    const known = world.answered.get(String(id));
    if (known) return known;
    let given: unknown;
    try {
      given = JSON.parse(body.bytes.toString('utf8'));
    } catch {
      return error(400, 'malformed');
    }
    const made = applyPush(world.lists, world.refused, given);
    if (made.status < 300) world.answered.set(String(id), made);
    return made;
  }
}

const error = (status: number, code: string): Answer => ({ status, body: { error: { code, message: code } } });

const replyOf = ({ status, body }: Answer): Reply => ({ status, body: body ?? {}, headers: {} });

function orderedReply(fault: AnswerFault): Reply {
  const body = fault.body ?? { error: { code: 'ordered', message: 'This answer was ordered by a test.' } };
  return { status: fault.status ?? 500, body, headers: { ...fault.headers } };
}

/** Read before anything is checked, only to find what was ordered for it. */
const typeOf = (bytes: Buffer): string | null =>
  /^\{"type":"([\w.]+)"/.exec(bytes.toString('utf8', 0, 200))?.[1] ?? null;
