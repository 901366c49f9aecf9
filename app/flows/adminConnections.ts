/** Connections in the admin: shown, made after a check of what the merchant typed, and ended. */
import { isLoginEnding } from '#app/core/loginEnd.ts';
import type { ShopId } from '#app/platform/database.ts';
import { connectorById } from '#connectors/index.ts';
import type { Halt } from '#connectors/kit/connector.ts';
import {
  endConnection,
  listConnections,
  readReports,
  saveEnding,
  type ConnectionRow,
  type SyncReport,
} from '#app/store/adminConnections.ts';
import { switchAllOff } from '#app/store/adminDestinations.ts';
import { ring } from '#app/store/bells.ts';
import { mayHaveWebhook, pushedConnections } from '#app/store/partnerWebhooks.ts';
import { loadShop } from '#app/store/shops.ts';
import { connectorForms, type ConnectorForm } from './adminConnectors.ts';
import { readChoices, type AccountChoice } from './authorize/chooseAccount.ts';
import { readAnswers, type ConnectProblem } from './connectorAnswers.ts';
import { connectorContext } from './deliver/openPartner.ts';
import { keepConnection, type Connected } from './keepConnection.ts';
import type { Services } from './services.ts';

interface ShownConnection extends ConnectionRow {
  reports: SyncReport[];
  /** The partner pushes its events, by webhook. */
  isPushed: boolean;
  /** The login is about to run out, or has. */
  isLoginEnding: boolean;
}

export interface ConnectorCard extends ConnectorForm {
  /** Null when the shop has never connected it. */
  connection: ShownConnection | null;
  /** The accounts to choose from, for whoever has just logged in; null when nothing is to be chosen. */
  choice: AccountChoice | null;
}

/** Runs that are shown. */
const REPORTS = 5;

/** @param actor Who is looking: only whoever logged in is shown what can be chosen. */
export async function readConnections(services: Services, shopId: ShopId, actor: string): Promise<ConnectorCard[]> {
  const choices = await readChoices(services, shopId, actor);
  const known = await services.database.inShop(shopId, async (sql) => {
    const found: ShownConnection[] = [];
    const pushed = await pushedConnections(sql);
    for (const connection of await listConnections(sql)) {
      const { connectionId, loginEndsAt } = connection;
      found.push({
        ...connection,
        reports: await readReports(sql, connectionId, REPORTS),
        isPushed: pushed.has(connectionId),
        isLoginEnding: isLoginEnding(loginEndsAt, services.clock()),
      });
    }
    return found;
  });
  return connectorForms(services).map((form) => ({
    ...form,
    connection: known.find(({ connector }) => connector === form.id) ?? null,
    choice: choices.get(form.id) ?? null,
  }));
}

export type ConnectAnswer = Connected | { ok: false; problems: ConnectProblem[] };

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
  const answers = readAnswers(connector.fields, connector.settings, given);
  if (!answers.ok) return answers;
  const { settings } = answers;

  const domain = await database.inShop(shopId, async (sql) => (await loadShop(sql))?.domain);
  if (domain === undefined) throw new Error(`There is no shop ${shopId}.`);
  const context = connectorContext(services, connector, { shopId, domain, accountId: null });
  const session = await connector.open(settings, context);
  const answer = await session.testConnection();
  if (answer.kind === 'halted') return { ok: false, problems: [problemOf(answer.halt)] };

  return keepConnection(services, shopId, connectorId, answer, JSON.stringify(settings), null);
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
      const isUsed = await mayHaveWebhook(sql, connectionId);
      const revokes = known?.byLogin === true || isUsed;
      const ended = await endConnection(sql, connectionId, revokes ? 'to-revoke' : 'wiped');
      if (ended && revokes) await ring(sql, { task: isUsed ? 'unhook' : 'deliver', shopId, connectionId });
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
