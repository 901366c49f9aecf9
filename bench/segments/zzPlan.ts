import { stage, now } from './zzStage.ts';
import { groundOf } from './wholeShop.ts';
import { compileShop } from '#app/core/rules/sql/compile.ts';
import { slotFinder } from '#app/store/memberships.ts';
const s = await stage(); const { database } = s.services;
await database.inShop(1, async (sql) => {
  const g = await groundOf(sql);
  const { text, params } = compileShop(g.segments, { now, yardsticks: g.yardsticks, slotOf: slotFinder(g.slots), shopId: '$1::bigint', alongside: ['segment_ids AS former_ids', 'due_at'], firstParameter: 2 });
  await sql.query('SET LOCAL enable_nestloop = off');
  const { rows } = await sql.query(`EXPLAIN (ANALYZE, BUFFERS) CREATE TEMP TABLE v AS SELECT * FROM (${text} OFFSET bigint '0') s WHERE s.segment_ids <> s.former_ids OR s.until IS DISTINCT FROM s.due_at`, [1, ...params]);
  for (const r of rows) console.log(String((r as any)['QUERY PLAN']).slice(0, 200));
});
await database.close();
