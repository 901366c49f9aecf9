/**
 * The main job on this machine: `npm run demo` keeps it running for a look around, `npm run demo -- --once` runs it
 * through without a screen and proves the result.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild } from './buildOnce.ts';
import { raiseDemoShop } from './stage/demoShop.ts';
import { sendLive, trickle } from './stage/live.ts';
import { onlooker, type Onlooker } from './stage/onlooker.ts';
import { Refusal } from './stage/refusal.ts';
import { compareAtRest } from './stage/rest.ts';
import { SHOP_DOMAIN, startStage, type Stage } from './stage/stage.ts';
import { runUntilStopped, unlessAborted, whenAborted } from './stage/stopping.ts';

const SEED = 34;
/** Customers of the shop when nothing else is asked for. */
const CUSTOMERS = 2_000;
const LIVE_WEBHOOKS = 500;
/** The most that the way to rest may take before it counts as stuck: generous, and more for large shops. */
const restLimitMs = (customers: number): number => 300_000 + customers * 20;

/** More than this does not fit into the stand-in of Shopify. */
const MOST_CUSTOMERS = 1_000_000;
const USAGE = 'npm run demo -- [--once] [--fresh] [--customers N] [--port N] [--folder FOLDER]';

interface Options {
  once: boolean;
  fresh: boolean;
  /** Undefined: as many as there are, or the usual number. */
  customers: number | undefined;
  port: number | undefined;
  folder: string | undefined;
}

/** @throws Refusal that says what is wrong. */
function readOptions(args: string[]): Options {
  const values = parse(args);
  return {
    ...values,
    customers: wholeNumber('--customers', values.customers, MOST_CUSTOMERS),
    port: wholeNumber('--port', values.port, 65_535),
    folder: values.folder,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        once: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        customers: { type: 'string' },
        port: { type: 'string' },
        folder: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Refusal(`${(error as Error).message.split(/\. |\n/)[0] ?? ''}. Usage: ${USAGE}`);
  }
}

function wholeNumber(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > most)
    throw new Refusal(`${option} wants a whole number from 1 to ${most}, not "${text}".`);
  return Number(text);
}

const startedAt = Date.now();
const elapsed = (): number => Math.round((Date.now() - startedAt) / 100) / 10;
// Progress goes to standard error: with --once, standard output holds the result alone.
const say = (text: string): void => console.error(`[${elapsed().toFixed(1).padStart(6)} s] ${text}`);

/** @returns The exit code: 0 only if every list equals the recount. */
async function runOnce(options: Options, signal: AbortSignal): Promise<number> {
  const folder = path.resolve(options.folder ?? '.data/demo-once');
  const stage = await startStage({ ...stageOptions(options, signal), folder, fresh: true });
  const view = onlooker(stage.databaseUrl);
  let proved = false;
  try {
    proved = await unlessAborted(signal, prove(stage, view, options.customers ?? CUSTOMERS));
    return proved ? 0 : 1;
  } finally {
    await view.close();
    await stage.stop();
    // What went wrong can be looked into; what went well leaves nothing behind.
    if (proved) await rm(folder, { recursive: true, force: true });
    else say(`logs and data are kept in ${folder}`);
  }
}

/** The main job from beginning to end; prints what came of it as one line of JSON. @returns True if every list was right. */
async function prove(stage: Stage, view: Onlooker, customers: number): Promise<boolean> {
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
      audiences: last.audiences,
      lists_equal: equal,
      webhooks_accepted: counts.accepted,
      webhooks_refused: counts.forgedRefused,
      seconds: elapsed(),
    }),
  );
  return equal;
}

function tell(when: string, differences: readonly string[]): void {
  for (const difference of differences) console.error(`  ${when}: ${difference}`);
}

async function keepRunning(options: Options, signal: AbortSignal): Promise<number> {
  const folder = path.resolve(options.folder ?? '.data/demo');
  const stage = await startStage({ ...stageOptions(options, signal), folder, fresh: options.fresh });
  try {
    const made = stage.memory.demo?.customers;
    if (made !== undefined && options.customers !== undefined && made !== options.customers)
      say(`the shop here has ${made} customers; --fresh makes another`);
    const customers = options.customers ?? CUSTOMERS;
    if (!stage.memory.demo?.ready) await unlessAborted(signal, raiseDemoShop(stage, { customers, seed: SEED, say }));
    trickle(stage, signal).catch((error: unknown) => {
      if (!signal.aborted) console.error('The shop has come to a standstill:', error);
    });
    say('ready; the shop is alive, about one change a second');
    console.log(addresses(stage));
    await whenAborted(signal);
    return 0;
  } finally {
    await stage.stop();
  }
}

const addresses = (stage: Stage): string =>
  [
    '',
    `  Kesit in the admin    ${stage.shopifyUrl}/admin/${SHOP_DOMAIN}/apps/kesit/app?locale=tr   (locale=en for English)`,
    `  Lists at Klaviyo      ${stage.klaviyoUrl}/`,
    `  Logs and data         ${path.relative(process.cwd(), stage.folder) || stage.folder}`,
    '',
    '  Ctrl-C stops everything; the data stays. --fresh starts over.',
    '',
  ].join('\n');

const stageOptions = ({ port }: Options, signal: AbortSignal) => ({
  say,
  signal,
  ...(port === undefined ? {} : { port }),
});

await runUntilStopped(
  async (signal) => {
    const options = readOptions(process.argv.slice(2));
    await ensureBuild(say, signal);
    return options.once ? runOnce(options, signal) : keepRunning(options, signal);
  },
  { whenStopped: process.argv.includes('--once') ? 130 : 0, say },
);
