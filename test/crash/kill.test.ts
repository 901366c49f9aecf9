/**
 * The main job with its processes killed, without warning, at moments spread over everything it does: installing, reading
 * history, the first fill of the lists, and live webhooks, these while a third of all calls to the partners go wrong. Whatever was
 * killed and whatever was lost, at rest every list equals the recount.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dumpFromShopify } from '#sandbox/demo-shop/partners.ts';
import { ensureBuild } from '../../scripts/buildOnce.ts';
import { raiseDemoShop } from '../../scripts/stage/demoShop.ts';
import { sendLive } from '../../scripts/stage/live.ts';
import { onlooker, type Onlooker } from '../../scripts/stage/onlooker.ts';
import { compareAtRest } from '../../scripts/stage/rest.ts';
import { SHOP_DOMAIN, startStage, until, type Stage } from '../../scripts/stage/stage.ts';

/** Kills in each of the two halves: while the shop is raised, and while it lives. */
const KILLS_WHILE_RAISING = 10;
const LIVE_ROUNDS = 4;
const KILLS_PER_ROUND = 10;
const CUSTOMERS = 400;
const WEBHOOKS_PER_ROUND = 100;
const LIMIT_MS = 120_000;

let stage: Stage;
let view: Onlooker;
let folder: string;
const kills: string[] = [];

beforeAll(async () => {
  await ensureBuild();
  folder = await mkdtemp(path.join(tmpdir(), 'kesit-crash-'));
  stage = await startStage({ folder, fresh: false, say: () => undefined });
  view = onlooker(stage.databaseUrl);
}, 240_000);

afterAll(async () => {
  await view.close();
  await stage.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What helps to see why somebody is in the wrong place: the deliveries that were set aside, and the rows of the first customer named. */
async function circumstances(differences: readonly string[]): Promise<string> {
  const customerId = /such as (\d+)/.exec(differences.join())?.[1] ?? '0';
  const inbox = await view.all(
    'SELECT state, topic, error, attempts, count(*) FROM inbox WHERE state <> $$done$$ GROUP BY 1, 2, 3, 4',
  );
  const rows = await Promise.all(
    ['customer', 'customer_fact', 'orders', 'site_event', 'membership', 'placement'].map(async (table) => [
      table,
      await view.all(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE customer_id = ${customerId}`),
    ]),
  );
  const truth: unknown[] = [];
  for await (const record of dumpFromShopify(stage.shopifyUrl, SHOP_DOMAIN))
    if (record.id === customerId || ('customerId' in record && record.customerId === customerId)) truth.push(record);
  return JSON.stringify({ kills, inbox, rows: Object.fromEntries(rows), truth }, null, 1);
}

/** What may go wrong with a call of each partner; together they concern 30 % of its calls. */
const ANYWHERE = [{ status: 503 }, { status: 500, handledFirst: true }, { cut: 'before' }, { cut: 'after' }];
const FAULTS = {
  klaviyo: [
    ...ANYWHERE,
    { status: 429, headers: { 'Retry-After': '1' } },
    { rows: { rate: 0.3, code: 'internal_error' }, path: '/api/profile-bulk-import-jobs', method: 'POST' },
  ],
  meta: [...ANYWHERE, { status: 400, code: 2, transient: true }],
};

/** Lets calls to the partners go wrong, or none any more. */
async function trouble(seed: number | null): Promise<void> {
  for (const [url, path, faults] of [
    [stage.klaviyoUrl, '/api/*', FAULTS.klaviyo],
    [stage.metaUrl, '*', FAULTS.meta],
  ] as const) {
    const address = `${url}/_control/faults`;
    if (seed === null) await fetch(address, { method: 'DELETE' });
    else
      for (const [index, fault] of faults.entries()) {
        const order = { path, rate: 0.3 / faults.length, seed: seed * 100 + index, ...fault };
        const answer = await fetch(address, { method: 'POST', body: JSON.stringify(order) });
        if (!answer.ok) throw new Error(await answer.text());
      }
  }
}

/** Kills the worker or the database in turn, and waits until the supervisor has it running again. */
async function kill(moment: string): Promise<void> {
  const victim = kills.length % 2 === 0 ? 'worker' : 'database';
  kills.push(`${victim} ${moment}`);
  if (victim === 'worker') {
    await until('a worker to kill', () => stage.worker.processId !== undefined);
    const { starts } = stage.worker;
    stage.worker.kill();
    await until('another worker', () => stage.worker.starts > starts && stage.worker.processId !== undefined);
  } else {
    await stage.killDatabase();
    await until('the database', () => view.one('SELECT 1').then(() => true));
  }
}

it('keeps every list equal to its segment when the worker or the database is killed 50 times and the partners fail', async () => {
  // A kill every second or so from the first moment on meets installation, backfill, first fill and first pull.
  const raised = new AbortController();
  const raising = raiseDemoShop(stage, { customers: CUSTOMERS, seed: 7, say: () => undefined }).finally(() =>
    raised.abort(),
  );
  const killing = (async () => {
    for (let nth = 0; nth < KILLS_WHILE_RAISING; nth += 1) {
      await delay(350 + nth * 130);
      await kill(raised.signal.aborted ? 'during the first fill' : 'while the shop was raised');
    }
  })();
  await Promise.all([raising, killing]);
  const first = await compareAtRest(stage, view, LIMIT_MS);
  expect(first.differences, first.listsEqual ? '' : await circumstances(first.differences)).toEqual([]);

  for (let round = 0; round < LIVE_ROUNDS; round += 1) {
    await trouble(round);
    const live = sendLive(stage, WEBHOOKS_PER_ROUND, {
      duplicateRate: 0.1,
      shuffleWindow: 10,
      badSignatureRate: 0.05,
      seed: 100 + round,
    });
    for (let nth = 0; nth < KILLS_PER_ROUND; nth += 1) {
      await delay(60 + ((round * 211 + nth * 467) % 900));
      await kill(`in live round ${round}`);
    }
    const counts = await live;
    await trouble(null);
    expect(counts.forgedAccepted).toBe(0);
    const now = await compareAtRest(stage, view, LIMIT_MS);
    expect(now.differences, now.listsEqual ? '' : await circumstances(now.differences)).toEqual([]);
  }
  expect(kills).toHaveLength(50);
  expect(stage.worker.starts).toBeGreaterThanOrEqual(26);
  const { lists, audiences } = await compareAtRest(stage, view, LIMIT_MS);
  expect(Object.keys(audiences)).not.toEqual([]);
  console.log(`${kills.length} kills, all lists equal: ${JSON.stringify({ lists, audiences })}`);
}, 900_000);
