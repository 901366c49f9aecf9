/** Yardsticks of a shop: read for deciding, and worked out anew, set by set. */
import type { PurchaseModel } from '#app/core/models/purchaseModel.ts';
import { cutsSql } from '#app/core/yardsticks/percentiles.ts';
import { noYardsticks, rankedFacts, type RankedFact, type Yardsticks } from '#app/core/yardsticks/yardsticks.ts';
import { sqlScope } from '#app/core/rules/sql/parameters.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import type { RfmCell } from './rfmCells.ts';

/** The part that is worked out daily. */
export type Figures = Pick<Yardsticks, 'buyerCount' | 'rfm' | 'rfmBasis' | 'percentiles' | 'medianGapMs'> & {
  seen: SeenData;
  /** Buyers by their scores, as of the cut points. */
  rfmCells: RfmCell[];
};

/** What the shop's customers have at all, by the need it answers; as of the last night. */
export type SeenData = Record<'birth-dates' | 'attributes' | 'addresses' | 'languages' | 'marketing-consent', boolean>;

/** What became of the last fit of the purchase model; plain JSON. */
export interface ModelReport {
  outcome: 'fitted' | 'not-converged' | 'degenerate' | 'too-few';
  repeatBuyers: number;
  /** Why, where it did not come to a model; and of the value part. */
  reason: string | null;
  valueOutcome: 'fitted' | 'not-converged' | 'degenerate' | 'too-few' | null;
  logLikelihood: number | null;
  /** Of how often somebody buys and what they spend; the model assumes there is none. Null where it cannot be told. */
  correlation: number | null;
  at: number;
}

export interface StoredYardsticks {
  figures: Partial<Figures>;
  computedAt: number | null;
  model: PurchaseModel | null;
  modelReport: ModelReport | null;
  modelDueAt: number | null;
}

export async function readYardsticks(sql: ShopSql): Promise<StoredYardsticks> {
  const { rows } = await sql.query<{
    figures: Partial<Figures>;
    computed_at: number | null;
    model: PurchaseModel | null;
    model_report: ModelReport | null;
    model_due_at: number | null;
  }>({
    name: 'yardsticks',
    text: 'SELECT figures, computed_at, model, model_report, model_due_at FROM yardstick WHERE shop_id = $1',
    values: [sql.shopId],
  });
  const row = rows[0];
  return {
    figures: row?.figures ?? {},
    computedAt: row?.computed_at ?? null,
    model: row?.model ?? null,
    modelReport: row?.model_report ?? null,
    modelDueAt: row?.model_due_at ?? null,
  };
}

/** As rules want them. @param forecasts Only where a rule asks for the weather. */
export function yardsticksOf(
  { figures, model }: StoredYardsticks,
  timezone: string,
  forecasts: Yardsticks['forecasts'],
): Yardsticks {
  const { buyerCount, rfm, rfmBasis, percentiles, medianGapMs } = { ...noYardsticks, ...figures };
  return { timezone, buyerCount, rfm, rfmBasis, percentiles, medianGapMs, model, forecasts };
}

export async function saveFigures(sql: ShopSql, figures: Figures, now: number): Promise<void> {
  await sql.query(
    `INSERT INTO yardstick (shop_id, figures, computed_at) VALUES ($1, $2, $3)
     ON CONFLICT (shop_id) DO UPDATE SET figures = excluded.figures, computed_at = excluded.computed_at`,
    [sql.shopId, JSON.stringify(figures), instant(now)],
  );
}

/** Notes when the figures, or the weather, are to be looked at again. */
export async function saveDue(sql: ShopSql, dueAt: number): Promise<void> {
  await sql.query(
    `INSERT INTO yardstick (shop_id, due_at) VALUES ($1, $2) ON CONFLICT (shop_id) DO UPDATE SET due_at = excluded.due_at`,
    [sql.shopId, instant(dueAt)],
  );
}

/**
 * Has the figures worked out again as soon as somebody is free: what they were worked out of has become another. A model that
 * could not be fitted before may be now.
 */
export async function forgetFigures(sql: ShopSql): Promise<void> {
  await sql.query(
    `UPDATE yardstick SET due_at = NULL, computed_at = NULL, measure_due_at = NULL,
       model_due_at = CASE WHEN model IS NOT NULL THEN model_due_at END WHERE shop_id = $1`,
    [sql.shopId],
  );
}

/** @param model The model to use from now on; undefined leaves the last good one in force. */
export async function saveModel(
  sql: ShopSql,
  model: PurchaseModel | undefined,
  report: ModelReport,
  dueAt: number,
): Promise<void> {
  await sql.query(
    `INSERT INTO yardstick (shop_id, model, model_report, model_due_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (shop_id) DO UPDATE SET model = coalesce(excluded.model, yardstick.model),
       model_report = excluded.model_report, model_due_at = excluded.model_due_at`,
    [sql.shopId, model === undefined ? null : JSON.stringify(model), JSON.stringify(report), instant(dueAt)],
  );
}

/** What percentiles are worked out of, as an expression over row `f` of the facts. */
const ranked = (fact: RankedFact): string => sqlScope({ now: 0, yardsticks: noYardsticks, alias: 'f' }).column(fact);

/** Cut points of all ranked facts, and those of the RFM scores, among the shop's buyers. */
export async function readCuts(sql: ShopSql): Promise<{
  percentiles: Yardsticks['percentiles'];
  quintiles: Record<'recency' | 'frequency' | 'monetary', number[]>;
}> {
  const recency = "(date_part('epoch', f.last_order_at) * 1000)::bigint";
  const measured = [
    ...rankedFacts.map((fact) => ({ name: fact, value: ranked(fact), hundredths: 99 })),
    { name: 'recency', value: recency, hundredths: 4 },
    { name: 'frequency', value: 'f.order_count', hundredths: 4 },
    { name: 'monetary', value: 'f.spent_minor', hundredths: 4 },
  ];
  const cuts = new Map<string, number[]>();
  // One statement each: every one sorts the buyers by another figure.
  for (const { name, value, hundredths } of measured) {
    const { rows } = await sql.query<{ cut: string | number | null }>(
      cutsSql(
        `SELECT ${value} AS value FROM customer_fact f WHERE f.shop_id = $1 AND f.order_count > 0`,
        hundredths + 1,
      ),
      [sql.shopId],
    );
    cuts.set(
      name,
      rows.flatMap(({ cut }) => (cut === null ? [] : [Number(cut)])),
    );
  }
  const of = (name: string): number[] => cuts.get(name) ?? [];
  return {
    percentiles: Object.fromEntries(rankedFacts.map((fact) => [fact, of(fact)])),
    quintiles: { recency: of('recency'), frequency: of('frequency'), monetary: of('monetary') },
  };
}

/** How many bought, how much an order of theirs is worth at the median, and how long they wait at the median for the next. */
export async function readBuyers(
  sql: ShopSql,
): Promise<{ buyerCount: number; medianGapMs: number | null; medianOrderMinor: number | null }> {
  const { rows } = await sql.query<{ buyers: string; gap: number | null; worth: number | null }>(
    // Of facts alone: nobody need read every order of the shop.
    `SELECT count(*) AS buyers,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', f.last_order_at - f.first_order_at) * 1000 / (f.order_count - 1))
         FILTER (WHERE f.order_count > 1 AND f.first_order_at < f.last_order_at) AS gap,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY f.spent_minor::double precision / f.order_count) AS worth
     FROM customer_fact f WHERE f.shop_id = $1 AND f.order_count > 0`,
    [sql.shopId],
  );
  const { buyers = '0', gap = null, worth = null } = rows[0] ?? {};
  return {
    buyerCount: Number(buyers),
    medianGapMs: gap === null ? null : Math.floor(gap),
    medianOrderMinor: worth === null ? null : Math.round(worth),
  };
}

/** Whether anybody has what some presets ask for; in one scan. */
export async function readSeen(sql: ShopSql): Promise<SeenData> {
  const { rows } = await sql.query<
    Record<'births' | 'attributes' | 'addresses' | 'languages' | 'consents', boolean | null>
  >(
    `SELECT bool_or(birth_date IS NOT NULL) AS births, bool_or(cardinality(tags) > 0 OR metafields <> '{}') AS attributes,
       bool_or(country IS NOT NULL) AS addresses, bool_or(language IS NOT NULL) AS languages,
       bool_or(email_subscribed_at IS NOT NULL OR sms_subscribed_at IS NOT NULL OR email_withdrawn_at IS NOT NULL) AS consents
     FROM customer_fact WHERE shop_id = $1`,
    [sql.shopId],
  );
  const seen = rows[0];
  return {
    'birth-dates': seen?.births === true,
    attributes: seen?.attributes === true,
    addresses: seen?.addresses === true,
    languages: seen?.languages === true,
    'marketing-consent': seen?.consents === true,
  };
}
