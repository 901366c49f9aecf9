/**
 * The control API, for whoever runs the stand-in: apps, ad accounts and tokens, audiences and their members, ordered failures,
 * switches, limits, the traffic record, the clock. JSON in and out, except for the JSONL stream. Nothing here is part of Meta.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../../http.ts';
import { catchUp } from '../catch-up.ts';
import { allAccounts } from '../store/accounts.ts';
import { audiencesOf } from '../store/audiences.ts';
import { setSize } from '../store/people.ts';
import { resetState } from '../store/reset.ts';
import type { World } from '../world.ts';
import { readFault } from './fault-orders.ts';
import { ControlError, Fields, oneOf, WHOLE } from './fields.ts';
import { audiencesHolding, streamMembers } from './members.ts';
import {
  changeAudienceState,
  changeToken,
  orderAccount,
  orderApp,
  orderToken,
  orderUser,
  turnSwitches,
} from './orders.ts';

interface Control {
  readonly world: World;
  readonly response: ServerResponse;
  readonly url: URL;
  /** What the pattern captured. */
  readonly part: string;
  readonly body: unknown;
}

type Handler = (control: Control) => unknown;

/** Each handler's result is sent as JSON, unless it wrote the answer itself and returns undefined. */
const HANDLERS: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['GET', /^$/, overview],
  ['POST', /^\/apps$/, ({ world, body }) => orderApp(world, body)],
  ['POST', /^\/users$/, ({ world, body }) => orderUser(world, body)],
  ['GET', /^\/accounts$/, ({ world }) => ({ accounts: allAccounts(world.db) })],
  ['POST', /^\/accounts$/, ({ world, body }) => orderAccount(world, body)],
  ['POST', /^\/tokens$/, ({ world, body }) => orderToken(world, body)],
  ['POST', /^\/tokens\/([^/]+)$/, ({ world, part, body }) => changeToken(world, decodeURIComponent(part), body)],
  ['GET', /^\/audiences$/, audiences],
  ['POST', /^\/audiences\/(\d+)$/, ({ world, part, body }) => changeAudienceState(world, part, body)],
  ['GET', /^\/audiences\/(\d+)\/members$/, ({ world, part, response }) => streamMembers(world.db, part, response)],
  ['GET', /^\/people\/([^/]+)$/, ({ world, part }) => audiencesHolding(world.db, decodeURIComponent(part))],
  ['GET', /^\/faults$/, ({ world }) => ({ faults: world.faults.all() })],
  ['POST', /^\/faults$/, ({ world, body }) => world.faults.add(readFault(body))],
  ['DELETE', /^\/faults$/, ({ world }) => (world.faults.clear(), { cleared: true })],
  ['DELETE', /^\/faults\/([^/]+)$/, ({ world, part }) => ({ removed: world.faults.remove(part) })],
  ['GET', /^\/traffic$/, traffic],
  ['DELETE', /^\/traffic$/, forgetTraffic],
  ['GET', /^\/usage$/, usage],
  ['POST', /^\/limits$/, setLimits],
  ['GET', /^\/switches$/, ({ world }) => world.switches.now],
  ['POST', /^\/switches$/, ({ world, body }) => turnSwitches(world, body)],
  ['GET', /^\/clock$/, ({ world }) => clockState(world)],
  ['POST', /^\/clock$/, setClock],
  ['DELETE', /^\/state$/, reset],
];

const BODY_LIMIT_BYTES = 1_000_000;

export async function serveControl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname.replace(/^\/_control/, '').replace(/\/$/, '');
  const { bytes } = await readBody(request, BODY_LIMIT_BYTES);
  for (const [method, pattern, handler] of HANDLERS) {
    const match = request.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    try {
      const body: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
      const result = await handler({ world, response, url, part: match[1] ?? '', body });
      if (result !== undefined) sendJson(response, 200, result);
    } catch (error) {
      if (!(error instanceof ControlError || error instanceof SyntaxError)) throw error;
      sendJson(response, 400, { error: error.message });
    }
    return;
  }
  sendJson(response, 404, { error: `No control call ${path}.` });
}

function overview({ world }: Control): unknown {
  return {
    name: 'Meta stand-in',
    ...clockState(world),
    limits: world.limiter.mode,
    switches: world.switches.now,
    accounts: allAccounts(world.db).map(({ id, name }) => ({ id, name })),
    refusedWhileThrottled: world.limiter.refused(),
  };
}

function audiences({ world }: Control): unknown {
  return {
    audiences: allAccounts(world.db).flatMap((account) =>
      audiencesOf(world.db, account.pk).map((audience) => ({
        id: audience.id,
        name: audience.name,
        accountId: account.id,
        valueBased: audience.valueBased,
        count: setSize(world.db, audience.setPk),
        replacing: audience.replacement !== null,
        rowsReceived: audience.rowsReceived,
        rowsAlreadyThere: audience.rowsAlreadyThere,
        rowsLimitedUse: audience.rowsLimitedUse,
      })),
    ),
  };
}

function traffic({ world, url }: Control): unknown {
  const after = Number(url.searchParams.get('after') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? Number.MAX_SAFE_INTEGER);
  return {
    entries: url.searchParams.get('counts') === 'only' ? [] : world.traffic.entries(after, limit),
    counts: world.traffic.counts(),
    dropped: world.traffic.dropped(),
  };
}

function forgetTraffic({ world }: Control): unknown {
  world.traffic.clear();
  world.limiter.clearCounts();
  return { cleared: true };
}

function usage({ world }: Control): unknown {
  return { refused: world.limiter.refused(), accounts: world.limiter.usage(world.clock.nowMs()) };
}

function setLimits({ world, body }: Control): unknown {
  world.limiter.mode = new Fields(body, ['mode']).required('mode', oneOf('published', 'off'));
  world.limiter.clear();
  return { limits: world.limiter.mode };
}

function clockState(world: World): { now: string; offsetMs: number } {
  return { now: new Date(world.clock.nowMs()).toISOString(), offsetMs: world.clock.offsetMs() };
}

/** `{offsetMs}` sets the distance to the real time, `{advanceMs}` adds to it. */
function setClock({ world, body }: Control): unknown {
  const fields = new Fields(body, ['advanceMs', 'offsetMs']);
  const offsetMs = fields.get('offsetMs', WHOLE) ?? world.clock.offsetMs();
  world.clock.setOffset(offsetMs + (fields.get('advanceMs', WHOLE) ?? 0));
  catchUp(world, world.clock.nowMs());
  return clockState(world);
}

function reset({ world }: Control): unknown {
  resetState(world.db);
  world.switches.reset();
  world.clock.setOffset(0);
  world.limiter.clear();
  world.faults.clear();
  world.traffic.clear();
  return { reset: true };
}
