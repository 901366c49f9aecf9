/** What a login gave → a connection: the account is checked as one that was entered is, and only then stored. */
import { connectorContext } from '#app/flows/deliver/openPartner.ts';
import { keepConnection, type Connected } from '#app/flows/keepConnection.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { loadShop } from '#app/store/shops.ts';
import { connectorById } from '#connectors/index.ts';
import type { Grant } from '#connectors/kit/authorization.ts';
import type { Connector, Halt } from '#connectors/kit/connector.ts';
import { partnerLogin, type PartnerLogin } from './partnerApp.ts';
import { writeGrant } from './storedSecret.ts';

/**
 * `denied`: the merchant said no. `declined`: said yes, and kept back what is needed. `refused`: by the partner. `not-ready`: the partner
 * does not let the account be used yet. `none`: there is no account to use.
 */
export type LoginProblem = 'denied' | 'declined' | 'stale' | 'refused' | 'not-ready' | 'none' | 'out-of-reach';

export interface LoginRefusal {
  ok: false;
  loginProblem: LoginProblem;
  /** What the partner said, when it said something. */
  detail: string | null;
}

export interface OfferedLogin {
  connector: Connector;
  login: PartnerLogin;
}

/** Undefined when the connector has no login, or our app there is not configured. */
export function loginAt(services: Services, connectorId: string): OfferedLogin | undefined {
  const connector = connectorById(connectorId);
  const login = connector === null ? undefined : partnerLogin(services, connector);
  return connector === null || login === undefined ? undefined : { connector, login };
}

/** @param given `accountId` is null where the grant opens one account. */
export async function connectGrant(
  services: Services,
  shopId: ShopId,
  { connector, login }: OfferedLogin,
  given: { grant: Grant; accountId: string | null; settings: Record<string, string> },
): Promise<Connected | { ok: false; halt: Halt }> {
  const { grant, accountId, settings } = given;
  const domain = await services.database.inShop(shopId, async (sql) => (await loadShop(sql))?.domain);
  if (domain === undefined) throw new Error(`There is no shop ${shopId}.`);
  const session = await login.authorization.open(
    () => Promise.resolve({ kind: 'token', accessToken: grant.accessToken }),
    connectorContext(services, connector, { shopId, domain, accountId: null }),
    { app: login.context.app, accountId, settings },
  );
  const account = await session.testConnection();
  if (account.kind === 'halted') return { ok: false, halt: account.halt };
  return keepConnection(services, shopId, connector.id, account, writeGrant(grant), {
    endsAt: grant.refreshToken === null ? grant.expiresAt : null,
    grantedBy:
      grant.person === undefined ? null : services.secrets.fingerprint(`person:${connector.id}:${grant.person}`),
    settings,
  });
}

export function loginProblem(problem: LoginProblem, detail: string | null = null): LoginRefusal {
  return { ok: false, loginProblem: problem, detail };
}

export function problemOf({ log }: Services, halt: Halt): LoginRefusal {
  if (halt.kind === 'retry') return loginProblem('out-of-reach', halt.reason);
  if (halt.kind === 'our-bug') log.error({ reason: halt.reason }, 'the partner refuses a login');
  const isNotReady = halt.kind === 'merchant-must-act' && halt.action !== 'reconnect';
  return loginProblem(isNotReady ? 'not-ready' : 'refused', halt.reason);
}
