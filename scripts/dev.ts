/**
 * Development: the stage of the demo with a small shop, the admin through Vite (changes show at once) and the worker
 * started anew whenever its sources change. `--fresh` starts over, `--port N` chooses the app's port.
 */
import { parseArgs } from 'node:util';
import { raiseDemoShop } from './stage/demoShop.ts';
import { SHOP_DOMAIN, startStage } from './stage/stage.ts';
import { runUntilStopped, unlessAborted, whenAborted } from './stage/stopping.ts';

const CUSTOMERS = 300;
const SEED = 34;

const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false }, port: { type: 'string' } } });
const say = (text: string): void => console.error(text);

async function develop(signal: AbortSignal): Promise<number> {
  const stage = await startStage({
    folder: '.data/dev',
    fresh: values.fresh,
    development: true,
    say,
    signal,
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  });
  try {
    if (!stage.memory.demo?.ready)
      await unlessAborted(signal, raiseDemoShop(stage, { customers: CUSTOMERS, seed: SEED, say }));
    say(`\n  admin    ${stage.shopifyUrl}/admin/${SHOP_DOMAIN}/apps/kesit/app?locale=tr`);
    say(`  Klaviyo  ${stage.klaviyoUrl}/\n  logs     ${stage.folder}\n`);
    await whenAborted(signal);
    return 0;
  } finally {
    await stage.stop();
  }
}

await runUntilStopped(develop, { whenStopped: 0, say });
