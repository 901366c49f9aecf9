// The stand-in for Shopify: a real HTTP server with the token endpoint, the Admin GraphQL API and bulk results of any
// number of shops, a webhook sender, the merchant's admin that frames the app, and a control API.
import { mkdirSync, mkdtempSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { makeAdminDoor } from './admin/door.ts';
import { makeGivenFiles } from './bulk/givenFiles.ts';
import { makeBulkOperations, removeResults } from './bulk/operations.ts';
import { makeSignedAddresses } from './bulk/signedAddress.ts';
import { makeUploads } from './bulk/uploads.ts';
import { applyChange } from './changes/applyChange.ts';
import { makeClock } from './clock.ts';
import type { Change } from './model.ts';
import { answerControl } from './control/door.ts';
import { makeDoors } from './doors.ts';
import { makeFaults } from './faults.ts';
import { makeGraphqlDoor } from './graphql/door.ts';
import { makeSchema } from './graphql/schema.ts';
import { API_VERSION } from './graphql/typeDefinitions.ts';
import { makeTokens } from './oauth/tokens.ts';
import { makeRandom } from './random.ts';
import { inTransaction, openDatabase } from './storage/database.ts';
import { makeDefinitions } from './storage/definitions.ts';
import { makeCheckouts } from './storage/checkouts.ts';
import { makeRecords } from './storage/records.ts';
import { makeSettings } from './storage/settings.ts';
import { makeShops, type Shop } from './storage/shops.ts';
import { makeTraffic } from './traffic.ts';
import { readWebhookOptions } from './webhooks/options.ts';
import { makeOutbox } from './webhooks/outbox.ts';
import { bulkFinishPayload } from './webhooks/payloads.ts';
import { makeSender } from './webhooks/sender.ts';

export interface ShopifyOptions {
  /** 0 (the default) takes any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Folder that keeps everything; without it nothing outlives the server. */
  statePath?: string;
  clock?: () => Date;
  apiKey: string;
  apiSecret: string;
  /** Where the app is; the control API may change it later, and what it was told last wins after a restart. */
  appUrl: string;
  /** Default `/webhooks`. */
  webhookPath?: string;
  /** How long a bulk operation takes at least; default 1,000. */
  bulkDelayMs?: number;
}

export interface RunningShopify {
  url: string;
  port: number;
  /** Base address for an app: `{shop}` stands for the shop's domain. */
  adminBaseUrl: string;
  appBridgeUrl: string;
  close(): Promise<void>;
}

/** Starts the server and resolves when it listens. */
export async function startShopify(options: ShopifyOptions): Promise<RunningShopify> {
  const db = openDatabase(options.statePath);
  const settings = makeSettings(db);
  const clock = makeClock(options.clock ?? (() => new Date()), settings.read('clockOffsetMs', 0));
  const resultFolder =
    options.statePath === undefined ? mkdtempSync(join(tmpdir(), 'shopify-bulk-')) : join(options.statePath, 'bulk');
  mkdirSync(resultFolder, { recursive: true });
  if (settings.read('appUrlGiven', '') !== options.appUrl) {
    settings.write('appUrlGiven', options.appUrl);
    settings.write('appUrl', options.appUrl);
  }
  const appUrl = () => settings.read('appUrl', options.appUrl);

  const records = makeRecords(db);
  const checkouts = makeCheckouts(db);
  const shops = makeShops(db);
  const tokens = makeTokens(db, clock, settings);
  const schema = makeSchema();
  const webhookOptions = () => readWebhookOptions(settings);
  let random = makeRandom(webhookOptions().seed);
  const outbox = makeOutbox({
    db,
    clock,
    options: webhookOptions,
    random: () => random,
    address: () => appUrl().replace(/\/$/, '') + (options.webhookPath ?? '/webhooks'),
  });
  const sender = makeSender({
    outbox,
    clock,
    options: webhookOptions,
    random: () => random,
    secret: options.apiSecret,
    apiVersion: API_VERSION,
  });
  let url = '';
  const addresses = makeSignedAddresses(settings, () => url);
  const givenFiles = makeGivenFiles(settings);
  const uploads = makeUploads(settings, join(resultFolder, 'uploads'), () => url);
  const change = (shop: Shop, one: Change): void => {
    inTransaction(db, () => applyChange({ records, checkouts, shops, tokens, outbox, clock }, shop, one));
    sender.wake();
  };
  const resolving = { records, shops, uploads, definitions: makeDefinitions(settings), clock, change };
  const bulk = makeBulkOperations({
    ...resolving,
    db,
    settings,
    schema,
    folder: resultFolder,
    addresses,
    givenFiles,
    defaultDurationMs: options.bulkDelayMs ?? 1000,
    onFinish(shop, operation) {
      if (shop.installed) {
        outbox.add(shop.domain, 'bulk_operations/finish', bulkFinishPayload(operation, shop), randomUUID());
      }
      sender.wake();
    },
  });
  const faults = makeFaults();
  const traffic = makeTraffic();
  const { apiKey, apiSecret } = options;
  const admin = makeAdminDoor({ shops, clock, apiKey, apiSecret, appUrl });
  const graphql = makeGraphqlDoor({ ...resolving, schema, tokens, bulk, settings });
  const handle = makeDoors({
    faults,
    traffic,
    clock,
    shops,
    graphql,
    admin,
    bulk,
    addresses,
    uploads,
    oauth: { apiKey, apiSecret, tokens, clock },
    control: (request: IncomingMessage, address: URL) =>
      answerControl(
        {
          db,
          settings,
          clock,
          records,
          checkouts,
          shops,
          tokens,
          outbox,
          sender,
          faults,
          traffic,
          bulk,
          givenFiles,
          admin,
          reseedWebhooks: (seed) => (random = makeRandom(seed)),
        },
        request,
        address,
      ),
  });

  const server = createServer((request: IncomingMessage, response: ServerResponse) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  url = `http://${options.host ?? '127.0.0.1'}:${port}`;
  sender.wake();

  return {
    url,
    port,
    adminBaseUrl: `${url}/shops/{shop}`,
    appBridgeUrl: `${url}/app-bridge.js`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await sender.close();
      await bulk.close();
      db.close();
      if (options.statePath === undefined) await removeResults(resultFolder);
    },
  };
}
