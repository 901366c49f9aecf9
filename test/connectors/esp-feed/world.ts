/** The stand-in for a receiver of pushes as tests of the connector use it: started, steered and looked into over HTTP. */
import { makeSession } from '#connectors/esp-feed/session.ts';
import type { ClientOptions } from '#connectors/esp-feed/client.ts';
import { settingsShape, type FeedSettings } from '#connectors/esp-feed/settings.ts';
import type { ConnectorContext, PartnerSession } from '#connectors/kit/connector.ts';
import { startEsp } from '#sandbox/esp/server.ts';
import type { Place } from '../delivery.ts';
import { partnerContext } from '../context.ts';

export const SECRET = `whsec_${Buffer.alloc(32, 'receiver').toString('base64')}`;
export const OTHER_SECRET = `whsec_${Buffer.alloc(32, 'stranger').toString('base64')}`;
export const ENDPOINT = 'https://esp.example/hooks/kesit?shop=1';
export const SETTINGS: FeedSettings = settingsShape.parse({ endpoint: ENDPOINT, secret: SECRET });

export interface Received {
  type: string | null;
  id: string;
  timestamp: string;
  signature: string;
  path: string;
  bytes: number;
  body: string;
  status: number;
}

interface KeptList {
  id: string;
  name: string;
  tag: string | null;
  members: Record<string, unknown>[];
}

export interface EspWorld {
  url: string;
  /** Time at the stand-in and for the connector: the real one plus what was advanced. */
  nowMs(): number;
  advance(ms: number): Promise<void>;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  fault(rule: object): Promise<void>;
  /** Pushes that came, the oldest first; of one kind when it is given. */
  calls(type?: string): Promise<Received[]>;
  lists(): Promise<KeptList[]>;
  open(settings?: Partial<FeedSettings>, context?: Partial<ConnectorContext>, options?: ClientOptions): PartnerSession;
  /** A session with a list of its own. */
  place(listName: string, session?: PartnerSession): Promise<Place>;
  close(): Promise<void>;
}

export async function startEspWorld(): Promise<EspWorld> {
  const esp = await startEsp({ secret: SECRET });
  let offsetMs = 0;

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${esp.url}/_control${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} /_control${path}: ${response.status}`);
    return response.json();
  }

  const world: EspWorld = {
    url: esp.url,
    nowMs: () => Date.now() + offsetMs,
    async advance(ms) {
      offsetMs += Math.ceil(ms);
      await control('POST', '/clock', { offsetMs });
    },
    control,
    async fault(rule) {
      await control('POST', '/faults', rule);
    },
    async calls(type) {
      const { calls } = (await control('GET', '/traffic')) as { calls: Received[] };
      return calls.filter((call) => type === undefined || call.type === type);
    },
    lists: async () => ((await control('GET', '/lists')) as { lists: KeptList[] }).lists,
    open: (settings = {}, context = {}, options = {}) =>
      makeSession(
        { ...SETTINGS, ...settings },
        partnerContext(esp.url, () => world.nowMs(), context),
        { firstBackoffMs: 2, ...options },
      ),
    async place(listName, session = world.open()) {
      const ready = await session.ensureList(listName, null);
      if (ready.kind !== 'ready') throw new Error(ready.halt.reason);
      return {
        session,
        list: { listId: ready.listId, tag: 'tag', name: listName },
        advance: (ms) => world.advance(ms),
        nowMs: () => world.nowMs(),
      };
    },
    close: () => esp.close(),
  };
  return world;
}
