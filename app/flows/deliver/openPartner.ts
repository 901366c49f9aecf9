/** A connection opened at its partner: the only place where a connector is looked up and its secret unsealed. */
import { connectorById } from '#connectors/index.ts';
import { type Allowance, ownAllowance } from '#app/core/placements/allowance.ts';
import type { Connector, ConnectorContext, PartnerSession } from '#connectors/kit/connector.ts';
import type { Services } from '#app/flows/services.ts';
import { partnerAddress, partnerLogin } from '#app/flows/authorize/partnerApp.ts';
import { readGrant } from '#app/flows/authorize/storedSecret.ts';
import { tokenSource } from '#app/flows/authorize/usableGrant.ts';
import { withAdmin } from '#app/flows/shopify/admin.ts';
import { adminAddress } from '#app/flows/shopify/exchange.ts';
import { waitOrStop } from '#app/platform/clock.ts';
import type { ShopId } from '#app/platform/database.ts';
import {
  holdConnection,
  isSameEntry,
  loadConnection,
  secretContext,
  stopConnection,
  type Connection,
} from '#app/store/connections.ts';
import { changeAllowance } from '#app/store/partnerAllowance.ts';
import { loadShop } from '#app/store/shops.ts';

export interface OpenPartner {
  connection: Connection;
  connector: Connector;
  session: PartnerSession;
}

/** Whose connection it is; `accountId` says whose limits its calls count by, null where that is not known yet. */
export interface ConnectionOwner {
  shopId: ShopId;
  domain: string;
  accountId: string | null;
}

/**
 * What a connector is handed. The partner's address is configuration, so that a stand-in can take its place. Who speaks to the shop
 * itself gets its Admin API, and never the token.
 * @param signal Ends its calls and waits.
 */
export function connectorContext(
  services: Services,
  { id, address }: Connector,
  { shopId, domain, accountId }: ConnectionOwner,
  signal?: AbortSignal,
): ConnectorContext {
  const { clock, log, environment, wait = waitOrStop } = services;
  const context = {
    clock,
    log,
    ...(signal === undefined ? {} : { signal }),
    allowance:
      accountId === null
        ? ownAllowance()
        : sharedAllowance(services, services.secrets.fingerprint(`account:${id}:${accountId}`)),
    wait: (delayMs: number) => wait(delayMs, signal),
    mayCallPrivate: environment.ALLOW_PRIVATE_ADDRESSES === '1',
  };
  if (address === 'shop')
    return {
      ...context,
      baseUrl: adminAddress(environment, domain),
      shop: withAdmin(services, shopId, domain, { signal }),
    };
  if (address === 'entered') return { ...context, baseUrl: '' };
  return { ...context, baseUrl: partnerAddress(environment, address) };
}

const sharedAllowance = ({ database, clock }: Services, account: string): Allowance => ({
  change: (name, work) => changeAllowance(database, { account, name, now: clock() }, work),
});

/** Undefined when there is nothing to do: the shop or the connection is not active, or has to wait. */
export async function openPartner(
  services: Services,
  shopId: ShopId,
  connectionId: number,
  signal?: AbortSignal,
): Promise<OpenPartner | undefined> {
  const found = await services.database.inShop(shopId, async (sql) => {
    const shop = await loadShop(sql);
    if (shop?.status !== 'installed') return undefined;
    return { domain: shop.domain, connection: await loadConnection(sql, connectionId) };
  });
  const connection = found?.connection;
  if (found === undefined || connection?.status !== 'active' || !connection.sealedSecret) return undefined;
  if (connection.loginEndsAt !== null && connection.loginEndsAt <= services.clock()) {
    await services.database.inShop(shopId, async (sql) => {
      if (isSameEntry(await holdConnection(sql, connectionId), connection))
        await stopConnection(sql, connectionId, LOGIN_ENDED);
    });
    return undefined;
  }
  if (connection.retryAt !== null && connection.retryAt > services.clock()) return undefined;
  const session = await openSession(services, { shopId, domain: found.domain }, connection, signal);
  if (session === undefined) {
    await services.database.inShop(shopId, (sql) => stopConnection(sql, connectionId, UNREADABLE));
    return undefined;
  }
  return { connection, connector: connectorOf(shopId, connection), session };
}

/** Opens a connection by what is stored of it, whatever state it is in; undefined when that is gone or cannot be read. */
export async function openSession(
  services: Services,
  { shopId, domain }: { shopId: ShopId; domain: string },
  connection: Connection,
  signal?: AbortSignal,
): Promise<PartnerSession | undefined> {
  const connector = connectorOf(shopId, connection);
  const open = readSecret(services, shopId, connector, connection);
  return open?.(connectorContext(services, connector, { shopId, domain, accountId: connection.accountId }, signal));
}

function connectorOf(shopId: ShopId, { connectionId, connector: id }: Connection): Connector {
  const connector = connectorById(id);
  if (!connector) throw new Error(`Connection ${connectionId} of shop ${shopId} names no connector: "${id}".`);
  return connector;
}

/** Said to the merchant when the stored settings cannot be unsealed, as after a change of the secret key. */
export const UNREADABLE = 'The stored key can no longer be read. Enter it again.';

/** Said to the merchant when a login has ended that nothing refreshes. */
const LOGIN_ENDED = 'The login has run out. Log in again.';

/** How the connection is opened by what is stored of it; undefined when that cannot be read. */
function readSecret(
  services: Services,
  shopId: ShopId,
  connector: Connector,
  { connectionId, accountId, settings: answers, sealedSecret, formerSecret, secretChangedAt }: Connection,
): ((context: ConnectorContext) => Promise<PartnerSession>) | undefined {
  const { secrets, log } = services;
  if (sealedSecret === null) return undefined;
  const unsealed = (sealed: Uint8Array): string => secrets.open(sealed, secretContext(shopId, connectionId));
  try {
    const text = unsealed(sealedSecret);
    const grant = readGrant(text);
    if (grant !== null) {
      const login = partnerLogin(services, connector);
      if (login === undefined) throw new Error(`The app at ${connector.name} is not configured any more.`);
      const token = tokenSource(services, shopId, connectionId, login, grant);
      const opened = { app: login.context.app, accountId, settings: answers };
      return (context) => login.authorization.open(token, context, opened);
    }
    const current = connector.settings.parse(JSON.parse(text));
    const settings =
      connector.succeed && formerSecret && secretChangedAt !== null
        ? connector.succeed(connector.settings.parse(JSON.parse(unsealed(formerSecret))), current, secretChangedAt)
        : current;
    return (context) => connector.open(settings, context);
  } catch (error) {
    log.error({ shopId, connectionId, err: error }, 'the stored settings of a connection cannot be read');
    return undefined;
  }
}
