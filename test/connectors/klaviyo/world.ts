/** The stand-in for Klaviyo as tests of the connector use it: started, given an account, steered and looked into over HTTP. */
import { connectorById } from '#connectors/index.ts';
import type { ConnectorContext, PartnerSession } from '#connectors/kit/connector.ts';
import { startKlaviyo, type KlaviyoOptions } from '#sandbox/klaviyo/server.ts';
import type { Place } from '../delivery.ts';
import { partnerContext } from '../context.ts';

export const API_KEY = 'pk_0123456789abcdef';

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
  profile_id: string;
  external_id: string | null;
  email: string | null;
}

export interface KlaviyoWorld {
  url: string;
  /** Time at the stand-in and for the connector: the real one plus what was advanced. */
  nowMs(): number;
  advance(ms: number): Promise<void>;
  /** Any control call, by method and path below `/_control`. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  fault(rule: object): Promise<void>;
  /** Calls that the connector made, oldest first; `operationId` narrows them. */
  calls(operationId?: string): Promise<RecordedCall[]>;
  forgetCalls(): Promise<void>;
  lists(): Promise<{ id: string; name: string; tags: string[] }[]>;
  members(listId: string): Promise<Member[]>;
  /** Any call of Klaviyo's own API, with the account's key. */
  api(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** The custom properties of a customer's profile. */
  propertiesOf(customerId: string): Promise<Record<string, unknown>>;
  open(context?: Partial<ConnectorContext>): Promise<PartnerSession>;
  /** A session with a list of its own. */
  place(listName: string, tag: string): Promise<Place>;
  close(): Promise<void>;
}

export async function startKlaviyoWorld(options: KlaviyoOptions = {}): Promise<KlaviyoWorld> {
  const klaviyo = await startKlaviyo({ limits: 'off', importJobDurationMs: 1000, ...options });
  let offsetMs = 0;

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${klaviyo.url}/_control${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_control${path}: ${response.status} ${text}`);
    return response.headers.get('content-type')?.includes('jsonl') ? text : JSON.parse(text);
  }

  const world: KlaviyoWorld = {
    url: klaviyo.url,
    nowMs: () => Date.now() + offsetMs,
    async advance(ms) {
      offsetMs += Math.ceil(ms);
      await control('POST', '/clock', { offsetMs });
    },
    control,
    async fault(rule) {
      await control('POST', '/faults', rule);
    },
    async calls(operationId) {
      const { entries } = (await control('GET', '/traffic')) as { entries: RecordedCall[] };
      return operationId === undefined ? entries : entries.filter((entry) => entry.operationId === operationId);
    },
    async forgetCalls() {
      await control('DELETE', '/traffic');
    },
    async lists() {
      return ((await control('GET', '/lists')) as { lists: { id: string; name: string; tags: string[] }[] }).lists;
    },
    async members(listId) {
      const lines = (await control('GET', `/lists/${listId}/members`)) as string;
      return lines
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Member);
    },
    async api(method, path, body) {
      const response = await fetch(`${klaviyo.url}${path}`, {
        method,
        headers: {
          Authorization: `Klaviyo-API-Key ${API_KEY}`,
          Accept: 'application/vnd.api+json',
          'Content-Type': 'application/vnd.api+json',
          revision: '2026-07-15',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    async propertiesOf(customerId) {
      const query = new URLSearchParams({ filter: `equals(external_id,"${customerId}")` });
      const { body } = await world.api('GET', `/api/profiles?${query.toString()}`);
      const { data } = body as { data: { attributes: { properties: Record<string, unknown> } }[] };
      return data[0]?.attributes.properties ?? {};
    },
    async open(context = {}) {
      const connector = connectorById('klaviyo');
      if (connector === null) throw new Error('There is no connector klaviyo.');
      return connector.open(
        { apiKey: API_KEY },
        partnerContext(klaviyo.url, () => world.nowMs(), context),
      );
    },
    async place(listName, tag) {
      const session = await world.open();
      const ready = await session.ensureList(listName, null);
      if (ready.kind !== 'ready') throw new Error(ready.halt.reason);
      return {
        session,
        list: { listId: ready.listId, tag },
        advance: (ms) => world.advance(ms),
        nowMs: () => world.nowMs(),
      };
    },
    close: () => klaviyo.close(),
  };
  await control('POST', '/accounts', { key: API_KEY, name: 'Demo shop' });
  return world;
}
