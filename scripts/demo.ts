/**
 * The main job on this machine: `npm run demo` keeps it running for a look around, `npm run demo -- --once` runs it
 * through without a screen and proves the result.
 */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild } from './buildOnce.ts';
import { raiseDemoShop } from './stage/demoShop.ts';
import { sendLive, trickle } from './stage/live.ts';
import { onlooker } from './stage/onlooker.ts';
import { compareAtRest } from './stage/rest.ts';
import { SHOP_DOMAIN, startStage, type Stage } from './stage/stage.ts';

const SEED = 34;
const LIVE_WEBHOOKS = 500;
/** The most that the way to rest may take before it counts as stuck: generous, and more for large shops. */
const restLimitMs = (customers: number): number => 300_000 + customers * 20;

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    customers: { type: 'string', default: '2000' },
    port: { type: 'string' },
    folder: { type: 'string' },
  },
});
const customers = Number(values.customers);
if (!Number.isInteger(customers) || customers < 1) throw new Error('--customers wants a whole number above 0.');
const port = values.port === undefined ? undefined : Number(values.port);
if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
  throw new Error('--port wants a port number.');

const startedAt = Date.now();
const elapsed = (): number => Math.round((Date.now() - startedAt) / 100) / 10;
// Progress goes to standard error: with --once, standard output holds the result alone.
const say = (text: string): void => console.error(`[${elapsed().toFixed(1).padStart(6)} s] ${text}`);

await ensureBuild(say);
if (values.once) process.exitCode = await runOnce();
else await keepRunning();

/** @returns The exit code: 0 only if every list equals the recount. */
async function runOnce(): Promise<number> {
  const folder = path.resolve(values.folder ?? '.data/demo-once');
  const stage = await startStage({ folder, fresh: true, say, ...(port === undefined ? {} : { port }) });
  void onStop(stage);
  const view = onlooker(stage.databaseUrl);
  let proved = false;
  try {
    await raiseDemoShop(stage, { customers, seed: SEED, say });
    say('waiting for rest');
    const first = await compareAtRest(stage, view, restLimitMs(customers));
    tell('after the first fill', first.differences);
    say(`sending ${LIVE_WEBHOOKS} live webhooks, with repetitions, disorder and forgeries`);
    const counts = await sendLive(stage, LIVE_WEBHOOKS, {
      duplicateRate: 0.1,
      shuffleWindow: 25,
      badSignatureRate: 0.05,
      seed: SEED,
    });
    const last = await compareAtRest(stage, view, restLimitMs(customers));
    tell('at the end', last.differences);
    const equal = first.listsEqual && last.listsEqual && counts.forgedAccepted === 0;
    console.log(
      JSON.stringify({
        customers: last.customers,
        orders: last.orders,
        segments: last.segments,
        lists: last.lists,
        lists_equal: equal,
        webhooks_accepted: counts.accepted,
        webhooks_refused: counts.forgedRefused,
        seconds: elapsed(),
      }),
    );
    proved = equal;
    return equal ? 0 : 1;
  } finally {
    await view.close();
    await stage.stop();
    // What went wrong can be looked into; what went well leaves nothing behind.
    if (proved) await rm(folder, { recursive: true, force: true });
    else say(`logs and data are kept in ${folder}`);
  }
}

function tell(when: string, differences: readonly string[]): void {
  for (const difference of differences) console.error(`  ${when}: ${difference}`);
}

async function keepRunning(): Promise<void> {
  const folder = path.resolve(values.folder ?? '.data/demo');
  const stage = await startStage({ folder, fresh: values.fresh, say, ...(port === undefined ? {} : { port }) });
  const stopped = onStop(stage);
  if (!stage.memory.demo?.ready) await raiseDemoShop(stage, { customers, seed: SEED, say });
  const living = new AbortController();
  void trickle(stage, living.signal);
  say('ready; the shop is alive, about one change a second');
  console.log(
    [
      '',
      `  Kesit in the admin    ${stage.shopifyUrl}/admin/${SHOP_DOMAIN}/apps/kesit/app?locale=tr   (locale=en for English)`,
      `  Lists at Klaviyo      ${stage.klaviyoUrl}/`,
      `  Logs and data         ${path.relative(process.cwd(), folder) || folder}`,
      '',
      '  Ctrl-C stops everything; the data stays. --fresh starts over.',
      '',
    ].join('\n'),
  );
  await stopped;
  living.abort();
}

/** Stops everything on Ctrl-C or a signal; resolves when that has happened. */
function onStop(stage: Stage): Promise<void> {
  const asked = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  return asked.then(async () => {
    say('stopping');
    await stage.stop();
    process.exit(values.once ? 130 : 0);
  });
}
