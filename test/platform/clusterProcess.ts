/** Starts the cluster of the folder given, says so in one line of JSON, and ends; the server goes on. */
import { startPostgresCluster } from '#app/platform/postgresCluster.ts';

const { processId, started, port } = await startPostgresCluster({ folder: process.argv[2] ?? '' });
console.log(JSON.stringify({ processId, started, port }));
