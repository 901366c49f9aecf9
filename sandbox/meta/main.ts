/**
 * Runs the stand-in as a process of its own. Prints one line of JSON with its address when it is ready; ends on SIGINT or SIGTERM.
 *
 *   node sandbox/meta/main.ts --port 4030 --state .data/meta --limits published
 */
import { parseArgs } from 'node:util';
import { ADDRESS_OPTIONS, CLOCK_OPTIONS, LIMIT_OPTIONS, clockOf, limitsOf, runUntilSignal } from '../asProcess.ts';
import { startMeta } from './server.ts';

const { values } = parseArgs({
  options: {
    ...ADDRESS_OPTIONS,
    state: { type: 'string' },
    ...LIMIT_OPTIONS,
    ...CLOCK_OPTIONS,
  },
});

const running = await startMeta({
  port: Number(values.port),
  host: values.host,
  limits: limitsOf(values),
  clock: clockOf(values),
  ...(values.state === undefined ? {} : { statePath: values.state }),
});
runUntilSignal({ url: running.url, port: running.port, pid: process.pid }, () => running.close());
