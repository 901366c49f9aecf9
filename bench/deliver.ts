/**
 * Filling a partner's list with a million customers, and then a day's changes, at Klaviyo and at Meta. Yardsticks: the calls that are
 * needed at least, and the time that the partner's own limit makes them take. Time passes more slowly while there is work, as if the
 * machine were faster, and is skipped while we wait: what counts is how much of the allowance is used.
 */
import { connectPartner } from '#app/flows/adminConnections.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { switchDestination } from '#app/flows/destinations/changeDestination.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { partners, type BenchPartner } from './deliver/partners.ts';
import { change, fillShop } from './deliver/shopData.ts';
import { slowedTime } from './deliver/slowedTime.ts';
import { startStandIn, type CallCount, type StandIn } from './deliver/standIn.ts';
import { benchServices } from './support/benchServices.ts';
import { report, seconds } from './support/figures.ts';
import { slopePerMin, watchMemory } from './support/memory.ts';

const MEMBERS = 1_000_000;
const CHANGES = 10_000;
/** So many times as long as usual everything takes for the partner's clock: our process, its stand-in and the database share two cores. */
const RATE = 1 / 8;

export async function run(args: string[]): Promise<void> {
  const members = Number(args[0] ?? MEMBERS);
  const only = args[1];
  const changes = Math.min(CHANGES, Math.floor(members / 50) * 2);
  const all: Record<string, Figures> = {};
  for (const partner of partners)
    if (only === undefined || partner.id === only) all[partner.id] = await measure(partner, members, changes);

  const figures = Object.values(all);
  const worst = (name: keyof Figures, pick: (...values: number[]) => number): number =>
    pick(...figures.map((one) => one[name]));
  report({
    placements: members,
    changes,
    rate_share: worst('rate_share', Math.min),
    calls: worst('calls', Math.max),
    calls_over_least: worst('calls_over_least', Math.max),
    refused: worst('refused', Math.max),
    rows_per_s: worst('rows_per_s', Math.min),
    change_calls: worst('change_calls', Math.max),
    peak_mb: process.resourceUsage().maxRSS / 1_024,
    ...Object.fromEntries(
      Object.entries(all).flatMap(([id, one]) => Object.entries(one).map(([name, value]) => [`${id}_${name}`, value])),
    ),
  });
}

interface Figures {
  /** What the partner's limit makes the calls take, by what they took from the first to the last that sends customers. */
  rate_share: number;
  calls: number;
  least_calls: number;
  calls_over_least: number;
  refused: number;
  /** Of this machine, in real seconds. */
  rows_per_s: number;
  change_calls: number;
  change_least_calls: number;
  slope_mb_per_min: number;
}

async function measure(partner: BenchPartner, members: number, changes: number): Promise<Figures> {
  const time = slowedTime(RATE, async (offsetMs) => void (await standIn.control('POST', '/clock', { offsetMs })));
  const standIn = await startStandIn(partner.id, time);
  const bench = await benchServices(time.now);
  const { environment, database } = bench.services;
  const services: Services = {
    ...bench.services,
    environment: { ...environment, partnerBaseUrls: { [partner.address]: standIn.url } },
    wait: (delayMs) => time.pass(delayMs),
  };
  try {
    await partner.prepare(standIn);
    const { rows } = await database.query<{ id: string }>(`SELECT register_shop('large.myshopify.com') AS id`);
    const shopId = Number(rows[0]?.id);
    const segmentId = await fillShop(database, shopId, { members, outside: changes / 2, now: time.now() });
    await bench.tidy(['customer', 'membership']);
    const connected = await connectPartner(services, shopId, partner.id, partner.settings);
    if (!connected.ok) throw new Error(`The connection is refused: ${JSON.stringify(connected.problems)}`);
    await switchDestination(services, shopId, { segmentId, connectionId: 1, enabled: true });
    await placeShop(services, shopId);
    await bench.tidy(['placement']);

    await standIn.forgetCalls();
    const memory = watchMemory();
    const realStart = performance.now();
    await rest(services, shopId, time.pass);
    const tookS = seconds(realStart);
    const slope = slopePerMin(memory.stop());
    const filled = await standIn.calls();
    const sendingMs = await standIn.spanMs(partner.sends);
    await assertList(services, shopId, partner, standIn, members);
    console.log(`${partner.id}: ${members.toLocaleString('en')} placed in ${tookS.toFixed(0)} s`);
    console.table(filled);

    await change(database, shopId, changes, members, time.now());
    await standIn.forgetCalls();
    await rest(services, shopId, time.pass);
    const changed = await standIn.calls();
    await assertList(services, shopId, partner, standIn, members);
    console.table(changed);

    const calls = count(filled);
    const leastCalls = partner.leastCalls(members);
    return {
      rate_share: Math.min(1, partner.leastMs(filled) / sendingMs),
      calls,
      least_calls: leastCalls,
      calls_over_least: calls / leastCalls,
      refused: refusals(filled, partner) + refusals(changed, partner),
      rows_per_s: members / tookS,
      change_calls: count(changed),
      change_least_calls: partner.leastChangeCalls(changes / 2),
      slope_mb_per_min: slope,
    };
  } finally {
    await bench.remove();
    await standIn.stop();
  }
}

const count = (calls: readonly CallCount[]): number => calls.reduce((sum, { count }) => sum + count, 0);

const refusals = (calls: readonly CallCount[], { refusedStatuses }: BenchPartner): number =>
  calls.reduce(
    (sum, { byStatus }) => sum + refusedStatuses.reduce((all, status) => all + (byStatus[status] ?? 0), 0),
    0,
  );

/** Runs as the worker would, one after the other, until nothing waits any more. */
async function rest(services: Services, shopId: ShopId, pass: (delayMs: number) => Promise<void>): Promise<void> {
  for (;;) {
    await deliver(services, shopId, 1);
    const next = await services.database.inShop(shopId, async (sql) => {
      const { rows } = await sql.query<{ waits: boolean; next: number | null }>(
        `SELECT EXISTS (SELECT FROM placement WHERE shop_id = $1 AND state IN ('pending', 'sent')) AS waits, least(
           (SELECT min(poll_after) FROM partner_job WHERE shop_id = $1),
           (SELECT min(not_before) FROM placement WHERE shop_id = $1 AND state = 'pending'),
           (SELECT retry_at FROM connection WHERE shop_id = $1)) AS next`,
        [shopId],
      );
      return rows[0];
    });
    if (!next?.waits) return;
    const waitMs = (next.next ?? 0) - services.clock();
    if (waitMs > 0) await pass(waitMs);
  }
}

/** The list has exactly those whom it should have. @throws Error that tells the difference. */
async function assertList(
  { database }: Services,
  shopId: ShopId,
  partner: BenchPartner,
  standIn: StandIn,
  members: number,
): Promise<void> {
  const ids = new Set<string>();
  let doubled = 0;
  for await (const line of standIn.members(await partner.membersPath(standIn))) {
    const id = partner.memberId(JSON.parse(line) as Record<string, unknown>);
    if (ids.has(id)) doubled += 1;
    ids.add(id);
  }
  let missing = 0;
  await database.inShop(shopId, async (sql) => {
    const { rows } = await sql.query<{ customer_id: string }>('SELECT customer_id FROM membership WHERE shop_id = $1', [
      shopId,
    ]);
    for (const { customer_id: id } of rows) if (!ids.has(id)) missing += 1;
  });
  if (ids.size !== members || doubled > 0 || missing > 0)
    throw new Error(`${ids.size} people are in the list, ${missing} are missing, ${doubled} are there twice.`);
}
