/** A connection opened at its partner: the only place where a connector is looked up and its secret unsealed. */
import { connectorById } from '#connectors/index.ts';
import type { Connector, ConnectorContext, PartnerSession } from '#connectors/kit/connector.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { loadConnection, secretContext, stopConnection, type Connection } from '#app/store/connections.ts';
import { loadShop } from '#app/store/shops.ts';

export interface OpenPartner {
  connection: Connection;
  connector: Connector;
  session: PartnerSession;
}

/**
 * What a connector is handed. The partner's address is configuration, so that a stand-in can take its place.
 * @param signal Ends its calls and waits.
 */
export function connectorContext(services: Services, { address }: Connector, signal?: AbortSignal): ConnectorContext {
  const baseUrl = services.environment.partnerBaseUrls[address.variable] ?? address.standard;
  const mayCallPrivate = services.environment.ALLOW_PRIVATE_ADDRESSES === '1';
  return {
    baseUrl,
    clock: services.clock,
    log: services.log,
    mayCallPrivate,
    ...(signal === undefined ? {} : { signal }),
  };
}

/** Undefined when there is nothing to do: the shop or the connection is not active, or has to wait. */
export async function openPartner(
  services: Services,
  shopId: ShopId,
  connectionId: number,
  signal?: AbortSignal,
): Promise<OpenPartner | undefined> {
  const connection = await services.database.inShop(shopId, async (sql) => {
    if ((await loadShop(sql))?.status !== 'installed') return undefined;
    return loadConnection(sql, connectionId);
  });
  if (connection?.status !== 'active' || !connection.sealedSecret) return undefined;
  if (connection.retryAt !== null && connection.retryAt > services.clock()) return undefined;
  const connector = connectorById(connection.connector);
  if (!connector)
    throw new Error(`Connection ${connectionId} of shop ${shopId} names no connector: "${connection.connector}".`);
  const read = (sealed: Uint8Array): Record<string, string> | undefined =>
    readSettings(services, shopId, connector, sealed, connectionId);
  const current = read(connection.sealedSecret);
  if (current === undefined) {
    await services.database.inShop(shopId, (sql) => stopConnection(sql, connectionId, UNREADABLE));
    return undefined;
  }
  const { formerSecret, secretChangedAt } = connection;
  const former = connector.succeed && formerSecret && secretChangedAt !== null ? read(formerSecret) : undefined;
  const settings = former ? (connector.succeed?.(former, current, secretChangedAt ?? 0) ?? current) : current;
  return {
    connection,
    connector,
    session: await connector.open(settings, connectorContext(services, connector, signal)),
  };
}

/** Said to the merchant when the stored settings cannot be unsealed, as after a change of the secret key. */
const UNREADABLE = 'The stored key can no longer be read. Enter it again.';

/** The settings as they were stored; undefined when they cannot be read. */
function readSettings(
  { secrets, log }: Services,
  shopId: ShopId,
  connector: Connector,
  sealed: Uint8Array,
  connectionId: number,
): Record<string, string> | undefined {
  try {
    return connector.settings.parse(JSON.parse(secrets.open(sealed, secretContext(shopId, connectionId))));
  } catch (error) {
    log.error({ shopId, connectionId, err: error }, 'the stored settings of a connection cannot be read');
    return undefined;
  }
}
