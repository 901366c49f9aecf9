/**
 * A merchant's way to a partner's login page and back. The way back is public, so it does nothing but hand what the partner said, sealed,
 * to the embedded admin; there, and only for whoever is logged in to the very shop the way began in, it is turned into a connection. A
 * link that somebody else prepared leads to a shop its victim cannot open.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { keepConnection, type ConnectAnswer } from '#app/flows/adminConnections.ts';
import { connectorContext } from '#app/flows/deliver/openPartner.ts';
import type { Services } from '#app/flows/services.ts';
import { adminAddress } from '#app/flows/shopify/exchange.ts';
import type { ShopId } from '#app/platform/database.ts';
import { beginLogin, isLoginOpen, takeLogin, verifierContext } from '#app/store/partnerLogins.ts';
import { loadShop } from '#app/store/shops.ts';
import { connectorById } from '#connectors/index.ts';
import type { Connector, Halt } from '#connectors/kit/connector.ts';
import { partnerLogin, type PartnerLogin } from './partnerApp.ts';
import { writeGrant } from './storedSecret.ts';

/** How long a merchant may take at the partner. */
const OPEN_MS = 10 * 60_000;

export type LoginProblem = 'denied' | 'stale' | 'refused' | 'out-of-reach';

/** `detail` is what the partner said, when it said something. */
export type LoginAnswer =
  Extract<ConnectAnswer, { ok: true }> | { ok: false; loginProblem: LoginProblem; detail: string | null };

/** What comes back from the partner, as the embedded admin is handed it. */
const returned = z.strictObject({ state: z.string(), code: z.string().nullable(), error: z.string().nullable() });

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const returnContext = (shopId: number, connectorId: string): string => `login-return:${shopId}:${connectorId}`;
const redirectUri = ({ environment }: Services, connectorId: string): string =>
  `${environment.SHOPIFY_APP_URL}/oauth/${connectorId}/callback`;

/** The partner's login page for a merchant who sets out now; null when none is offered. */
export async function startLogin(services: Services, shopId: ShopId, connectorId: string): Promise<string | null> {
  const login = loginAt(services, connectorId)?.login;
  if (login === undefined) return null;
  const state = `${shopId}.${randomBytes(24).toString('base64url')}`;
  const verifier = randomBytes(48).toString('base64url');
  const stateHash = hashOf(state);
  const now = services.clock();
  const sealed = services.secrets.seal(verifier, verifierContext(shopId, stateHash));
  await services.database.inShop(shopId, (sql) =>
    beginLogin(sql, { stateHash, connector: connectorId, verifier: sealed, now, expiresAt: now + OPEN_MS }),
  );
  return login.authorization.loginUrl(login.loginAddress, {
    clientId: login.context.app.clientId,
    extraScopes: login.context.app.extraScopes,
    redirectUri: redirectUri(services, connectorId),
    state,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
}

/** Where a merchant who comes back goes on, in the embedded admin; null when nobody is expected back by this. */
export async function receiveLogin(
  services: Services,
  connectorId: string,
  query: URLSearchParams,
): Promise<string | null> {
  const state = query.get('state') ?? '';
  const shopId = Number(/^([1-9]\d{0,14})\.[\w-]{32}$/.exec(state)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(shopId) || connectorById(connectorId) === null) return null;
  const domain = await services.database.inShop(shopId, async (sql) => {
    const isOpen = await isLoginOpen(sql, hashOf(state), connectorId, services.clock());
    return isOpen ? (await loadShop(sql))?.domain : undefined;
  });
  if (domain === undefined) return null;
  const said = JSON.stringify({ state, code: query.get('code'), error: query.get('error')?.slice(0, 100) ?? null });
  const target = new URL(
    `${adminAddress(services.environment, domain)}/admin/apps/${services.environment.SHOPIFY_API_KEY}/app/connections`,
  );
  target.searchParams.set('partner', connectorId);
  target.searchParams.set(
    'login',
    services.secrets.seal(said, returnContext(shopId, connectorId)).toString('base64url'),
  );
  return target.href;
}

/** Turns what the merchant came back with into a connection. @param given As `receiveLogin` sealed it. */
export async function finishLogin(
  services: Services,
  shopId: ShopId,
  connectorId: string,
  given: string,
): Promise<LoginAnswer> {
  const found = loginAt(services, connectorId);
  const said = openReturn(services, shopId, connectorId, given);
  if (found === undefined || said === null) return problem('stale');
  const stateHash = hashOf(said.state);
  const taken = await services.database.inShop(shopId, async (sql) => ({
    sealed: await takeLogin(sql, stateHash, connectorId, services.clock()),
    domain: (await loadShop(sql))?.domain,
  }));
  if (taken.sealed === undefined || taken.domain === undefined) return problem('stale');
  if (said.error === 'access_denied') return problem('denied');
  if (said.code === null) return problem('refused', said.error);

  const { connector, login } = found;
  const answer = await login.authorization.exchange(
    {
      code: said.code,
      verifier: services.secrets.open(taken.sealed, verifierContext(shopId, stateHash)),
      redirectUri: redirectUri(services, connectorId),
    },
    login.context,
  );
  if (answer.kind === 'halted') return problemOf(services, answer.halt);
  const { accessToken } = answer.grant;
  const session = await login.authorization.open(
    () => Promise.resolve({ kind: 'token', accessToken }),
    connectorContext(services, connector, { shopId, domain: taken.domain, accountId: null }),
  );
  const account = await session.testConnection();
  if (account.kind === 'halted') return problemOf(services, account.halt);
  return keepConnection(services, shopId, connectorId, account, writeGrant(answer.grant), true);
}

function loginAt(services: Services, connectorId: string): { connector: Connector; login: PartnerLogin } | undefined {
  const connector = connectorById(connectorId);
  const login = connector === null ? undefined : partnerLogin(services, connector);
  return connector === null || login === undefined ? undefined : { connector, login };
}

function openReturn(
  { secrets }: Services,
  shopId: ShopId,
  connectorId: string,
  given: string,
): z.infer<typeof returned> | null {
  try {
    return returned.parse(
      JSON.parse(secrets.open(Buffer.from(given, 'base64url'), returnContext(shopId, connectorId))),
    );
  } catch {
    return null;
  }
}

function problem(loginProblem: LoginProblem, detail: string | null = null): LoginAnswer {
  return { ok: false, loginProblem, detail };
}

function problemOf({ log }: Services, halt: Halt): LoginAnswer {
  if (halt.kind === 'retry') return problem('out-of-reach', halt.reason);
  if (halt.kind === 'our-bug') log.error({ reason: halt.reason }, 'the partner refuses a login');
  return problem('refused', halt.reason);
}
