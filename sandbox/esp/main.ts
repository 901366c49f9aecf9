/**
 * Runs the stand-in as a process of its own. Prints one line of JSON with its address when it is ready; ends on SIGINT or SIGTERM.
 *
 *   node sandbox/esp/main.ts --port 4040 --secret whsec_…
 */
import { parseArgs } from 'node:util';
import { ADDRESS_OPTIONS, runUntilSignal } from '../asProcess.ts';
import { startEsp } from './server.ts';

const { values } = parseArgs({
  options: {
    ...ADDRESS_OPTIONS,
    secret: { type: 'string' },
  },
});

if (values.secret === undefined) throw new Error('--secret is the signing secret, whsec_…');

const running = await startEsp({ port: Number(values.port), host: values.host, secret: values.secret });
runUntilSignal({ url: running.url, port: running.port, pid: process.pid }, () => running.close());
