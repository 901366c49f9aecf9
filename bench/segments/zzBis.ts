import { stage, now } from './zzStage.ts';
import { groundOf } from './wholeShop.ts';
import { compileShop } from '#app/core/rules/sql/compile.ts';
import { slotFinder } from '#app/store/memberships.ts';
const s = await stage(); const { database } = s.services;
await database.inShop(1, async (sql) => {
  const g = await groundOf(sql);
  const names = new Map((await sql.query('SELECT segment_id, preset_id FROM segment WHERE shop_id = 1')).rows.map((r: any) => [r.segment_id, r.preset_id]));
  const out: string[] = []; await sql.query('SET LOCAL parallel_tuple_cost = 0'); await sql.query('SET LOCAL parallel_setup_cost = 0');
  for (const seg of [null, ...g.segments]) {
    const { text, params } = compileShop(seg ? [seg] : [], { now, yardsticks: g.yardsticks, slotOf: slotFinder(g.slots), shopId: '$1::bigint', alongside: ['segment_ids AS former_ids', 'due_at'], firstParameter: 2 });
    const { rows } = await sql.query(`EXPLAIN SELECT * FROM (${text} OFFSET bigint '0') s WHERE s.segment_ids <> s.former_ids OR s.until IS DISTINCT FROM s.due_at`, [1, ...params]);
    const top = String((rows[0] as any)['QUERY PLAN']);
    out.push(`${seg ? names.get(seg.segmentId) : '-'}: ${rows.findIndex((r: any) => r['QUERY PLAN'].includes('Gather'))}`);
  }
  console.log(out.join('  '));
});
await database.close();
