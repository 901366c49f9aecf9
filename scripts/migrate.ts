/** Brings the database of DATABASE_URL, or the embedded one, up to date. */
import { startEmbeddedDatabase } from '#app/platform/embeddedDatabase.ts';
import { migrate } from '#app/platform/migrate.ts';

const given = process.env.DATABASE_URL;
if (given) await migrate(given);
else {
  const { cluster, urls } = await startEmbeddedDatabase(process.env.KESIT_DATA_DIR ?? '.data');
  await migrate(urls.owner);
  await cluster.stopIfIdle();
}
console.log('The database is up to date.');
