/**
 * Runs the stand-in as a process of its own. Prints one line of JSON with its address when it is ready; ends on SIGINT or SIGTERM.
 *
 *   node sandbox/meta/main.ts --port 4030 --state .data/meta --limits published
 */
import { parseArgs } from 'node:util';
import { startMeta } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string' },
    limits: { type: 'string', default: 'published' },
    'clock-from': { type: 'string' },
    'clock-rate': { type: 'string', default: '1' },
  },
});

if (values.limits !== 'published' && values.limits !== 'off') throw new Error('--limits must be published or off.');

/** Time may pass more slowly than it does, from an instant (epoch milliseconds) on: so a slow machine stands for a fast one. */
const from = Number(values['clock-from'] ?? Date.now());
const rate = Number(values['clock-rate']);

const running = await startMeta({
  port: Number(values.port),
  host: values.host,
  limits: values.limits,
  clock: () => new Date(from + (Date.now() - from) * rate),
  ...(values.state === undefined ? {} : { statePath: values.state }),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void running.close().then(() => process.exit(0));
  });
}

// Last: whoever reads this line may already send a signal.
console.log(JSON.stringify({ url: running.url, port: running.port, pid: process.pid }));
