/**
 * What a rule would come to, before it is kept: how many customers, how many of them can be reached by which channel, and some of
 * them. Counted exactly where that is quick; a rule that asks much of histories is estimated from a part of the customers.
 */
import type { DecimalId } from '#app/core/identifiers.ts';
import { withoutReferences } from '#app/core/rules/references.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { logAccess } from '#app/store/accessLog.ts';
import type { Person } from '#app/store/adminMembers.ts';
import { loadGround } from '#app/store/ground.ts';
import { customerMark } from '#app/store/person.ts';
import {
  countRule,
  estimateRule,
  exampleMembers,
  isTooLong,
  mayBeCounted,
  type RuleCount,
} from '#app/store/rulePreview.ts';
import { loadWanted } from '#app/store/segmentChanges.ts';
import { type ChangeProblem, checkRule } from './changeSegments.ts';

/** Counting takes no longer than this, in milliseconds; then it is estimated. */
const PATIENCE_MS = 1_000;
const EXAMPLES = 20;

export interface RulePreview extends RuleCount {
  /** True when the counts were estimated from a part of the customers. */
  isEstimated: boolean;
  examples: Person[];
}

export type PreviewAnswer = { ok: true; preview: RulePreview } | { ok: false; problem: ChangeProblem };

/**
 * @param input A rule, as it comes from a form.
 * @param segmentId The segment whose rule it is to be; null for a new one.
 * @param actor Who asks, for the record of accesses.
 */
export async function previewRule(
  services: Services,
  shopId: ShopId,
  input: unknown,
  segmentId: number | null,
  actor: string,
): Promise<PreviewAnswer> {
  const { database, clock, secrets } = services;
  const checked = await database.inShop(shopId, async (sql) => checkRule(input, await loadWanted(sql), segmentId));
  if (!checked.ok) return checked;
  const counted = await inPatience(services, shopId, (sql) => count(sql, checked.rule, segmentId, clock()));
  const isEstimated = counted === undefined;
  return database.inShop(shopId, async (sql) => {
    const terms = await termsOf(sql, checked.rule, segmentId, clock());
    const figures = counted ?? (await estimateRule(sql, terms));
    const examples = await exampleMembers(sql, terms, EXAMPLES, isEstimated);
    const shown: DecimalId[] = examples.map(({ customerId }) => customerId);
    await logAccess(sql, {
      actor,
      action: 'preview',
      subjectFingerprint: shown.length === 0 ? null : secrets.fingerprint(shown.map(customerMark).join()),
      rowCount: shown.length,
      at: clock(),
    });
    return { ok: true, preview: { ...figures, isEstimated, examples } };
  });
}

type Terms = Parameters<typeof countRule>[1];

async function termsOf(sql: ShopSql, rule: Terms['rule'], segmentId: number | null, now: number): Promise<Terms> {
  const ground = await loadGround(sql);
  if (!ground) throw new Error('A shop that is visited is registered.');
  // Others stand as they are wanted: that is what the rule will meet.
  const rules = new Map((await loadWanted(sql)).map((segment) => [segment.segmentId, segment.wanted.rule]));
  const resolved = withoutReferences(rule, (id) => rules.get(id), segmentId);
  if (!resolved.ok) throw new Error('A rule that was checked refers to what there is.');
  const { slots, yardsticks, shop } = ground;
  return { rule: resolved.value, slots, yardsticks, settings: shop.settings, now };
}

/** Undefined when it would take too long. */
async function count(
  sql: ShopSql,
  rule: Terms['rule'],
  segmentId: number | null,
  now: number,
): Promise<RuleCount | undefined> {
  const terms = await termsOf(sql, rule, segmentId, now);
  return (await mayBeCounted(sql, terms)) ? countRule(sql, terms) : undefined;
}

/** Undefined when it takes too long. */
async function inPatience<T>(
  { database }: Services,
  shopId: ShopId,
  work: (sql: ShopSql) => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await database.inShop(shopId, async (sql) => {
      await sql.query(`SET LOCAL statement_timeout = ${PATIENCE_MS}`);
      return work(sql);
    });
  } catch (error) {
    if (isTooLong(error)) return undefined;
    throw error;
  }
}
