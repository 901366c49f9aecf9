/**
 * The whole product on ephemeral ports for one test file: stand-ins of Shopify and Klaviyo, the web process and, if wanted,
 * the worker, on a database of their own. Call at the top of a file or in `beforeAll`; all of it ends with the file.
 */
import { createServer, type AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import type { Services } from '#app/flows/services.ts';
import { systemClock } from '#app/platform/clock.ts';
import { readEnvironment, type Environment } from '#app/platform/environment.ts';
import { makeLog } from '#app/platform/log.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
import { startWeb, type Web } from '#app/server.ts';
import { startWorker } from '#app/worker.ts';
import { generateShop } from '#sandbox/demo-shop/generateShop.ts';
import { startKlaviyo, type RunningKlaviyo } from '#sandbox/klaviyo/server.ts';
import { startShopify, type RunningShopify } from '#sandbox/shopify/server.ts';
import { APP, registerApp } from '#test/flows/klaviyoLogin.ts';
import { testDatabase, type TestDatabase } from './database.ts';

export interface AdminStage {
  database: TestDatabase;
  environment: Environment;
  /** As the worker has them, for flows that a test runs itself. */
  services: Services;
  shopify: RunningShopify;
  klaviyo: RunningKlaviyo;
  web: Web;
  domain: string;
  /** A key that the stand-in Klaviyo accepts. */
  klaviyoKey: string;
  /** Address of the merchant's admin with the app framed in it. */
  adminUrl(path?: string, locale?: 'tr' | 'en'): string;
  /** A session token of the shop, as App Bridge gets one. */
  idToken(lifeSeconds?: number): Promise<string>;
  /** Calls the control API of the stand-in Shopify. */
  control<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
}

export interface StageOptions {
  /** Customers of the shop's history; none by default. */
  customers?: number;
  /** Whether jobs are worked on. */
  worker?: boolean;
  /** Further variables of the environment. */
  environment?: Record<string, string>;
  /** Whether our app at Klaviyo is configured, and so its login page is offered. */
  klaviyoApp?: boolean;
}

const API_KEY = 'kesit-test-key';
const API_SECRET = 'kesit-test-secret';
export const KLAVIYO_KEY = 'pk_0123456789abcdef0123456789abcdef01';

export async function adminStage(options: StageOptions = {}): Promise<AdminStage> {
  const database = await testDatabase();
  const domain = 'kesit-demo.myshopify.com';
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  const shopify = await startShopify({ apiKey: API_KEY, apiSecret: API_SECRET, appUrl, bulkDelayMs: 0 });
  const klaviyo = await startKlaviyo({ limits: 'off', importJobDurationMs: 50 });
  const environment = readEnvironment({
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.KESIT_TEST_LOG ?? 'silent',
    PORT: String(port),
    DATABASE_WEB_URL: database.urls.web,
    DATABASE_WORKER_URL: database.urls.worker,
    KESIT_SECRET_KEY: 'a key of more than thirty-two characters',
    SHOPIFY_API_KEY: API_KEY,
    SHOPIFY_API_SECRET: API_SECRET,
    SHOPIFY_APP_URL: appUrl,
    SHOPIFY_ADMIN_BASE_URL: shopify.adminBaseUrl,
    APP_BRIDGE_URL: shopify.appBridgeUrl,
    KLAVIYO_BASE_URL: klaviyo.url,
    ...(options.klaviyoApp
      ? {
          KLAVIYO_LOGIN_BASE_URL: klaviyo.url,
          KLAVIYO_CLIENT_ID: APP.clientId,
          KLAVIYO_CLIENT_SECRET: APP.clientSecret,
        }
      : {}),
    PULL_INTERVAL_S: '1',
    ...options.environment,
  });

  async function control<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body);
    const response = await fetch(`${shopify.url}/_control${path}`, { method, body: text });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  await control('POST', '/shops', {
    domain,
    name: 'Kuzey Tekstil',
    scopes: environment.SCOPES.split(','),
  });
  if (options.customers) {
    const shop = generateShop({ customers: options.customers, seed: 7, anchor: new Date() });
    await control('POST', `/shops/${domain}/load`, [...shop.lines()].map((line) => JSON.stringify(line)).join('\n'));
  }
  await control('POST', `/shops/${domain}/install`);
  await fetch(`${klaviyo.url}/_control/accounts`, {
    method: 'POST',
    body: JSON.stringify({ key: KLAVIYO_KEY, name: 'Kuzey Tekstil' }),
  });

  if (options.klaviyoApp) await registerApp(klaviyo.url, `${appUrl}/oauth/klaviyo/callback`);

  const log = makeLog('test', environment.LOG_LEVEL);
  const services: Services = {
    environment,
    clock: systemClock,
    log,
    secrets: makeSecrets(environment.KESIT_SECRET_KEY),
    database: database.worker,
  };
  const web = await startWeb(environment);
  const worker = options.worker ? await startWorker(services, { url: database.urls.worker }) : undefined;
  afterAll(async () => {
    await worker?.stop();
    await web.close();
    await Promise.all([shopify.close(), klaviyo.close()]);
  });

  return {
    database,
    environment,
    services,
    shopify,
    klaviyo,
    web,
    domain,
    klaviyoKey: KLAVIYO_KEY,
    adminUrl: (path = '', locale = 'en') =>
      `${shopify.url}/admin/${domain}/apps/kesit${path}${path.includes('?') ? '&' : '?'}locale=${locale}`,
    async idToken(lifeSeconds) {
      const answer = await control<{ id_token: string }>('POST', `/shops/${domain}/id-token`, { lifeSeconds });
      return answer.id_token;
    },
    control,
  };
}

/** A port that was free a moment ago: the app's address must be known before it listens. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
