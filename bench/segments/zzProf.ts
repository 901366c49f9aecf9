import { readFileSync, writeFileSync } from 'node:fs';
import { stage, now } from './zzStage.ts';
import { decideAll } from '#app/store/memberships.ts';
import { groundOf } from './wholeShop.ts';
import { recomputeAllFacts } from '#app/store/facts.ts';
import { factColumns } from '#app/core/facts/columns.ts';
const s = await stage(); const { database } = s.services;
const id = 1;
const cpu = (pid: number) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
export async function prof(what: string, work: (sql: any) => Promise<unknown>, serial = true, explain = false) {
  await database.inShop(id, async (sql) => {
    const pid = (await sql.query('SELECT pg_backend_pid() AS p')).rows[0].p;
    if (serial) await sql.query('SET LOCAL max_parallel_workers_per_gather = 0');
    const c0 = cpu(pid), w0 = performance.now();
    const wrapped = { ...sql, query: async (text: any, values?: any) => {
      const c = cpu(pid), w = performance.now();
      const head = String(text.text ?? text).replace(/\s+/g, ' ').slice(0, 70);
      if (explain && String(text).length > 3000) {
        const r = await sql.query('EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING ' + (explain ? 'ON' : 'OFF') + ') ' + text, values);
        writeFileSync(`/tmp/segbench/plan-${what}-${head.slice(0,12).replace(/\W+/g,'_')}.txt`, r.rows.map((x: any) => x['QUERY PLAN']).join('\n'));
        console.log(`   EXPLAIN ${head}: cpu ${(cpu(pid) - c).toFixed(2)} wall ${((performance.now() - w) / 1000).toFixed(2)}`);
        return r;
      }
      const r = await sql.query(text, values);
      if (performance.now() - w > 100) console.log(`   ${head}: cpu ${(cpu(pid) - c).toFixed(2)} wall ${((performance.now() - w) / 1000).toFixed(2)} rows ${r.rowCount} len ${String(text).length}`);
      return r;
    } };
    await work(wrapped);
    console.log(`${what}${serial ? '' : ' (parallel)'}: cpu ${(cpu(pid) - c0).toFixed(2)} wall ${((performance.now() - w0) / 1000).toFixed(2)}`);
  });
}
const columns = [...factColumns.map(({ column }) => column), 'asked', 'segment_ids', 'due_at'];
const scan = (sql: any) => sql.query(`SELECT ${columns.map((c) => `count(${c})`).join(', ')} FROM customer_fact WHERE shop_id = $1`, [id]);
const full = async (sql: any) => { const g = await groundOf(sql); await decideAll(sql, { ...g, now }); };
const facts = async (sql: any) => { const g = await groundOf(sql); await recomputeAllFacts(sql, { settings: g.shop.settings, slots: g.slots, now }); };
for (const what of process.argv.slice(2)) {
  if (what === 'scan') await prof('scan', scan);
  if (what === 'scanp') await prof('scan', scan, false);
  if (what === 'full') await prof('full', full);
  if (what === 'fullp') await prof('full', full, false);
  if (what === 'fullx') await prof('fullx', full, true, true);
  if (what === 'facts') await prof('facts', facts);
  if (what === 'factsp') await prof('facts', facts, false);
  if (what === 'factsx') await prof('factsx', facts, true, true);
}
await database.close();
