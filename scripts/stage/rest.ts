/** Rest, and the comparison at rest: every list the partners hold against a recount straight from the shop's own data. */
import { readJsonLines } from '#sandbox/demo-shop/jsonLines.ts';
import { dumpFromShopify } from '#sandbox/demo-shop/partners.ts';
import { recount, standardSegmentIds } from '#sandbox/demo-shop/recount.ts';
import { acceptedSiteEvents, demoShopOf } from './demoShop.ts';
import type { Onlooker } from './onlooker.ts';
import { SHOP_DOMAIN, until, type Stage } from './stage.ts';

export interface Comparison {
  customers: number;
  orders: number;
  /** Members of each segment by the recount. */
  segments: Record<string, number>;
  /** Members of each list at Klaviyo. */
  lists: Record<string, number>;
  /** Members of each audience at Meta. */
  audiences: Record<string, number>;
  listsEqual: boolean;
  /** What differs, in words. */
  differences: string[];
}

/** Work that is still under way, by kind; empty at rest. */
export async function underWay(view: Onlooker): Promise<string[]> {
  const row = await view.one<Record<string, string>>(
    `SELECT (SELECT count(*) FROM inbox WHERE state = 'pending') AS deliveries,
            (SELECT count(*) FROM site_event WHERE NOT absorbed) AS events,
            (SELECT count(*) FROM backfill WHERE state IN ('waiting', 'requested', 'loading')) AS backfills,
            (SELECT count(*) FROM placement WHERE state IN ('pending', 'sent')) AS placements,
            (SELECT count(*) FROM partner_job) AS jobs,
            (SELECT count(*) FROM connection WHERE last_pull_at IS NULL AND status = 'active') AS pulls,
            (SELECT count(*) FROM customer_fact WHERE due_at <= now()) AS due`,
  );
  return Object.entries(row)
    .filter(([, count]) => count !== '0')
    .map(([kind, count]) => `${count} ${kind}`);
}

export async function untilRest(view: Onlooker, limitMs: number): Promise<void> {
  let left: string[] = [];
  await until('rest', async () => (left = await underWay(view)).length === 0, limitMs).catch((error: unknown) => {
    throw new Error(`Not at rest: ${left.join(', ')}`, { cause: error });
  });
}

/** Compares the partners' lists and the app's memberships with the recount of this moment. */
export async function compare(stage: Stage, view: Onlooker): Promise<Comparison> {
  const truth = await recount({
    shop: dumpFromShopify(stage.shopifyUrl, SHOP_DOMAIN),
    siteEvents: acceptedSiteEvents(stage),
    emailEvents: demoShopOf(stage).emailEvents(),
    now: new Date(),
  });
  const [lists, audiences] = [await listsAtKlaviyo(stage, view), await audiencesAtMeta(stage, view)];
  const members = await membersHere(view);
  const differences: string[] = [];
  const result: Comparison = {
    customers: truth.customers,
    orders: truth.orders,
    segments: {},
    lists: {},
    audiences: {},
    listsEqual: false,
    differences,
  };
  for (const id of standardSegmentIds) {
    const wanted = truth.placeable.get(id) ?? new Set();
    const list = lists.get(id);
    const audience = audiences.get(id);
    result.segments[id] = truth.segments.get(id)?.size ?? 0;
    result.lists[id] = list?.size ?? 0;
    // The list of a segment nobody was ever placed in need not be there.
    if (list || wanted.size > 0) tellDifference(differences, `list ${id}`, wanted, list ?? new Set());
    if (audience) {
      result.audiences[id] = audience.size;
      tellDifference(differences, `audience ${id}`, wanted, audience);
    }
    tellDifference(differences, `segment ${id}`, truth.segments.get(id) ?? new Set(), members.get(id) ?? new Set());
  }
  result.listsEqual = differences.length === 0;
  return result;
}

function tellDifference(into: string[], what: string, wanted: ReadonlySet<string>, found: ReadonlySet<string>): void {
  const missing = [...wanted].filter((id) => !found.has(id));
  const left = [...found].filter((id) => !wanted.has(id));
  if (missing.length > 0) into.push(`${what}: ${missing.length} missing, such as ${missing.slice(0, 3).join(', ')}`);
  if (left.length > 0) into.push(`${what}: ${left.length} too many, such as ${left.slice(0, 3).join(', ')}`);
}

const listsAtKlaviyo = (stage: Stage, view: Onlooker): Promise<Map<string, Set<string>>> =>
  heldBy(view, 'klaviyo', `${stage.klaviyoUrl}/_control/lists`, (member) => {
    const { external_id, profile_id } = member as { external_id: string | null; profile_id: string };
    return external_id ?? `profile ${profile_id}`;
  });

const audiencesAtMeta = (stage: Stage, view: Onlooker): Promise<Map<string, Set<string>>> =>
  heldBy(view, 'meta', `${stage.metaUrl}/_control/audiences`, (member) => {
    const { extern_id, email } = member as { extern_id: string | null; email: string | null };
    return extern_id ?? `hash ${email ?? ''}`;
  });

/** The customers in each list of a partner, by the segment that the list was made for. */
async function heldBy(
  view: Onlooker,
  connector: 'klaviyo' | 'meta',
  address: string,
  nameOf: (member: unknown) => string,
): Promise<Map<string, Set<string>>> {
  const made = await view.all<{ preset_id: string; partner_list_id: string }>(
    `SELECT s.preset_id, d.partner_list_id
     FROM destination d JOIN segment s USING (shop_id, segment_id) JOIN connection c USING (shop_id, connection_id)
     WHERE d.enabled AND d.partner_list_id IS NOT NULL AND c.connector = '${connector}'`,
  );
  const lists = new Map<string, Set<string>>();
  for (const { preset_id, partner_list_id } of made) {
    const response = await fetch(`${address}/${partner_list_id}/members`);
    const ids = new Set<string>();
    if (response.ok && response.body)
      for await (const member of readJsonLines(response.body as AsyncIterable<Uint8Array> & typeof response.body))
        ids.add(nameOf(member));
    lists.set(preset_id, ids);
  }
  return lists;
}

async function membersHere(view: Onlooker): Promise<Map<string, Set<string>>> {
  const rows = await view.all<{ preset_id: string; customer_ids: string[] | null }>(
    `SELECT s.preset_id, array_agg(m.customer_id::text) FILTER (WHERE m.customer_id IS NOT NULL) AS customer_ids
     FROM segment s LEFT JOIN membership m USING (shop_id, segment_id) GROUP BY 1`,
  );
  return new Map(rows.map((row) => [row.preset_id, new Set(row.customer_ids)]));
}

/** Waits for rest and compares, until equal: an instant may pass between the two at which somebody's verdict changes. */
export async function compareAtRest(stage: Stage, view: Onlooker, limitMs: number): Promise<Comparison> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    await untilRest(view, Math.max(1_000, deadline - Date.now()));
    const comparison = await compare(stage, view);
    if (comparison.listsEqual || Date.now() > deadline) return comparison;
    // Nothing is under way and the lists differ: give what is rung by the second a few of them, then say so.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    if (Date.now() > deadline - limitMs + 45_000) return comparison;
  }
}
