/** The stand-in for Meta as tests of the connector use it: started, given an ad account, steered and looked into over HTTP. */
import type { ConnectorContext } from '#connectors/kit/connector.ts';
import type { ClientOptions } from '#connectors/meta/client.ts';
import { GRAPH_VERSION } from '#connectors/meta/graph.ts';
import { proofOf } from '#connectors/meta/hash.ts';
import { makeSession, type MetaSession } from '#connectors/meta/session.ts';
import { settingsShape, type MetaSettings } from '#connectors/meta/settings.ts';
import { startMeta, type MetaOptions } from '#sandbox/meta/server.ts';
import type { Place } from '../delivery.ts';
import { partnerContext } from '../context.ts';

export const ACCESS_TOKEN = 'EAAtoken0123456789abcdef';
export const ACCOUNT_ID = '1234567890';
const APP_SECRET = '0123456789abcdef0123456789abcdef';

export const SETTINGS: MetaSettings = settingsShape.parse({
  accessToken: ACCESS_TOKEN,
  adAccountId: ACCOUNT_ID,
  appSecret: APP_SECRET,
  basis: 'consent',
  limitedDataUse: 'off',
});

export interface RecordedCall {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body?: unknown;
  status: number;
  operationId: string | null;
}

export interface Member {
  extern_id: string | null;
  email: string | null;
  phone: string | null;
  value: number | null;
}

export interface ListedAudience {
  id: string;
  name: string;
  valueBased: boolean;
  count: number;
  replacing: boolean;
  rowsLimitedUse: number;
}

export interface MetaPlace extends Place {
  session: MetaSession;
}

export interface MetaWorld {
  url: string;
  /** Time at the stand-in and for the connector: the real one plus what was advanced. */
  nowMs(): number;
  advance(ms: number): Promise<void>;
  /** The same at once, for a clock that leaps between two calls of the connector. */
  leap(ms: number): void;
  /** Calls of a replacement that came so far. */
  replacementCalls(): number;
  /** Any control call, by method and path below `/_control`. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  fault(rule: object): Promise<void>;
  switches(change: object): Promise<void>;
  /** Calls that the connector made, oldest first; the method and the end of the path narrow them. */
  calls(method?: string, pathEnd?: string): Promise<RecordedCall[]>;
  /** Any call of the Graph API, with the ad account's token. */
  api(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  audiences(): Promise<ListedAudience[]>;
  members(listId: string): Promise<Member[]>;
  /** Customer ids of everybody in the audience. */
  memberIds(listId: string): Promise<Set<string>>;
  open(settings?: Partial<MetaSettings>, context?: Partial<ConnectorContext>, options?: ClientOptions): MetaSession;
  /** A session with an audience of its own. */
  place(listName: string, session?: MetaSession): Promise<MetaPlace>;
  close(): Promise<void>;
}

export async function startMetaWorld(options: MetaOptions = {}): Promise<MetaWorld> {
  const meta = await startMeta({ limits: 'off', ...options });
  let offsetMs = 0;

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${meta.url}/_control${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_control${path}: ${response.status} ${text}`);
    return response.headers.get('content-type')?.includes('jsonl') ? text : JSON.parse(text);
  }

  const world: MetaWorld = {
    url: meta.url,
    nowMs: () => Date.now() + offsetMs,
    async advance(ms) {
      offsetMs += Math.ceil(ms);
      await control('POST', '/clock', { offsetMs });
    },
    leap(ms) {
      offsetMs += ms;
      meta.state.clock.setOffset(offsetMs);
    },
    replacementCalls: () => meta.state.traffic.entries().filter(({ path }) => path.endsWith('/usersreplace')).length,
    control,
    async fault(rule) {
      await control('POST', '/faults', rule);
    },
    async switches(change) {
      await control('POST', '/switches', change);
    },
    async calls(method, pathEnd = '') {
      const { entries } = (await control('GET', '/traffic')) as { entries: RecordedCall[] };
      return entries.filter((call) => (method === undefined || call.method === method) && call.path.endsWith(pathEnd));
    },
    async api(method, path, body) {
      const response = await fetch(`${meta.url}/${GRAPH_VERSION}${path}`, {
        method,
        headers: { Authorization: `Bearer ${ACCESS_TOKEN}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...body, appsecret_proof: proofOf(ACCESS_TOKEN, APP_SECRET) }),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      return answer;
    },
    async audiences() {
      return ((await control('GET', '/audiences')) as { audiences: ListedAudience[] }).audiences;
    },
    async members(listId) {
      const lines = (await control('GET', `/audiences/${listId}/members`)) as string;
      return lines
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Member);
    },
    async memberIds(listId) {
      return new Set((await world.members(listId)).map(({ extern_id: id }) => id ?? 'a stranger'));
    },
    open(settings = {}, context = {}, clientOptions = {}) {
      return makeSession(
        { kind: 'entered', ...SETTINGS, ...settings },
        { ...SETTINGS, ...settings },
        partnerContext(meta.url, () => world.nowMs(), context),
        { ...clientOptions, times: { firstBackoffMs: 2, ...clientOptions.times } },
      );
    },
    async place(listName, session = world.open()) {
      const ready = await session.ensureList(listName, null);
      if (ready.kind !== 'ready') throw new Error(ready.halt.reason);
      return {
        session,
        list: { listId: ready.listId, tag: 'tag' },
        advance: (ms) => world.advance(ms),
        nowMs: () => world.nowMs(),
      };
    },
    close: () => meta.close(),
  };
  await control('POST', '/apps', { secret: APP_SECRET, requireProof: true });
  await control('POST', '/accounts', { id: ACCOUNT_ID, name: 'Demo shop', token: ACCESS_TOKEN });
  return world;
}
