/**
 * A connection's access token, ready for use. Whoever finds it about to end, or refused, refreshes it while holding a lock, so that
 * of many processes one asks the partner and the others find its result. The new grant replaces the very one it came from: a
 * connection that was made anew or ended meanwhile keeps what it has.
 */
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { loadConnection, replaceSecret, secretContext } from '#app/store/connections.ts';
import { lockGrant } from '#app/store/grantLocks.ts';
import type { Grant, TokenAnswer, TokenSource } from '#connectors/kit/authorization.ts';
import type { Halt } from '#connectors/kit/connector.ts';
import type { PartnerLogin } from './partnerApp.ts';
import { readGrant, writeGrant } from './storedSecret.ts';

/** A token with less than this ahead of it is refreshed first. */
const FRESH_MS = 5 * 60_000;
const LOCK_TIMEOUT_MS = 20_000;
const RETRY_MS = 5_000;
const LOCK_NOT_AVAILABLE = '55P03';

export const GRANT_REASONS = {
  ended: 'The permission given to Kesit has ended. Connect again.',
  changed: 'The connection was changed meanwhile.',
  beingRefreshed: 'Another process is refreshing the token.',
} as const;

const ENDED: Halt = { kind: 'merchant-must-act', action: 'reconnect', reason: GRANT_REASONS.ended };

/** @param first The grant as it was just read; it is read again only when it is about to end. */
export function tokenSource(
  services: Services,
  shopId: ShopId,
  connectionId: number,
  login: PartnerLogin,
  first: Grant,
): TokenSource {
  const { database, clock } = services;
  let known = first;
  const usable = ({ accessToken, expiresAt }: Grant, refused: string | undefined): boolean =>
    accessToken !== refused && (expiresAt === null || expiresAt - clock() >= FRESH_MS);

  async function renew(refused: string | undefined): Promise<TokenAnswer> {
    return database.inShop(shopId, async (sql) => {
      await lockGrant(sql, connectionId, LOCK_TIMEOUT_MS);
      const stored = (await loadConnection(sql, connectionId))?.sealedSecret;
      const context = secretContext(shopId, connectionId);
      const grant = stored ? readGrant(services.secrets.open(stored, context)) : null;
      if (!stored || grant === null) return halted(ENDED);
      if (!usable(grant, refused)) {
        const { authorization, context: partner } = login;
        if (grant.refreshToken === null || authorization.refresh === undefined) return halted(ENDED);
        const answer = await authorization.refresh(grant.refreshToken, partner);
        const outcome = answer.kind === 'halted' ? answer.halt.kind : answer.kind;
        services.log.info({ shopId, connectionId, answer: outcome }, 'refreshed the token of a connection');
        if (answer.kind === 'halted') return answer;
        known = answer.grant;
        if (!(await replaceSecret(sql, connectionId, stored, services.secrets.seal(writeGrant(known), context))))
          return later(GRANT_REASONS.changed);
      } else known = grant;
      return { kind: 'token', accessToken: known.accessToken };
    });
  }

  const halted = (halt: Halt): TokenAnswer => ({ kind: 'halted', halt });
  const later = (reason: string): TokenAnswer => halted({ kind: 'retry', notBeforeMs: clock() + RETRY_MS, reason });

  return async (refused) => {
    if (usable(known, refused)) return { kind: 'token', accessToken: known.accessToken };
    try {
      return await renew(refused);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)
        return later(GRANT_REASONS.beingRefreshed);
      throw error;
    }
  };
}
