/** What is left to do of a shop's privacy requests here: raw deliveries of erased people, and files for those who ask. */
import type { Services } from '#app/flows/services.ts';
import type { Again } from '#app/flows/turns.ts';
import type { ShopId } from '#app/platform/database.ts';
import { answerRequests } from './answerRequests.ts';
import { emptyRawPart } from './emptyRaw.ts';

/** A turn ends with the first part that ends after this long; other shops come in between. */
const TURN_MS = 10_000;

/** @returns Whether more is to be done now. */
export async function privacyTurn(services: Services, shopId: ShopId): Promise<Again> {
  await answerRequests(services, shopId);
  const endsAt = services.clock() + TURN_MS;
  while (await emptyRawPart(services, shopId)) if (services.clock() >= endsAt) return { again: true, delayMs: 0 };
  return { again: false, delayMs: 0 };
}
