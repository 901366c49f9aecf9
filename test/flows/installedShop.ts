/** What tests of the flows towards Shopify share: a shop in a stand-in Shopify, its token in our database, and services. */
import type { Services } from '#app/flows/services.ts';
import { withAdmin, type AdminClient, type AdminOptions } from '#app/flows/shopify/admin.ts';
import { openDatabase, type Database, type ShopId } from '#app/platform/database.ts';
import { readEnvironment } from '#app/platform/environment.ts';
import { makeLog } from '#app/platform/log.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
import { offlineSessionId, sealToken } from '#app/store/sessionTokens.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { API_KEY, API_SECRET, at, DOMAIN, startTestShopify, type Shopify } from '#test/sandbox/shopifyHarness.ts';

export interface TestTime {
  /** How far our clock is ahead of the real one, in milliseconds. */
  aheadMs: number;
}

export interface InstalledShop {
  shopify: Shopify;
  services: Services;
  shopId: ShopId;
  time: TestTime;
  /** Exchanges a token at Shopify and stores it as the web process would. */
  storeToken(change?: {
    accessToken?: string;
    refreshToken?: string | null;
    expiresInMs?: number | null;
  }): Promise<void>;
  /** The same shop as another process sees it: connections of its own. */
  anotherProcess(): Services;
  admin(options?: AdminOptions): AdminClient;
  /** Calls of the stand-in since the start, by kind: `POST /shops/{shop}/admin/oauth/access_token 200`. */
  calls(part: string): Promise<number>;
  close(): Promise<void>;
}

/** Empties every table, so that each test of a file starts with a new shop. */
export async function emptyDatabase(database: TestDatabase): Promise<void> {
  const { rows } = await database.owner.query<{ names: string }>(
    `SELECT string_agg(quote_ident(relname), ', ') AS names FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'`,
  );
  await database.owner.query(`TRUNCATE ${rows[0]?.names ?? ''}`);
}

/** Starts a Shopify with one shop and registers the shop here. No token is stored yet. */
export async function installShop(
  database: TestDatabase,
  options: { scopes?: string[]; bulkDelayMs?: number } = {},
): Promise<InstalledShop> {
  const shopify = await startTestShopify(options);
  const environment = readEnvironment({
    NODE_ENV: 'test',
    KESIT_SECRET_KEY: 'a key for tests, long enough to be taken',
    SHOPIFY_API_KEY: API_KEY,
    SHOPIFY_API_SECRET: API_SECRET,
    SHOPIFY_APP_URL: 'https://kesit.example',
    SHOPIFY_ADMIN_BASE_URL: shopify.adminBaseUrl,
  });
  const time: TestTime = { aheadMs: 0 };
  const opened: Database[] = [];
  const servicesOn = (on: Database): Services => ({
    database: on,
    environment,
    clock: () => Date.now() + time.aheadMs,
    log: makeLog('test', 'silent'),
    secrets: makeSecrets(environment.KESIT_SECRET_KEY),
  });
  const services = servicesOn(database.worker);
  const shopId = await database.makeShop(DOMAIN);

  return {
    shopify,
    services,
    shopId,
    time,
    async storeToken(change = {}) {
      const { json } = await shopify.exchange();
      const id = offlineSessionId(DOMAIN);
      const accessToken = change.accessToken ?? String(at(json, 'access_token'));
      const refreshToken = change.refreshToken === undefined ? String(at(json, 'refresh_token')) : change.refreshToken;
      const expiresInMs = change.expiresInMs === undefined ? 3_600_000 : change.expiresInMs;
      await database.web.query(
        `INSERT INTO session (id, shop, state, "accessToken", "refreshToken", expires) VALUES ($1, $2, '', $3, $4, $5::timestamptz AT TIME ZONE 'UTC')
         ON CONFLICT (id) DO UPDATE SET "accessToken" = excluded."accessToken", "refreshToken" = excluded."refreshToken", expires = excluded.expires`,
        [
          id,
          DOMAIN,
          sealToken(services.secrets, id, accessToken),
          refreshToken === null ? null : sealToken(services.secrets, id, refreshToken),
          expiresInMs === null ? null : new Date(services.clock() + expiresInMs).toISOString(),
        ],
      );
    },
    anotherProcess() {
      const own = openDatabase({ url: database.urls.worker });
      opened.push(own);
      return servicesOn(own);
    },
    admin: (adminOptions = {}) => withAdmin(services, shopId, DOMAIN, { backoffMs: 5, ...adminOptions }),
    async calls(part) {
      const { json } = await shopify.control('GET', '/traffic');
      const counts = Object.entries(at(json, 'counts') as Record<string, number>);
      return counts.filter(([kind]) => kind.includes(part)).reduce((sum, [, count]) => sum + count, 0);
    },
    async close() {
      await Promise.all(opened.map((own) => own.close()));
      await shopify.close();
    },
  };
}
