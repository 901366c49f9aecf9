/** Connections in the admin: shown, made after a check of what the merchant typed, and ended. */
import type { ShopId } from '#app/platform/database.ts';
import { connectorById } from '#connectors/index.ts';
import type { Halt } from '#connectors/kit/connector.ts';
import {
  endConnection,
  listConnections,
  readAccount,
  readReports,
  reserveConnection,
  saveConnection,
  saveEnding,
  type ConnectionRow,
  type SyncReport,
} from '#app/store/adminConnections.ts';
import { switchAllOff } from '#app/store/adminDestinations.ts';
import { ring } from '#app/store/bells.ts';
import { secretContext } from '#app/store/connections.ts';
import { loadShop } from '#app/store/shops.ts';
import { connectorForms, type ConnectorForm } from './adminConnectors.ts';
import { connectorContext } from './deliver/openPartner.ts';
import type { Services } from './services.ts';

export interface ConnectorCard extends ConnectorForm {
  /** Null when the shop has never connected it. */
  connection: (ConnectionRow & { reports: SyncReport[] }) | null;
}

/** Runs that are shown. */
const REPORTS = 5;
/** Of one setting. The longest there is, a private key, is shorter. */
const MOST_CHARACTERS = 8_000;

export async function readConnections(services: Services, shopId: ShopId): Promise<ConnectorCard[]> {
  const known = await services.database.inShop(shopId, async (sql) => {
    const found: (ConnectionRow & { reports: SyncReport[] })[] = [];
    for (const connection of await listConnections(sql))
      found.push({ ...connection, reports: await readReports(sql, connection.connectionId, REPORTS) });
    return found;
  });
  return connectorForms(services).map((form) => ({
    ...form,
    connection: known.find(({ connector }) => connector === form.id) ?? null,
  }));
}

/** Why a connection was not made; `field` stands for the field the words belong beside, null for the form as a whole. */
export interface ConnectProblem {
  code: 'missing' | 'too-long' | 'malformed' | 'refused' | 'out-of-reach';
  field: string | null;
  /** What the partner said, when it said something. */
  detail: string | null;
}

export type ConnectAnswer =
  /** `isOtherAccount`: lists that were switched on at another account before are off now. */
  { ok: true; accountName: string; isOtherAccount: boolean } | { ok: false; problems: ConnectProblem[] };

/**
 * Checks the settings with the partner and only then stores them, sealed. Lists that were switched on when the same account
 * was disconnected go on; at another account nothing is sent until the merchant switches it on there.
 * @param given The form as it was sent.
 */
export async function connectPartner(
  services: Services,
  shopId: ShopId,
  connectorId: string,
  given: Record<string, string>,
): Promise<ConnectAnswer> {
  const { database } = services;
  const connector = connectorById(connectorId);
  if (!connector) throw new Error(`There is no connector "${connectorId}".`);
  const missing = connector.fields.filter(({ name, optional }) => !optional && !given[name]?.trim());
  if (missing.length > 0)
    return { ok: false, problems: missing.map(({ name }) => ({ code: 'missing', field: name, detail: null })) };

  const typed = Object.fromEntries(connector.fields.map(({ name }) => [name, (given[name] ?? '').trim()]));
  const tooLong = Object.keys(typed).filter((name) => (typed[name]?.length ?? 0) > MOST_CHARACTERS);
  if (tooLong.length > 0)
    return { ok: false, problems: tooLong.map((field) => ({ code: 'too-long', field, detail: null })) };
  const settings = connector.settings.safeParse(typed);
  if (!settings.success) {
    const fields = new Set(settings.error.issues.map(({ path }) => String(path[0])));
    return { ok: false, problems: [...fields].map((field) => ({ code: 'malformed', field, detail: null })) };
  }

  const domain = await database.inShop(shopId, async (sql) => (await loadShop(sql))?.domain);
  if (domain === undefined) throw new Error(`There is no shop ${shopId}.`);
  const context = connectorContext(services, connector, { shopId, domain, accountId: null });
  const session = await connector.open(settings.data, context);
  const answer = await session.testConnection();
  if (answer.kind === 'halted') return { ok: false, problems: [problemOf(answer.halt)] };

  return keepConnection(services, shopId, connectorId, answer, JSON.stringify(settings.data));
}

/** Stores a checked connection, sealed, and sets it to work. @param secret What it is opened by. */
export async function keepConnection(
  { database, secrets, clock }: Services,
  shopId: ShopId,
  connectorId: string,
  account: { accountId: string; accountName: string },
  secret: string,
  byLogin = false,
): Promise<Extract<ConnectAnswer, { ok: true }>> {
  const isOtherAccount = await database.inShop(shopId, async (sql) => {
    const connectionId = await reserveConnection(sql, connectorId);
    const former = await readAccount(sql, connectionId);
    const isOther = former !== null && former.accountId !== account.accountId;
    if (isOther) await switchAllOff(sql, connectionId);
    await saveConnection(sql, {
      connectionId,
      connector: connectorId,
      accountId: account.accountId,
      accountName: account.accountName,
      secret: secrets.seal(secret, secretContext(shopId, connectionId)),
      byLogin,
      keepsFormer: connectorById(connectorId)?.succeed !== undefined,
      connectedAt: clock(),
    });
    await ring(sql, { task: 'place', shopId });
    await ring(sql, { task: 'deliver', shopId, connectionId });
    await ring(sql, { task: 'pull', shopId, connectionId });
    return isOther;
  });
  return { ok: true, accountName: account.accountName, isOtherAccount };
}

/**
 * Without a key nothing can be sent, so the lists stay as they are. Their switches stay too: they are how the same account,
 * connected again, goes on. Where we mark people, and can, the marks are taken away first; asked for once more, it ends at once.
 * False when there was nothing to end.
 */
export async function disconnectPartner(
  { database, clock }: Services,
  shopId: ShopId,
  connectionId: number,
): Promise<boolean> {
  return database.inShop(shopId, async (sql) => {
    const known = (await listConnections(sql)).find((one) => one.connectionId === connectionId);
    const connector = connectorById(known?.connector ?? '');
    const marksPeople = connector?.marksPeople === true;
    if (marksPeople) await switchAllOff(sql, connectionId);
    if (!marksPeople || !(await saveEnding(sql, connectionId, clock()))) {
      const revokes = known?.byLogin === true;
      const ended = await endConnection(sql, connectionId, revokes ? 'to-revoke' : 'wiped');
      if (ended && revokes) await ring(sql, { task: 'deliver', shopId, connectionId });
      return ended;
    }
    await ring(sql, { task: 'place', shopId });
    await ring(sql, { task: 'deliver', shopId, connectionId });
    return true;
  });
}

function problemOf(halt: Halt): ConnectProblem {
  const field = ('field' in halt ? halt.field : undefined) ?? null;
  return { code: halt.kind === 'merchant-must-act' ? 'refused' : 'out-of-reach', field, detail: halt.reason };
}
