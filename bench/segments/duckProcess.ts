/** The nightly job in DuckDB, a process of its own: reads the files in, then works every segment out anew. */
import { DuckDBInstance } from '@duckdb/node-api';
import path from 'node:path';
import type { DuckPlan, DuckResult, Members } from './plan.ts';
import { nightlyStatements } from './rivals.ts';
import { rivalTables } from './rivalTables.ts';

const plan = JSON.parse(process.argv[2] ?? '') as DuckPlan;
const instance = await DuckDBInstance.create(path.join(plan.folder, 'nightly.duckdb'), { threads: '2' });
const duck = await instance.connect();

const started = performance.now();
for (const [table, columns] of Object.entries(rivalTables)) {
  // An array comes as PostgreSQL writes it.
  const read = Object.entries(columns).map(([name, type]) =>
    type.endsWith('[]') ? `translate(${name}, '{}', '[]')::${type} AS ${name}` : name,
  );
  const types = Object.entries(columns).map(([name, type]) => `${name}: '${type.endsWith('[]') ? 'VARCHAR' : type}'`);
  const file = path.join(plan.folder, `${table}.csv`);
  await duck.run(
    `CREATE TABLE ${table} AS SELECT ${read.join(', ')} FROM read_csv('${file}', header = false, columns = {${types.join(', ')}})`,
  );
}
const loadS = (performance.now() - started) / 1_000;

await duck.run('CREATE TABLE nightly_membership (id VARCHAR NOT NULL, customer_id BIGINT NOT NULL)');
const took: Record<string, number> = {};
const begun = performance.now();
await duck.run('BEGIN');
const now = `TIMESTAMP '${new Date(plan.now).toISOString().replace('T', ' ').replace('Z', '')}'`;
for (const [id, members] of Object.entries(nightlyStatements(now))) {
  const at = performance.now();
  await duck
    .run(`INSERT INTO nightly_membership SELECT '${id}', customer_id FROM (${members}) m`)
    .catch((cause: unknown) => {
      throw new Error(`DuckDB refuses the statement of ${id}`, { cause });
    });
  took[id] = (performance.now() - at) / 1_000;
}
await duck.run('COMMIT');
const totalS = (performance.now() - begun) / 1_000;
const answer = await duck.runAndReadAll(
  `SELECT id, count(*)::INTEGER AS count, sum(customer_id - ${plan.base})::DOUBLE AS sum FROM nightly_membership GROUP BY id`,
);
const rows = answer.getRowObjectsJson() as unknown as (Members & { id: string })[];
const result: DuckResult = {
  ...{ totalS, took, loadS },
  members: Object.fromEntries(rows.map(({ id, count, sum }) => [id, { count, sum }])),
};
process.send?.(result, () => process.exit(0));
