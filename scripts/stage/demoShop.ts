/** Fills a stage with the demo shop: data at the partners, the app installed, Klaviyo and Meta connected, segments switched on. */
import { appendFile } from 'node:fs/promises';
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { generateShop, type DemoShop } from '#sandbox/demo-shop/generateShop.ts';
import { readJsonLines } from '#sandbox/demo-shop/jsonLines.ts';
import type { SiteEvent } from '#sandbox/demo-shop/model.ts';
import { loadIntoShopify, openKlaviyo, openMeta, seedKlaviyo } from '#sandbox/demo-shop/partners.ts';
import { siteEventPosts } from '#sandbox/demo-shop/siteEvents.ts';
import { BROWSER, connectKlaviyo, connectMeta, openApp, openShop, switchSegment } from './merchant.ts';
import { onlooker, type Onlooker } from './onlooker.ts';
import { PARTNER_APP, SHOP_DOMAIN, until, type Stage } from './stage.ts';

export interface DemoOptions {
  customers: number;
  seed: number;
  say(text: string): void;
  /** Called between the steps, so that a test can break things at any of them. */
  between?: (step: string) => void;
}

const AD_ACCOUNT = '20260001';
/** Presets that the demo keeps as audiences at Meta. */
const AUDIENCES = ['vip', 'repeat-buyers', 'winback'];

/** Storefront events that the app has accepted, kept for the recount. */
const acceptedFile = (stage: Stage): string => path.join(stage.folder, 'site-events.jsonl');

/** The demo shop of a stage, the same at every start. */
export function demoShopOf(stage: Stage): DemoShop {
  const { demo } = stage.memory;
  if (!demo) throw new Error('This stage holds no demo shop.');
  return generateShop({ customers: demo.customers, seed: demo.seed, anchor: new Date(demo.anchor) });
}

/** Every storefront event the app has accepted so far. */
export async function* acceptedSiteEvents(stage: Stage): AsyncGenerator<SiteEvent> {
  if (!existsSync(acceptedFile(stage))) return;
  for await (const event of readJsonLines(createReadStream(acceptedFile(stage)))) yield event as SiteEvent;
}

/** Posts storefront events as the pixel would, at the pace the door asks for, and keeps those that were accepted. */
export async function postSiteEvents(stage: Stage, events: Iterable<SiteEvent>): Promise<number> {
  const account = await pixelAccount(stage);
  let accepted = 0;
  for (const post of siteEventPosts(events, account)) {
    const receipt = await postPatiently(`${stage.appUrl}/events`, JSON.stringify(post));
    const refused = new Set(receipt.refused.map((one) => one.index));
    const kept = post.events.filter((_, index) => !refused.has(index));
    if (kept.length > 0)
      await appendFile(acceptedFile(stage), kept.map((event) => `${JSON.stringify(event)}\n`).join(''));
    accepted += kept.length;
  }
  return accepted;
}

async function postPatiently(url: string, body: string): Promise<{ refused: { index: number }[] }> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain', 'user-agent': BROWSER },
    }).catch(() => undefined);
    if (response?.ok) return (await response.json()) as { refused: { index: number }[] };
    const text = await response?.text();
    if (response && response.status !== 429 && response.status < 500)
      throw new Error(`/events answered ${response.status}: ${text}`);
    if (Date.now() > deadline) throw new Error(`/events keeps answering ${response?.status ?? 'nothing'}.`);
    await delay(Number(response?.headers.get('retry-after') ?? '0.2') * 1_000);
  }
}

async function pixelAccount(stage: Stage): Promise<string> {
  let account: string | undefined;
  await until('the storefront pixel', async () => {
    const response = await fetch(`${stage.shopifyUrl}/_control/shops/${SHOP_DOMAIN}`);
    const { pixel } = (await response.json()) as { pixel: { settings: string | { accountID?: string } } | null };
    const settings =
      typeof pixel?.settings === 'string' ? (JSON.parse(pixel.settings) as { accountID?: string }) : pixel?.settings;
    account = settings?.accountID;
    return account !== undefined;
  });
  return account ?? '';
}

/** Makes the demo shop from nothing, or goes on where an earlier start was broken off. Every step may be done twice. */
export async function raiseDemoShop(stage: Stage, options: DemoOptions): Promise<void> {
  const { say, between = () => undefined } = options;
  // The anchor is a full hour, so that a day's starts make the same shop.
  const anchor = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();
  stage.memory.demo ??= { anchor, seed: options.seed, customers: options.customers, ready: false };
  await stage.remember();
  const shop = demoShopOf(stage);

  say(`making a shop of ${stage.memory.demo.customers.toLocaleString('en')} customers`);
  await openShop(stage);
  const loaded = await loadIntoShopify(shop, stage.shopifyUrl, SHOP_DOMAIN);
  say(
    `${loaded.customers.toLocaleString('en')} customers and ${loaded.orders.toLocaleString('en')} orders are at Shopify`,
  );
  const { klaviyoKey, metaToken, partnerSecret } = stage.memory;
  const app = { id: PARTNER_APP, secret: partnerSecret, appUrl: stage.appUrl };
  await openKlaviyo(stage.klaviyoUrl, klaviyoKey, app);
  await openMeta(stage.metaUrl, AD_ACCOUNT, metaToken, app);
  const seeded = await seedKlaviyo(shop, stage.klaviyoUrl, klaviyoKey);
  say(`${seeded.events.toLocaleString('en')} e-mail events are at Klaviyo`);

  say('installing the app; it reads the history');
  between('install');
  await patiently(() => openApp(stage));
  const view = onlooker(stage.databaseUrl);
  try {
    between('backfill');
    await postSiteEvents(stage, shop.siteEvents());
    await until('the history to be read', () => historyIsRead(view, say), 1_800_000);
    say('connecting Klaviyo and Meta, and switching the nine standard segments on');
    between('connect');
    await patiently(() => connectKlaviyo(stage));
    await patiently(() => connectMeta(stage, AD_ACCOUNT));
    for (const [segmentId, connectionId] of await listsWanted(view))
      await patiently(() => switchSegment(stage, segmentId, connectionId, true));
    between('sync');
  } finally {
    await view.close();
  }
  stage.memory.demo.ready = true;
  await stage.remember();
}

/** Every segment as a list in Klaviyo, some as an audience at Meta too: pairs of a segment and a connection. */
async function listsWanted(view: Onlooker): Promise<[number, number][]> {
  const rows = await view.all<{ segment_id: number; connection_id: number }>(
    `SELECT s.segment_id, c.connection_id FROM segment s JOIN connection c USING (shop_id)
     WHERE c.connector = 'klaviyo' OR c.connector = 'meta' AND s.preset_id IN ('${AUDIENCES.join("', '")}') ORDER BY 1, 2`,
  );
  return rows.map((row) => [row.segment_id, row.connection_id]);
}

/** Does what a merchant would: tries again when the app is just not there. */
async function patiently(work: () => Promise<void>): Promise<void> {
  let problem: unknown;
  await until(
    'the app to answer the merchant',
    () =>
      work().then(
        () => true,
        (error: unknown) => ((problem = error), false),
      ),
    30_000,
  ).catch((error: unknown) => {
    throw new Error(String((problem as Error | undefined)?.message ?? error), { cause: problem });
  });
}

let lastSaid = 0;

async function historyIsRead(view: Onlooker, say: (text: string) => void): Promise<boolean> {
  const rows = await view.all<{ kind: string; state: string; lines_done: string }>(
    'SELECT kind, state, lines_done FROM backfill ORDER BY kind',
  );
  if (Date.now() - lastSaid > 3_000 && rows.length > 0) {
    lastSaid = Date.now();
    say(rows.map((row) => `${row.kind}: ${Number(row.lines_done).toLocaleString('en')} (${row.state})`).join(', '));
  }
  return rows.length > 0 && rows.every((row) => row.state === 'done');
}
