/**
 * Runs the stand-in as a process of its own. Prints one line of JSON with its address when it is ready; ends on SIGINT or SIGTERM.
 *
 *   node sandbox/klaviyo/main.ts --port 4020 --state .data/klaviyo --limits published --import-ms 500
 */
import { parseArgs } from 'node:util';
import { ADDRESS_OPTIONS, CLOCK_OPTIONS, LIMIT_OPTIONS, clockOf, limitsOf, runUntilSignal } from '../asProcess.ts';
import { startKlaviyo } from './server.ts';

const { values } = parseArgs({
  options: {
    ...ADDRESS_OPTIONS,
    state: { type: 'string' },
    ...LIMIT_OPTIONS,
    ...CLOCK_OPTIONS,
    'import-ms': { type: 'string' },
  },
});

const running = await startKlaviyo({
  port: Number(values.port),
  host: values.host,
  limits: limitsOf(values),
  clock: clockOf(values),
  ...(values.state === undefined ? {} : { statePath: values.state }),
  ...(values['import-ms'] === undefined ? {} : { importJobDurationMs: Number(values['import-ms']) }),
});
runUntilSignal({ url: running.url, port: running.port, pid: process.pid }, () => running.close());
