/**
 * The control API, for whoever runs the stand-in: accounts and keys, seeds, ordered failures, the traffic record, the clock. JSON in
 * and out, except for the JSONL streams. Nothing here is part of Klaviyo.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { catchUp } from '../catch-up.ts';
import { readBody, send, sendJson } from '../../http.ts';
import { REVISION } from '../protocol/endpoint.ts';
import { addKey, allAccounts, findAccount, keyHolder, revokeKey, type Account } from '../store/accounts.ts';
import { consentCalls } from '../store/consents.ts';
import { deletionCounts } from '../store/deletions.ts';
import { putApp, removeApp } from '../store/installs.ts';
import { tagNamesOfList } from '../store/tags.ts';
import { listsOfAccount } from '../store/lists.ts';
import { resetState } from '../store/reset.ts';
import type { World } from '../world.ts';
import { ControlError, readApp, readFault, readKey, readLimitMode, wholeField } from './inputs.ts';
import { seedEvents, seedProfiles } from './seeds.ts';
import { streamMembers } from './members.ts';

interface Control {
  readonly world: World;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Parts of the path the pattern captured. */
  readonly parts: readonly string[];
  readonly body: () => Promise<unknown>;
}

type Handler = (control: Control) => unknown;

/** Each handler's result is sent as JSON, unless it wrote the answer itself and returns undefined. */
const HANDLERS: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['GET', /^$/, overview],
  ['GET', /^\/accounts$/, ({ world }) => ({ accounts: allAccounts(world.db).map(shown) })],
  [
    'POST',
    /^\/accounts$/,
    async ({ world, body }) => shown(addKey(world.db, readKey(await body()), world.clock.nowMs())),
  ],
  ['DELETE', /^\/keys\/([^/]+)$/, ({ world, parts }) => revoke(world, decodeURIComponent(parts[0] ?? ''))],
  ['POST', /^\/apps$/, async ({ world, body }) => ({ clientId: putApp(world.db, readApp(await body())).clientId })],
  ['DELETE', /^\/apps\/([^/]+)\/installs$/, ({ world, parts }) => ({ ended: removeApp(world.db, parts[0] ?? '') })],
  ['GET', /^\/lists$/, lists],
  [
    'GET',
    /^\/lists\/([^/]+)\/members$/,
    ({ world, response, parts }) => streamMembers(world.db, parts[0] ?? '', response),
  ],
  ['POST', /^\/profiles$/, (control) => seedProfiles(control.world, accountOf(control), control.request)],
  ['POST', /^\/events$/, (control) => seedEvents(control.world, accountOf(control), control.request)],
  ['GET', /^\/faults$/, ({ world }) => ({ faults: world.faults.all() })],
  ['POST', /^\/faults$/, async ({ world, body }) => world.faults.add(readFault(await body()))],
  ['DELETE', /^\/faults$/, ({ world }) => (world.faults.clear(), { cleared: true })],
  ['DELETE', /^\/faults\/([^/]+)$/, ({ world, parts }) => ({ removed: world.faults.remove(parts[0] ?? '') })],
  ['GET', /^\/traffic$/, traffic],
  ['DELETE', /^\/traffic$/, ({ world }) => (world.traffic.clear(), { cleared: true })],
  ['GET', /^\/consent-calls$/, (control) => consentCalls(control.world.db, optionalAccount(control)?.pk)],
  ['GET', /^\/clock$/, ({ world }) => clockState(world)],
  ['POST', /^\/clock$/, setClock],
  ['POST', /^\/limits$/, setLimits],
  ['POST', /^\/import-duration$/, setImportDuration],
  ['GET', /^\/deletions$/, (control) => deletionCounts(control.world.db, optionalAccount(control)?.pk)],
  ['POST', /^\/deletion-duration$/, setDeletionDuration],
  ['DELETE', /^\/state$/, reset],
];

export async function serveControl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname.replace(/^\/_control/, '').replace(/\/$/, '');
  for (const [method, pattern, handler] of HANDLERS) {
    const match = request.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    try {
      const body = async (): Promise<unknown> => {
        const { bytes } = await readBody(request, 1_000_000);
        if (bytes.length === 0) return {};
        return JSON.parse(bytes.toString('utf8')) as unknown;
      };
      const result = await handler({ world, request, response, url, parts: match.slice(1), body });
      if (result !== undefined) sendJson(response, 200, result);
    } catch (error) {
      const refused = error instanceof ControlError || error instanceof SyntaxError;
      if (!refused) throw error;
      await readBody(request, 0);
      sendJson(response, 400, { error: error.message });
    }
    return;
  }
  await readBody(request, 0);
  send(response, 404, { 'Content-Type': 'application/json' }, JSON.stringify({ error: `No control call ${path}.` }));
}

function shown(account: Account): unknown {
  return { id: account.id, name: account.name };
}

function overview({ world }: Control): unknown {
  return {
    name: 'Klaviyo stand-in',
    revision: REVISION,
    ...clockState(world),
    limits: world.limiter.mode,
    accounts: allAccounts(world.db).map(shown),
    consentCalls: consentCalls(world.db).total,
  };
}

function revoke(world: World, key: string): unknown {
  return { revoked: revokeKey(world.db, key, world.clock.nowMs()) };
}

/** The account named by `?account=` or by `?key=`; undefined when neither is given. */
function optionalAccount({ world, url }: Control): Account | undefined {
  const id = url.searchParams.get('account');
  const key = url.searchParams.get('key');
  if (id === null && key === null) return undefined;
  const account = id === null ? keyHolder(world.db, key ?? '')?.account : findAccount(world.db, id);
  if (account === undefined) throw new ControlError('There is no such account.');
  return account;
}

/** As above; without either, the only account there is. */
function accountOf(control: Control): Account {
  const named = optionalAccount(control);
  if (named !== undefined) return named;
  const [only, ...others] = allAccounts(control.world.db);
  if (only === undefined || others.length > 0) throw new ControlError('Name the account by ?account= or ?key=.');
  return only;
}

function lists(control: Control): unknown {
  const named = optionalAccount(control);
  const accounts = named === undefined ? allAccounts(control.world.db) : [named];
  return {
    lists: accounts.flatMap((account) =>
      listsOfAccount(control.world.db, account.pk).map((list) => ({
        id: list.id,
        name: list.name,
        accountId: account.id,
        optInProcess: list.optInProcess,
        count: list.memberCount,
        tags: tagNamesOfList(control.world.db, list.pk),
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

function clockState(world: World): { now: string; offsetMs: number } {
  return { now: new Date(world.clock.nowMs()).toISOString(), offsetMs: world.clock.offsetMs() };
}

/** `{offsetMs}` sets the distance to the real time, `{advanceMs}` adds to it. */
async function setClock({ world, body }: Control): Promise<unknown> {
  const wanted = await body();
  const advanceMs = wholeField(wanted, 'advanceMs');
  const offsetMs = wholeField(wanted, 'offsetMs') ?? world.clock.offsetMs();
  world.clock.setOffset(offsetMs + (advanceMs ?? 0));
  catchUp(world, world.clock.nowMs());
  return clockState(world);
}

async function setLimits({ world, body }: Control): Promise<unknown> {
  world.limiter.mode = readLimitMode(await body());
  world.limiter.clear();
  return { limits: world.limiter.mode };
}

async function setImportDuration({ world, body }: Control): Promise<unknown> {
  const durationMs = wholeField(await body(), 'durationMs');
  if (durationMs === undefined || durationMs < 0) throw new ControlError('durationMs must be a whole number from 0.');
  world.importDurationMs = () => durationMs;
  return { durationMs };
}

async function setDeletionDuration({ world, body }: Control): Promise<unknown> {
  const durationMs = wholeField(await body(), 'durationMs');
  if (durationMs === undefined || durationMs < 0) throw new ControlError('durationMs must be a whole number from 0.');
  world.deletionDurationMs = durationMs;
  return { durationMs };
}

function reset({ world }: Control): unknown {
  resetState(world.db);
  world.clock.setOffset(0);
  world.limiter.clear();
  world.faults.clear();
  world.traffic.clear();
  world.imports.forget();
  return { reset: true };
}
