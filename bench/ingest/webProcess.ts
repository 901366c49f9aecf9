/** The thing measured: the porch on a plain HTTP server, as the web process has it, with the web role's log-in. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makePorch } from '#app/ingest/porch.ts';
import { systemClock } from '#app/platform/clock.ts';
import { openDatabase } from '#app/platform/database.ts';
import { makeLog } from '#app/platform/log.ts';

const [, , apiSecret = '', url = ''] = process.argv;
const porch = makePorch({
  database: openDatabase({ url, applicationName: 'bench-ingest' }),
  apiSecret,
  clock: systemClock,
  log: makeLog('bench-ingest', 'warn'),
});
const server = createServer((request, response) => void porch.handle(request, response));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
