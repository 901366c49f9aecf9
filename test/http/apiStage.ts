/** The public API over HTTP: a web process on a shop whose lists are read, and callers with keys of it. */
import { afterAll } from 'vitest';
import type { LifeDays } from '#app/core/api/keyTerms.ts';
import { makeKey } from '#app/flows/api/keys.ts';
import { readEnvironment } from '#app/platform/environment.ts';
import { startWeb, type Web } from '#app/server.ts';
import { readersShop, type ReadersShop } from '#test/flows/readersShop.ts';
import type { TestDatabase } from '#test/support/database.ts';

export interface ApiStage {
  database: TestDatabase;
  web: Web;
  shop: ReadersShop;
  /** A new key. */
  key(scopes?: readonly string[], lifeDays?: LifeDays): Promise<string>;
}

export interface ApiStageOptions {
  perMin?: number;
}

/** Web processes on one database, all of them closed with the file. */
export async function startApi(database: TestDatabase, options: ApiStageOptions = {}): Promise<Web> {
  const environment = readEnvironment({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    DATABASE_WEB_URL: database.urls.web,
    KESIT_SECRET_KEY: 'a key for tests, long enough to be taken',
    SHOPIFY_API_KEY: 'key',
    SHOPIFY_API_SECRET: 'secret',
    SHOPIFY_APP_URL: 'https://kesit.example',
    API_REQUESTS_PER_MIN: String(options.perMin ?? 100_000),
  });
  const web = await startWeb(environment);
  afterAll(() => web.close());
  return web;
}

export async function apiStage(database: TestDatabase, options: ApiStageOptions = {}): Promise<ApiStage> {
  const [web, shop] = [await startApi(database, options), await readersShop(database)];
  // The web process looks at the clock of the machine.
  shop.time.now = Date.now();
  return { database, web, shop, key: (scopes, lifeDays) => newKey(shop, scopes, lifeDays) };
}

export async function newKey(
  shop: ReadersShop,
  scopes: readonly string[] = ['lists:read', 'members:read'],
  lifeDays: LifeDays = null,
): Promise<string> {
  const answer = await makeKey(shop.web, shop.shopId, { name: 'Partner', scopes, lifeDays }, 'staff:1');
  if (!answer.ok) throw new Error(answer.problem);
  return answer.value.token;
}
