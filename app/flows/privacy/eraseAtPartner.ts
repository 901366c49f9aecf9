/**
 * Erasures → partners: what was queued when a customer was erased here is asked for at the partner once its lists are empty of
 * them, and looked after until nothing of the person is found there. One run at a time per connection.
 */
import { z } from 'zod';
import { connectorById } from '#connectors/index.ts';
import type { Halt, PersonToErase } from '#connectors/kit/connector.ts';
import { openPartner, type OpenPartner } from '#app/flows/deliver/openPartner.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { exclusively, type Lost } from '#app/platform/exclusive.ts';
import { loadConnection } from '#app/store/connections.ts';
import {
  hasPlaces,
  identityContext,
  openErasures,
  saveErasureStep,
  type ErasureStep,
  type OpenErasure,
} from '#app/store/partnerErasures.ts';
import { loadShop } from '#app/store/shops.ts';
import { closeErasure } from './closeErasure.ts';

const ERASURE_LOCK = 7308;
/** Erasures of one turn. */
const BATCH = 20;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How often we look whether the lists are empty of the person. */
const LIST_CHECK_MS = 5_000;
/** After this long the lists are not waited for any more: the erasure takes the person out of them too. */
const LONGEST_LIST_WAIT_MS = 72 * HOUR_MS;
/** Longest wait between two looks, and between two tries. */
const LONGEST_WAIT_MS = 6 * HOUR_MS;
/** Somebody still there this long after the request is asked for again. */
const ASK_AGAIN_MS = 24 * HOUR_MS;
/** How often a merchant's action is looked for. */
const MERCHANT_CHECK_MS = HOUR_MS;

const identity = z.object({
  customerIds: z.array(z.string()),
  emails: z.array(z.string()),
  phones: z.array(z.string()),
  partnerIds: z.array(z.string()),
});

/** Works on the erasures of one connection whose time has come. */
export async function eraseAtPartner(services: Services, shopId: ShopId, connectionId: number): Promise<void> {
  await exclusively(services.database, ERASURE_LOCK, `${shopId}:${connectionId}`, async (lost) => {
    if (await endImpossible(services, shopId, connectionId)) return;
    const partner = await openPartner(services, shopId, connectionId);
    if (partner) await work(services, shopId, partner, lost);
  });
}

/** Where nothing can be asked any more, the merchant is told so. @returns Whether that is so. */
async function endImpossible({ database, clock }: Services, shopId: ShopId, connectionId: number): Promise<boolean> {
  return database.inShop(shopId, async (sql) => {
    const connection = await loadConnection(sql, connectionId);
    const offered = connectorById(connection?.connector ?? '')?.erasure.kind === 'requested';
    if (offered && connection?.status !== 'disconnected') return false;
    const now = clock();
    for (const { requestId, proof } of await openErasures(sql, connectionId, null, Number.MAX_SAFE_INTEGER)) {
      const reason = offered ? 'disconnected' : 'not-offered';
      await saveErasureStep(sql, requestId, connectionId, { state: 'impossible', proof, doneAt: now, reason });
      await closeErasure(sql, requestId, now);
    }
    return true;
  });
}

async function work(
  services: Services,
  shopId: ShopId,
  { connection: { connectionId }, session }: OpenPartner,
  lost: Lost,
): Promise<void> {
  const { database, clock, log } = services;
  const due = await database.inShop(shopId, (sql) => openErasures(sql, connectionId, clock(), BATCH));
  for (const erasure of due) {
    const { installed, waitsForLists, person } = await database.inShop(shopId, async (sql) => {
      const opened = openIdentity(services, shopId, connectionId, erasure);
      const inTime = clock() < erasure.requestedAt + LONGEST_LIST_WAIT_MS;
      return {
        installed: (await loadShop(sql))?.status === 'installed',
        person: opened,
        waitsForLists:
          opened !== null &&
          erasure.state === 'waiting' &&
          inTime &&
          (await hasPlaces(sql, connectionId, opened.customerIds)),
      };
    });
    if (!installed || lost()) return;
    let step: ErasureStep;
    if (person === null) step = ended(erasure, 'impossible', clock(), 'unreadable');
    else if (waitsForLists)
      step = { ...waiting(erasure, clock() + LIST_CHECK_MS, 'lists'), attempts: erasure.attempts };
    else if (erasure.state === 'waiting') step = await ask(services, session, erasure, person);
    else step = await look(services, session, erasure, person);
    if (lost()) return;
    if (step.state !== erasure.state) log.info({ shopId, connectionId, state: step.state }, 'erasure at a partner');
    await database.inShop(shopId, async (sql) => {
      await saveErasureStep(sql, erasure.requestId, connectionId, step);
      if ('doneAt' in step) await closeErasure(sql, erasure.requestId, step.doneAt);
    });
  }
}

async function ask(
  { clock }: Services,
  session: OpenPartner['session'],
  erasure: OpenErasure,
  person: PersonToErase,
): Promise<ErasureStep> {
  const answer = await session.erase(person);
  const now = clock();
  switch (answer.kind) {
    case 'nothing-there':
      return ended(erasure, 'done', now, null);
    case 'requested':
      return {
        state: 'sent',
        proof: { status: answer.status, profileCount: answer.profileCount, askedAt: now },
        attempts: 0,
        notBefore: now + answer.checkAfterMs,
        reason: null,
      };
    case 'halted':
      return halted(erasure, answer.halt, now);
  }
}

async function look(
  { clock }: Services,
  session: OpenPartner['session'],
  erasure: OpenErasure,
  person: PersonToErase,
): Promise<ErasureStep> {
  const answer = await session.checkErasure(person);
  const now = clock();
  switch (answer.kind) {
    case 'gone':
      return ended(erasure, 'done', now, null);
    case 'still-there': {
      if (now >= (erasure.proof.askedAt ?? 0) + ASK_AGAIN_MS) return waiting(erasure, now, null);
      return { ...waiting(erasure, now + backoffMs(erasure.attempts), null), state: 'sent' };
    }
    case 'halted':
      return halted(erasure, answer.halt, now);
  }
}

/** A halt concerns this erasure alone: what goes on at the lists, their own runs find out. */
function halted(erasure: OpenErasure, halt: Halt, now: number): ErasureStep {
  const waitMs =
    halt.kind === 'retry'
      ? Math.max(halt.notBeforeMs - now, backoffMs(erasure.attempts))
      : halt.kind === 'merchant-must-act'
        ? MERCHANT_CHECK_MS
        : LONGEST_WAIT_MS;
  return { ...waiting(erasure, now + waitMs, halt.reason), state: erasure.state };
}

type PendingStep = Extract<ErasureStep, { notBefore: number }>;

const waiting = ({ proof, attempts }: OpenErasure, notBefore: number, reason: string | null): PendingStep => ({
  state: 'waiting',
  proof,
  attempts: attempts + 1,
  notBefore,
  reason,
});

function ended({ proof }: OpenErasure, state: 'done' | 'impossible', now: number, reason: string | null): ErasureStep {
  const confirmed = state === 'done' ? { profileCount: 0, ...proof, confirmedAt: now } : proof;
  return { state, proof: confirmed, doneAt: now, reason };
}

const backoffMs = (attempts: number): number => Math.min(MINUTE_MS * 2 ** Math.min(attempts, 20), LONGEST_WAIT_MS);

/** Null when it was sealed with another key. */
function openIdentity(
  { secrets, log }: Services,
  shopId: ShopId,
  connectionId: number,
  { requestId, sealedIdentity }: OpenErasure,
): PersonToErase | null {
  if (sealedIdentity === null) return null;
  try {
    return identity.parse(JSON.parse(secrets.open(sealedIdentity, identityContext(shopId, requestId, connectionId))));
  } catch (error) {
    log.error({ shopId, connectionId, requestId, err: error }, 'whom an erasure is about cannot be read');
    return null;
  }
}
