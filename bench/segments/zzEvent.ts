import { stage, now } from './zzStage.ts';
import { tellOrders } from '../support/orderEvents.ts';
import { groundOf } from './wholeShop.ts';
import { workOutFacts } from '#app/store/facts.ts';
const s = await stage(); const { database } = s.services;
const totals = new Map<string, [number, number]>();
const wrap = { ...database, inShop: (id: any, work: any) => database.inShop(id, (sql: any) => work({ ...sql, query: async (t: any, v?: any) => { const w = performance.now(); const r = await sql.query(t, v); const k = String(t.text ?? t).replace(/\s+/g, ' ').slice(0, 60); const x = totals.get(k) ?? [0, 0]; totals.set(k, [x[0] + performance.now() - w, x[1] + 1]); return r; } })) } as any;
const base = Number(process.argv[2] ?? 500000);
await tellOrders(database, { id: 1, customers: 100000 }, base, 20, now);
console.log('ms per event', await tellOrders(wrap, { id: 1, customers: 100000 }, base + 100, 60, now));
for (const [k, [ms, n]] of [...totals].sort((a, b) => b[1][0] - a[1][0]).slice(0, 14)) console.log((ms / 60).toFixed(2), n / 60, k);
await database.inShop(1, async (sql: any) => {
  const g = await groundOf(sql);
  await workOutFacts({ ...sql, query: async (t: any, v: any) => { const r = await sql.query('EXPLAIN (ANALYZE, COSTS OFF, SUMMARY) ' + t, v); for (const row of r.rows) if (/Planning Time|Execution Time/.test(row['QUERY PLAN'])) console.log(row['QUERY PLAN']); return { rows: [], rowCount: 0 }; } } as any, ['1000000000777'], { settings: g.shop.settings, slots: g.slots, now });
});
await database.close();
