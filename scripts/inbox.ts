/**
 * The inbox on the command line: what waits and what was set aside, in all shops; and the way back for the latter.
 * `npm run inbox -- status`, `list --shop DOMAIN`, `replay --shop DOMAIN`, narrowed by options.
 */
import { parseArgs } from 'node:util';
import { readParked, replayParked, type ParkedChoice } from '#app/flows/adminInbox.ts';
import { systemClock } from '#app/platform/clock.ts';
import { openDatabase, type Database } from '#app/platform/database.ts';
import { startEmbeddedDatabase } from '#app/platform/embeddedDatabase.ts';
import { inboxOverview } from '#app/store/parked.ts';
import { findShop } from '#app/store/shops.ts';

const USAGE = `npm run inbox -- status
npm run inbox -- list --shop DOMAIN [--id ID …] [--topic TOPIC] [--reason TEXT] [--from INSTANT] [--to INSTANT]
npm run inbox -- replay --shop DOMAIN (--all | --id ID … | --topic TOPIC | --reason TEXT | --from INSTANT | --to INSTANT)
Instants are like 2026-11-21T12:00:00Z and mean when a delivery was set aside.`;

/** Wrong use, or a shop that is not there: told in one line, without a stack. */
class Refusal extends Error {
  readonly code: number;
  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

const given = readArguments();
/** An empty variable counts as one that is not set. */
const variable = (name: string): string | undefined => (process.env[name] === '' ? undefined : process.env[name]);
const ownUrl = variable('DATABASE_URL');
const workerUrl = variable('DATABASE_WORKER_URL');
const embedded =
  (ownUrl ?? workerUrl) !== undefined ? undefined : await startEmbeddedDatabase(variable('KESIT_DATA_DIR') ?? '.data');
const ownLogin = embedded?.urls.worker ?? workerUrl;
const access = ownLogin ? { url: ownLogin } : { url: ownUrl ?? '', role: 'kesit_worker' as const };
const database = openDatabase({ ...access, applicationName: 'kesit inbox', maxConnections: 2 });
try {
  await run(database);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = error.code;
} finally {
  await database.close();
  await embedded?.cluster.stopIfIdle();
}

async function run(on: Database): Promise<void> {
  const { command, domain, choice } = given;
  if (command === 'status') return showStatus(on);
  const shop = await findShop(on, domain);
  if (!shop) throw new Refusal(`No shop of the domain "${domain}" is known.`, 1);
  if (command === 'replay') {
    const count = await replayParked({ database: on }, shop.shopId, choice);
    console.log(`${count} put back into the queue.`);
    return;
  }
  let count = 0;
  for (let before: string | undefined; ;) {
    const page = await readParked({ database: on }, shop.shopId, choice, { limit: 500, ...(before ? { before } : {}) });
    for (const one of page.deliveries)
      console.log(
        [
          new Date(one.parkedAt).toISOString(),
          one.deliveryId,
          one.topic,
          one.expired ? 'expired' : `replayed ${one.replays}`,
          one.reason,
        ].join('  '),
      );
    count += page.deliveries.length;
    if (page.nextBefore === null) break;
    before = page.nextBefore;
  }
  console.log(`${count} set aside.`);
}

async function showStatus(on: Database): Promise<void> {
  const lines = await inboxOverview(on);
  const now = systemClock();
  for (const { domain, state, reason, count, oldestAt } of lines) {
    const ageS = Math.max(0, Math.round((now - oldestAt) / 1_000));
    const what = state === 'pending' ? 'waiting' : state;
    console.log(`${domain}  ${what} ${count}, the oldest for ${ageS} s${reason === null ? '' : `: ${reason}`}`);
  }
  if (lines.length === 0) console.log('Nothing waits, and nothing is set aside.');
}

function readArguments(): { command: 'status' | 'list' | 'replay'; domain: string; choice: ParkedChoice } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        shop: { type: 'string' },
        id: { type: 'string', multiple: true },
        topic: { type: 'string' },
        reason: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        all: { type: 'boolean', default: false },
      },
    });
    const [command = ''] = positionals;
    if (positionals.length !== 1 || !isCommand(command)) throw new Error('Say what is wanted.');
    if (command !== 'status' && !values.shop) throw new Error('--shop is missing.');
    const choice: ParkedChoice = {
      ...(values.id ? { deliveryIds: values.id } : {}),
      ...(values.topic === undefined ? {} : { topic: values.topic }),
      ...(values.reason === undefined ? {} : { reason: values.reason }),
      ...(values.from === undefined ? {} : { parkedFrom: instantOf('--from', values.from) }),
      ...(values.to === undefined ? {} : { parkedTo: instantOf('--to', values.to) }),
    };
    if (command === 'replay' && values.all === Object.keys(choice).length > 0)
      throw new Error('Either --all, or what narrows it.');
    return { command, domain: values.shop ?? '', choice };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

function isCommand(word: string): word is 'status' | 'list' | 'replay' {
  return ['status', 'list', 'replay'].includes(word);
}

function instantOf(option: string, text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`${option} is not an instant.`);
  return at;
}
