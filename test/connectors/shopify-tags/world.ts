/** The stand-in for Shopify as tests of the connector use it: a shop with customers, steered and looked into over HTTP. */
import { makeAdminClient } from '#app/flows/shopify/admin.ts';
import type { ConnectorContext, PartnerSession } from '#connectors/kit/connector.ts';
import { makeSession } from '#connectors/shopify-tags/session.ts';
import type { Customer } from '#sandbox/shopify/model.ts';
import { startShopify } from '#sandbox/shopify/server.ts';
import { partnerContext } from '../context.ts';
import type { Place } from '../delivery.ts';

const APP = { apiKey: 'test-api-key', apiSecret: 'test-api-secret', appUrl: 'http://127.0.0.1:9' };
export const SCOPES = ['read_customers', 'read_orders', 'write_customers'];

interface Traffic {
  counts: Record<string, number>;
  recent: { path: string; body: string | { bytes: number }; status: number }[];
}

export interface TagsWorld {
  url: string;
  /** For SHOPIFY_ADMIN_BASE_URL. */
  adminBaseUrl: string;
  /** An access token of the shop. */
  token(): Promise<string>;
  /** Address of the shop's admin. */
  adminUrl: string;
  nowMs(): number;
  advance(ms: number): Promise<void>;
  /** Any control call, by method and path below `/_control`. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  fault(rule: object): Promise<void>;
  /** A shop with these customers beside those there. */
  load(...customers: ({ id: string } & Partial<Customer>)[]): Promise<void>;
  /** What happens in the shop beside us. */
  change(...changes: object[]): Promise<void>;
  tagged(tag: string): Promise<Set<string>>;
  customer(id: string): Promise<Customer>;
  everybody(): Promise<Map<string, Customer>>;
  /** Calls of the Admin API whose document has the operation of that name. */
  calls(operation: string): Promise<number>;
  traffic(): Promise<Traffic>;
  context(baseUrl?: string, token?: string): Pick<ConnectorContext, 'shop'>;
  open(context?: Partial<ConnectorContext>): PartnerSession;
  place(listName: string, session?: PartnerSession): Promise<Place>;
  close(): Promise<void>;
}

/** A customer as the shop has them unless it is told otherwise. */
export const customerNamed = (id: string): Customer => ({
  type: 'customer',
  id,
  email: `customer-${id}@shop.example`,
  phone: null,
  firstName: 'Ayşe',
  lastName: 'Yılmaz',
  locale: 'tr',
  createdAt: '2026-01-05T09:00:00Z',
  updatedAt: '2026-01-05T09:00:00Z',
  tags: [],
  state: 'disabled',
  countryCode: null,
  province: null,
  city: null,
  emailConsent: { state: 'not_subscribed', optInLevel: null, updatedAt: null },
  smsConsent: null,
});

export async function startTagsWorld(domain = 'etiket.myshopify.com'): Promise<TagsWorld> {
  const shopify = await startShopify({ ...APP, bulkDelayMs: 0 });
  const adminUrl = shopify.adminBaseUrl.replace('{shop}', domain);
  let offsetMs = 0;

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${shopify.url}/_control${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_control${path}: ${response.status} ${text}`);
    return response.headers.get('content-type')?.includes('json;') ? JSON.parse(text) : text;
  }
  await control('POST', '/shops', { domain, name: 'Etiket', scopes: SCOPES });
  await control('POST', '/webhooks', { topics: [] });
  await control('POST', '/tokens', { accessSeconds: 86_400 * 365, refreshSeconds: 86_400 * 365 });
  await control('POST', '/bucket', { maximum: 1_000_000, restorePerSecond: 100_000 });

  let exchanged: Promise<string> | undefined;
  const token = (): Promise<string> => (exchanged ??= exchangeToken());
  async function exchangeToken(): Promise<string> {
    const { id_token } = (await control('POST', `/shops/${domain}/id-token`)) as { id_token: string };
    const response = await fetch(`${adminUrl}/admin/oauth/access_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: APP.apiKey,
        client_secret: APP.apiSecret,
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: id_token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
        expiring: '1',
      }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  const world: TagsWorld = {
    url: shopify.url,
    adminUrl,
    adminBaseUrl: shopify.adminBaseUrl,
    token,
    nowMs: () => Date.now() + offsetMs,
    async advance(ms) {
      offsetMs += Math.ceil(ms);
      await control('POST', '/clock', { offsetMs });
    },
    control,
    async fault(rule) {
      await control('POST', '/faults', rule);
    },
    async load(...customers) {
      const lines = customers.map(({ id, ...more }) => JSON.stringify({ ...customerNamed(id), ...more }));
      await control('POST', `/shops/${domain}/load`, lines.join('\n'));
    },
    async change(...changes) {
      await control('POST', `/shops/${domain}/changes`, changes);
    },
    async tagged(tag) {
      const path = `/shops/${domain}/tagged?tag=${encodeURIComponent(tag)}`;
      return new Set(((await control('GET', path)) as Customer[]).map(({ id }) => id));
    },
    async customer(id) {
      const found = (await world.everybody()).get(id);
      if (found === undefined) throw new Error(`There is no customer ${id}.`);
      return found;
    },
    async everybody() {
      const lines = String(await control('GET', `/shops/${domain}/dump`)).split('\n');
      const all = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Customer);
      return new Map(all.map((one) => [one.id, one]));
    },
    async calls(operation) {
      const { recent } = await world.traffic();
      return recent.filter(({ body }) => typeof body === 'string' && body.includes(` ${operation}`)).length;
    },
    traffic: async () => (await control('GET', '/traffic')) as Traffic,
    context(baseUrl = adminUrl, given) {
      const tokens = {
        usable: async () => ({ kind: 'token', accessToken: given ?? (await token()) }) as const,
        giveUp: () => Promise.resolve(),
      };
      return { shop: makeAdminClient(baseUrl, tokens, () => world.nowMs(), { backoffMs: 2 }) };
    },
    open(context = {}) {
      return makeSession(partnerContext(adminUrl, () => world.nowMs(), { ...world.context(), ...context }));
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
    close: () => shopify.close(),
  };
  return world;
}
