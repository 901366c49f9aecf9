/**
 * Runs the stand-in as a process of its own. Prints one line of JSON with its address when it is ready; ends on SIGINT or SIGTERM.
 *
 *   node sandbox/esp/main.ts --port 4040 --secret whsec_…
 */
import { parseArgs } from 'node:util';
import { startEsp } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    secret: { type: 'string' },
  },
});

if (values.secret === undefined) throw new Error('--secret is the signing secret, whsec_…');

const running = await startEsp({ port: Number(values.port), host: values.host, secret: values.secret });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void running.close().then(() => process.exit(0));
  });
}

// Last: whoever reads this line may already send a signal.
console.log(JSON.stringify({ url: running.url, port: running.port, pid: process.pid }));
