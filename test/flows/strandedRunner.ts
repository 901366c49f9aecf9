/** A worker process that takes a job and never comes to its end, for a test that kills it. Arguments: the database's address. */
import { makeLog } from '#app/platform/log.ts';
import { startJobRunner } from '#app/platform/jobs.ts';

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('Give the address of the database.');
const begin = (): Promise<void> => {
  process.stdout.write('begun\n');
  return new Promise(() => undefined);
};
await startJobRunner({
  url,
  log: makeLog('stranded', 'silent'),
  lanes: [{ concurrency: 2, tasks: { absorb: begin } }],
});
