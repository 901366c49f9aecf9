/**
 * A merchant's way to a partner's login page and back. The way back is public, so it does nothing but hand what the partner said, sealed,
 * to the embedded admin; there, and only for whoever is logged in to the very shop the way began in, it is turned into a connection. A
 * link that somebody else prepared leads to a shop its victim cannot open.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readAnswers, type ConnectProblem } from '#app/flows/connectorAnswers.ts';
import type { Services } from '#app/flows/services.ts';
import { adminAddress } from '#app/flows/shopify/exchange.ts';
import type { ShopId } from '#app/platform/database.ts';
import { listConnections } from '#app/store/adminConnections.ts';
import { beginLogin, isLoginOpen, takeLogin, verifierContext } from '#app/store/partnerLogins.ts';
import { loadShop } from '#app/store/shops.ts';
import { connectorById } from '#connectors/index.ts';
import { offerAccounts, type ChoiceAnswer } from './chooseAccount.ts';
import { connectGrant, loginAt, loginProblem, problemOf } from './connectGrant.ts';

/** How long a merchant may take at the partner. */
const OPEN_MS = 10 * 60_000;

export type LoginAnswer = ChoiceAnswer;

export type StartAnswer = { loginUrl: string } | { loginUrl: null; problems: ConnectProblem[] };

/** What comes back from the partner, as the embedded admin is handed it. */
const returned = z.strictObject({ state: z.string(), code: z.string().nullable(), error: z.string().nullable() });

/** What waits sealed for the way back: the proof that it began here, and what the merchant answered before. */
const begun = z.strictObject({ verifier: z.string(), settings: z.record(z.string(), z.string()) });

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const returnContext = (shopId: number, connectorId: string): string => `login-return:${shopId}:${connectorId}`;
const redirectUri = ({ environment }: Services, connectorId: string): string =>
  `${environment.SHOPIFY_APP_URL}/oauth/${connectorId}/callback`;

/**
 * The partner's login page for a merchant who sets out now; no address when none is offered, or an answer is missing.
 * @param given What a login does not answer; where it is left out, what was answered before goes on to hold.
 */
export async function startLogin(
  services: Services,
  shopId: ShopId,
  connectorId: string,
  given?: Record<string, string>,
): Promise<StartAnswer> {
  const found = loginAt(services, connectorId);
  if (found === undefined) return { loginUrl: null, problems: [] };
  const { connector, login } = found;
  const { asks } = login.authorization;
  const asked = connector.fields.filter(({ name }) => asks?.fields.includes(name));
  const former = given ?? (await formerAnswers(services, shopId, connectorId));
  const answers = asks === undefined ? { ok: true as const, settings: {} } : readAnswers(asked, asks.schema, former);
  if (!answers.ok) return { loginUrl: null, problems: answers.problems };
  const state = `${shopId}.${randomBytes(24).toString('base64url')}`;
  const verifier = randomBytes(48).toString('base64url');
  const stateHash = hashOf(state);
  const now = services.clock();
  const waiting = JSON.stringify({ verifier, settings: answers.settings } satisfies z.infer<typeof begun>);
  const sealed = services.secrets.seal(waiting, verifierContext(shopId, stateHash));
  await services.database.inShop(shopId, (sql) =>
    beginLogin(sql, { stateHash, connector: connectorId, verifier: sealed, now, expiresAt: now + OPEN_MS }),
  );
  const { clientId, extraScopes } = login.context.app;
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const sent = { clientId, extraScopes, redirectUri: redirectUri(services, connectorId), state, challenge };
  return { loginUrl: login.authorization.loginUrl(login.loginAddress, sent) };
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

/**
 * Turns what the merchant came back with into a connection, or into a choice of accounts.
 * @param actor Who comes back. @param given As `receiveLogin` sealed it.
 */
export async function finishLogin(
  services: Services,
  shopId: ShopId,
  actor: string,
  connectorId: string,
  given: string,
): Promise<LoginAnswer> {
  const found = loginAt(services, connectorId);
  const said = openReturn(services, shopId, connectorId, given);
  if (found === undefined || said === null) return loginProblem('stale');
  const stateHash = hashOf(said.state);
  const taken = await services.database.inShop(shopId, (sql) =>
    takeLogin(sql, stateHash, connectorId, services.clock()),
  );
  if (taken === undefined) return loginProblem('stale');
  if (said.error === 'access_denied') return loginProblem('denied');
  if (said.code === null) return loginProblem('refused', said.error);

  const { authorization, context } = found.login;
  const waiting = services.secrets.open(taken, verifierContext(shopId, stateHash));
  const { verifier, settings } = begun.parse(JSON.parse(waiting));
  const returnAddress = redirectUri(services, connectorId);
  const answer = await authorization.exchange({ code: said.code, verifier, redirectUri: returnAddress }, context);
  if (answer.kind === 'declined') return loginProblem('declined', answer.permissions.join(', '));
  if (answer.kind === 'halted') return problemOf(services, answer.halt);
  const { grant } = answer;
  if (authorization.accounts !== undefined) return offerAccounts(services, shopId, found, { grant, settings, actor });
  const connected = await connectGrant(services, shopId, found, { grant, settings, accountId: null });
  return connected.ok ? connected : problemOf(services, connected.halt);
}

async function formerAnswers(
  { database }: Services,
  shopId: ShopId,
  connectorId: string,
): Promise<Record<string, string>> {
  const connections = await database.inShop(shopId, (sql) => listConnections(sql));
  return connections.find(({ connector }) => connector === connectorId)?.settings ?? {};
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
