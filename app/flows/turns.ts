/**
 * How shops share the workers. What has just come is done at once, in one short batch. What is left over then is a backlog,
 * and is worked off in turns, the shops with a backlog one after the other, by workers of its own: however many shops have
 * however much to do, it is never in the way of what has just come to another.
 */
import type { ShopId } from '#app/platform/database.ts';
import { isUnderWay, ring } from '#app/store/bells.ts';
import { absorbOnce } from './absorb/absorb.ts';
import { firstPace, type Pace } from './absorb/pace.ts';
import { tickOnce } from './decide/tick.ts';
import type { Services } from './services.ts';

/** What a job answers that has more to do, after a while. */
export interface Again {
  again: boolean;
  delayMs: number;
}

/** A turn ends with the first batch that ends after this long. */
const TURN_MS = 500;
/** A turn ends after so many batches, too. */
const TURN_BATCHES = 50;
/** When somebody else works on the shop, the next try comes after this long. */
const BUSY_AGAIN_MS = 100;

const nothingLeft: Again = { again: false, delayMs: 0 };

/** Absorbs one batch of what waits; the rest is a backlog. */
export async function absorbTurn(services: Services, shopId: ShopId): Promise<Again> {
  if (await leftToBacklog(services, shopId)) return nothingLeft;
  return afterFirst(services, shopId, (await absorbOnce(services, shopId, firstPace)).rest);
}

/** Decides one batch of customers whose instant has come; the rest is a backlog. */
export async function tickTurn(services: Services, shopId: ShopId): Promise<Again> {
  if (await leftToBacklog(services, shopId)) return nothingLeft;
  return afterFirst(services, shopId, (await tickOnce(services, shopId)).rest);
}

/** A turn at a shop's backlog: deliveries, events and instants, until nothing is left or the turn is over. */
export async function catchUp(services: Services, shopId: ShopId): Promise<Again> {
  const endsAt = services.clock() + TURN_MS;
  let pace: Pace = firstPace;
  for (let batches = 0; batches < TURN_BATCHES; batches += 1) {
    const absorbed = await absorbOnce(services, shopId, pace);
    pace = absorbed.pace;
    const ticked = await tickOnce(services, shopId);
    const rests = [absorbed.rest, ticked.rest];
    if (rests.includes('busy')) return { again: true, delayMs: BUSY_AGAIN_MS };
    if (!rests.includes('more')) return nothingLeft;
    if (services.clock() >= endsAt) break;
  }
  return { again: true, delayMs: 0 };
}

/** True when the shop's backlog is being worked off, or waits for its turn: it is told that there is more. */
async function leftToBacklog(services: Services, shopId: ShopId): Promise<boolean> {
  if (!(await isUnderWay(services.database, 'catchup', shopId))) return false;
  // The turn under way may have looked for the last time already.
  await ring(services.database, { task: 'catchup', shopId });
  return true;
}

async function afterFirst(services: Services, shopId: ShopId, rest: 'more' | 'busy' | 'none'): Promise<Again> {
  if (rest === 'busy') return { again: true, delayMs: BUSY_AGAIN_MS };
  if (rest === 'more') await ring(services.database, { task: 'catchup', shopId });
  return nothingLeft;
}
