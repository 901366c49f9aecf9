import { readFileSync } from 'node:fs';
import { stage, now } from './zzStage.ts';
import { groundOf } from './wholeShop.ts';
import { compileShop } from '#app/core/rules/sql/compile.ts';
import { slotFinder } from '#app/store/memberships.ts';
const s = await stage(); const { database } = s.services;
const cpu = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
await database.inShop(1, async (sql) => {
  const pid = (await sql.query('SELECT pg_backend_pid() AS p')).rows[0].p;
  await sql.query('SET LOCAL max_parallel_workers_per_gather = 0');
  const g = await groundOf(sql);
  const names = new Map((await sql.query('SELECT segment_id, preset_id FROM segment WHERE shop_id = 1')).rows.map((r: any) => [r.segment_id, r.preset_id]));
  const text_ = ['by-family','referred','by-place','by-occupation','by-gender','by-interest','by-language','referrers','traffic-source','weather'];
  const groups: Record<string, (n: string) => boolean> = {
    none: () => false, all: () => true, text: (n) => text_.includes(n), birthday: (n) => n === 'birthday', age: (n) => n === 'by-age', churn: (n) => n === 'likely-to-churn',
    stretches: (n) => ['prefers-sms','prefers-email','category-interest','device-mobile','device-desktop'].includes(n), rfm: (n) => n.startsWith('rfm-'),
    rest: (n) => !text_.includes(n) && !['birthday','by-age','likely-to-churn','prefers-sms','prefers-email','category-interest','device-mobile','device-desktop'].includes(n) && !n.startsWith('rfm-'),
  };
  const want = process.argv.slice(2);
  for (const [what, keep] of Object.entries(groups)) {
    if (want.length && !want.includes(what)) continue;
    const segments = g.segments.filter((x) => keep(names.get(x.segmentId))).sort((a, b) => a.segmentId - b.segmentId);
    const { text, params } = compileShop(segments, { now, yardsticks: g.yardsticks, slotOf: slotFinder(g.slots), shopId: '$1::bigint', alongside: ['segment_ids AS former_ids', 'due_at'], firstParameter: 2 });
    const run = async (q: string) => { let best = 1e9; for (let i = 0; i < 4; i++) { const c = cpu(pid); await sql.query(q, [1, ...params]); best = Math.min(best, cpu(pid) - c); } return (best * 10).toFixed(2); };
    console.log(what, segments.length, 'ids', await run(`SELECT count(s.segment_ids) FROM (${text} OFFSET bigint '0') s`), 'until', await run(`SELECT count(s.until) FROM (${text} OFFSET 0) s`));
  }
});
await database.close();
