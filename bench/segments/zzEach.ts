import { readFileSync } from 'node:fs';
import { stage, now } from './zzStage.ts';
import { groundOf } from './wholeShop.ts';
import { compileShop } from '#app/core/rules/sql/compile.ts';
import { slotFinder } from '#app/store/memberships.ts';
const s = await stage(); const { database } = s.services;
const id = 1;
const cpu = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
await database.inShop(id, async (sql) => {
  const pid = (await sql.query('SELECT pg_backend_pid() AS p')).rows[0].p;
  await sql.query('SET LOCAL max_parallel_workers_per_gather = 0');
  const g = await groundOf(sql);
  const names = new Map((await sql.query('SELECT segment_id, preset_id FROM segment WHERE shop_id = 1')).rows.map((r: any) => [r.segment_id, r.preset_id]));
  const run = async (segments: any, sel: string) => {
    const { text, params } = compileShop(segments, { now, yardsticks: g.yardsticks, slotOf: slotFinder(g.slots), shopId: '$1::bigint', alongside: ['segment_ids AS former_ids', 'due_at'], firstParameter: 2 });
    const c = cpu(pid);
    for (let i = 0; i < 2; i++) await sql.query(`SELECT ${sel} FROM (${text} OFFSET bigint '0') s`, [id, ...params]);
    return (cpu(pid) - c) / 2;
  };
  const base = await run([], 'count(s.segment_ids), count(s.until)');
  const out = [];
  for (const seg of g.segments) out.push({ preset: names.get(seg.segmentId), ids: await run([seg], 'count(s.segment_ids)') - base, both: (await run([seg], 'count(s.segment_ids), count(s.until)')) - base });
  out.sort((a, b) => b.both - a.both);
  console.log('base', base, 'sum', out.reduce((x, o) => x + o.both, 0), out.reduce((x, o) => x + o.ids, 0));
  console.table(out.map((o) => ({ ...o, ids: Number((o.ids*1000).toFixed(0)), both: Number((o.both * 1000).toFixed(0)) })));
});
await database.close();
