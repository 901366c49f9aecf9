// The control API under /_control: open shops, load and change their data, move time, make things fail, read what
// happened. It is the sandbox's own; nothing of it exists at Shopify.
import type { IncomingMessage } from 'node:http';
import { MOST_AT_ONCE } from '../bulk/operations.ts';
import { applyChange } from '../changes/applyChange.ts';
import type { FaultRule } from '../faults.ts';
import { STANDARD_BUCKET } from '../graphql/cost.ts';
import type { Answer } from '../http.ts';
import { json, Refusal } from '../http.ts';
import type { Change, ShopSettings } from '../model.ts';
import { SHOPIFY_TOKEN_LIVES } from '../oauth/tokens.ts';
import { inTransaction } from '../storage/database.ts';
import type { Shop } from '../storage/shops.ts';
import type { WebhookOptions } from '../webhooks/options.ts';
import { readWebhookOptions, writeWebhookOptions } from '../webhooks/options.ts';
import { scopesUpdatePayload } from '../webhooks/shopPayloads.ts';
import { BULK_ROUTES } from './bulkRoutes.ts';
import type { Call, ControlParts, Handler, Route } from './call.ts';
import { needShop, readJson } from './call.ts';
import { dumpShopData, loadShopData } from './shopData.ts';

const describe = ({ id, ...shop }: Shop) => ({ ...shop, id: String(id) });

async function createShop(call: Call): Promise<Answer> {
  const given = await readJson<Partial<ShopSettings>>(call);
  const { domain } = given;
  if (domain === undefined || !/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(domain)) {
    throw new Refusal(422, 'domain must be something.myshopify.com');
  }
  const country = given.country ?? 'TR';
  const settings: ShopSettings = {
    domain,
    name: given.name ?? domain,
    currency: given.currency ?? 'TRY',
    timezone: given.timezone ?? 'Europe/Istanbul',
    country,
    plan: given.plan ?? 'Basic',
    scopes: given.scopes ?? ['read_customers', 'read_orders', 'read_all_orders'],
    email: given.email ?? `owner@${domain.replace('.myshopify.com', '.example')}`,
    locale: given.locale ?? (country === 'TR' ? 'tr' : 'en'),
  };
  return json(201, describe(call.parts.shops.create(settings, call.parts.clock.nowMs())));
}

/** The merchant grants other scopes: tokens given out from now on carry them, and the app is told. */
async function changeScopes(call: Call): Promise<Answer> {
  const shop = needShop(call);
  const { scopes } = await readJson<{ scopes: string[] }>(call);
  const changed = call.parts.shops.change(shop.no, { scopes });
  const payload = scopesUpdatePayload(changed, shop.scopes, call.parts.clock.now());
  call.parts.outbox.add(shop.domain, 'app/scopes_update', payload, crypto.randomUUID());
  call.parts.sender.wake();
  return json(200, describe(changed));
}

/** Fields and types that Shopify did not approve for the app, from now on. */
async function setDenied(call: Call): Promise<Answer> {
  const shop = needShop(call);
  const { fields } = await readJson<{ fields?: unknown }>(call);
  const isName = (field: unknown): field is string => typeof field === 'string' && /^[A-Z]\w*(\.\w+)?$/.test(field);
  if (!Array.isArray(fields) || !fields.every(isName))
    throw new Refusal(422, 'fields: a list of "Type" or "Type.field"');
  return json(200, describe(call.parts.shops.change(shop.no, { denied: fields })));
}

async function applyChanges(call: Call): Promise<Answer> {
  const { parts } = call;
  needShop(call);
  const changes = await readJson<Change[]>(call);
  if (!Array.isArray(changes)) throw new Refusal(422, 'the body must be a list of changes');
  inTransaction(parts.db, () => {
    for (const [index, change] of changes.entries()) {
      try {
        applyChange(parts, needShop(call), change);
      } catch (error) {
        throw new Refusal(422, `change ${index}: ${(error as Error).message}`);
      }
    }
  });
  parts.sender.wake();
  return json(200, { applied: changes.length, pending: parts.outbox.pending() });
}

const webhookState = ({ parts }: Call) => ({
  options: readWebhookOptions(parts.settings),
  pending: parts.outbox.pending(),
  inFlight: parts.sender.inFlight(),
  counts: parts.outbox.counts(),
});

async function setWebhookOptions(call: Call): Promise<Answer> {
  const change = await readJson<Partial<WebhookOptions>>(call);
  try {
    const { seed } = writeWebhookOptions(call.parts.settings, change);
    if (change.seed !== undefined) call.parts.reseedWebhooks(seed);
  } catch (error) {
    throw new Refusal(422, (error as Error).message);
  }
  call.parts.sender.wake();
  return json(200, webhookState(call));
}

async function drain(call: Call): Promise<Answer> {
  const empty = await call.parts.sender.drained(Number(call.query.get('timeout_ms') ?? 30_000));
  return json(empty ? 200 : 408, { drained: empty, ...webhookState(call) });
}

async function setClock(call: Call): Promise<Answer> {
  const { offsetMs, advanceMs } = await readJson<{ offsetMs?: number; advanceMs?: number }>(call);
  const { clock, settings } = call.parts;
  clock.setOffsetMs(offsetMs ?? clock.offsetMs() + (advanceMs ?? 0));
  settings.write('clockOffsetMs', clock.offsetMs());
  return json(200, { offsetMs: clock.offsetMs(), now: clock.now().toISOString() });
}

/** A setting kept under a name: `{ value }` for a single one, the named fields for a set of them. */
const setting =
  (name: string, fallback: object | number | string): Handler =>
  async (call) => {
    const given = await readJson<Record<string, unknown>>(call);
    const known = typeof fallback === 'object' ? Object.keys(fallback) : ['value'];
    const unknown = Object.keys(given).filter((field) => !known.includes(field));
    if (unknown.length > 0) throw new Refusal(422, `${name} has no ${unknown.join(', ')}, only ${known.join(', ')}`);
    const before = call.parts.settings.read<unknown>(name, fallback);
    const after = typeof fallback === 'object' ? { ...(before as object), ...given } : (given.value ?? before);
    call.parts.settings.write(name, after);
    return json(200, { [name]: after });
  };

const ROUTES: Route[] = [
  ['GET', /^\/health$/, () => json(200, { ok: true })],
  ['GET', /^\/shops$/, ({ parts }) => json(200, parts.shops.all().map(describe))],
  ['POST', /^\/shops$/, createShop],
  [
    'GET',
    /^\/shops\/([^/]+)$/,
    (call) => {
      const shop = needShop(call);
      const { records, shops } = call.parts;
      const counts = {
        customers: records.count('customers', shop.no, [], null),
        orders: records.count('orders', shop.no, [], null),
        products: records.count('products', shop.no, [], null),
        collections: records.count('collections', shop.no, [], null),
      };
      return json(200, { ...describe(shop), ...counts, pixel: shops.pixel(shop.no) ?? null });
    },
  ],
  [
    'POST',
    /^\/shops\/([^/]+)\/load$/,
    async (call) => json(200, await loadShopData(call.parts, needShop(call).no, call.stream)),
  ],
  [
    'GET',
    /^\/shops\/([^/]+)\/dump$/,
    (call) => ({
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      body: dumpShopData(call.parts.records, needShop(call).no),
    }),
  ],
  [
    'GET',
    /^\/shops\/([^/]+)\/tagged$/,
    (call) => json(200, call.parts.records.tagged(needShop(call).no, call.query.get('tag') ?? '')),
  ],
  ['POST', /^\/shops\/([^/]+)\/changes$/, applyChanges],
  ['POST', /^\/shops\/([^/]+)\/scopes$/, changeScopes],
  [
    'POST',
    /^\/shops\/([^/]+)\/install$/,
    (call) => {
      call.parts.shops.setInstalled(needShop(call).no, true);
      return json(200, describe(needShop(call)));
    },
  ],
  [
    'POST',
    /^\/shops\/([^/]+)\/id-token$/,
    async (call) => {
      const { lifeSeconds } = await readJson<{ lifeSeconds?: number }>(call);
      return json(200, { id_token: call.parts.admin.issueToken(needShop(call), lifeSeconds) });
    },
  ],
  [
    'POST',
    /^\/shops\/([^/]+)\/revoke-tokens$/,
    (call) => {
      call.parts.tokens.revokeAll(needShop(call).no);
      return json(200, { revoked: true });
    },
  ],
  ['POST', /^\/shops\/([^/]+)\/denied$/, setDenied],
  ['GET', /^\/webhooks$/, (call) => json(200, webhookState(call))],
  ['POST', /^\/webhooks$/, setWebhookOptions],
  ['POST', /^\/webhooks\/drain$/, drain],
  [
    'DELETE',
    /^\/webhooks\/counts$/,
    (call) => {
      call.parts.outbox.resetCounts();
      return json(200, webhookState(call));
    },
  ],
  [
    'GET',
    /^\/clock$/,
    ({ parts }) => json(200, { offsetMs: parts.clock.offsetMs(), now: parts.clock.now().toISOString() }),
  ],
  ['POST', /^\/clock$/, setClock],
  ['POST', /^\/app-url$/, setting('appUrl', '')],
  ['POST', /^\/tokens$/, setting('tokenLives', SHOPIFY_TOKEN_LIVES)],
  ['POST', /^\/bucket$/, setting('bucket', STANDARD_BUCKET)],
  ['POST', /^\/bulk\/duration$/, setting('bulkDurationMs', 0)],
  ['POST', /^\/bulk\/mutations-at-once$/, setting('bulkMutationsAtOnce', MOST_AT_ONCE)],
  ...BULK_ROUTES,
  ['GET', /^\/faults$/, ({ parts }) => json(200, parts.faults.list())],
  ['POST', /^\/faults$/, async (call) => json(201, call.parts.faults.add(await readJson<FaultRule>(call)))],
  [
    'DELETE',
    /^\/faults(?:\/(\d+))?$/,
    ({ parts, names }) => {
      parts.faults.remove(names[0] === undefined ? null : Number(names[0]));
      return json(200, parts.faults.list());
    },
  ],
  ['GET', /^\/traffic$/, ({ parts }) => json(200, { counts: parts.traffic.counts(), recent: parts.traffic.recent() })],
  [
    'DELETE',
    /^\/traffic$/,
    ({ parts }) => {
      parts.traffic.clear();
      return json(200, {});
    },
  ],
];

/** Answers a call under /_control; the body is read here, so that a load can be of any size. */
export async function answerControl(parts: ControlParts, stream: IncomingMessage, url: URL): Promise<Answer> {
  const path = url.pathname.replace(/^\/_control/, '');
  for (const [method, pattern, handler] of ROUTES) {
    const match = pattern.exec(path);
    if (match === null || method !== stream.method) continue;
    const captured: (string | undefined)[] = match.slice(1);
    const names = captured.flatMap((name) => (name === undefined ? [] : [decodeURIComponent(name)]));
    return handler({ parts, stream, query: url.searchParams, names });
  }
  throw new Refusal(404, `no such control call: ${stream.method} ${url.pathname}`);
}
