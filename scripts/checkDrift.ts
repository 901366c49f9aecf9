/** Compares the migrations, replayed on a database of their own, with prisma/schema.prisma; ends with 1 when they differ. */
import { spawnSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeDatabase, prepareRoles, urlsOf } from '#app/platform/embeddedDatabase.ts';
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';

const root = path.resolve(import.meta.dirname, '..');
const cluster = await startPostgresCluster({
  folder: await mkdtemp(path.join(tmpdir(), 'kesit-drift-')),
  settings: { fsync: 'off' },
});
try {
  await prepareRoles(cluster);
  await makeDatabase(cluster, 'drift');
  const answer = spawnSync(
    process.execPath,
    [
      '--import',
      path.join(root, 'scripts/unrefTimers.mjs'),
      createRequire(import.meta.url).resolve('prisma/build/index.js'),
      ...[
        'migrate',
        'diff',
        '--from-migrations',
        'prisma/migrations',
        '--to-schema-datamodel',
        'prisma/schema.prisma',
        '--exit-code',
      ],
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: urlsOf(cluster, 'drift').owner, CHECKPOINT_DISABLE: '1' },
    },
  );
  if (answer.status !== 0) {
    console.error(`The migrations and prisma/schema.prisma differ:\n${answer.stdout}${answer.stderr}`);
    process.exitCode = 1;
  } else console.log('No schema drift.');
} finally {
  await cluster.remove();
}
