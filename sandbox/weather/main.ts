/**
 * Runs the stand-in as a process of its own. Prints one line of JSON with its address when it is ready; ends on SIGINT or SIGTERM.
 *
 *   node sandbox/weather/main.ts --port 4030 --limits published --api-key KEY
 */
import { parseArgs } from 'node:util';
import { ADDRESS_OPTIONS, LIMIT_OPTIONS, limitsOf, runUntilSignal } from '../asProcess.ts';
import { startWeather } from './server.ts';

const { values } = parseArgs({
  options: {
    ...ADDRESS_OPTIONS,
    ...LIMIT_OPTIONS,
    'api-key': { type: 'string' },
  },
});

const running = await startWeather({
  port: Number(values.port),
  host: values.host,
  limits: limitsOf(values),
  ...(values['api-key'] === undefined ? {} : { apiKey: values['api-key'] }),
});
runUntilSignal({ url: running.url, port: running.port, pid: process.pid }, () => running.close());
