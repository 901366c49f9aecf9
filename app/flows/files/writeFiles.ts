/** Lists as files at a connection that takes files: when they are due, each is written whole, and its fate is noted. */
import { nextFilesAt } from '#app/core/files/schedule.ts';
import { fileNameOf } from '#app/core/files/fileName.ts';
import { fileExtension } from '#app/core/files/listFile.ts';
import { noteHalt } from '#app/flows/deliver/halts.ts';
import type { OpenPartner } from '#app/flows/deliver/openPartner.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import {
  adoptAccount,
  type Connection,
  holdConnection,
  isSameEntry,
  isStillOpen,
  loadConnection,
  noteConnectionWorks,
} from '#app/store/connections.ts';
import {
  listsToWrite,
  noteFile,
  readDatabaseInstant,
  readFilesDue,
  saveFilesDue,
  settleFile,
} from '#app/store/fileRuns.ts';
import { readFiledList } from '#app/store/listFile.ts';
import { holdShop, loadShop } from '#app/store/shops.ts';
import type { FileDoor } from '#connectors/kit/connector.ts';
import { listContents } from './listContents.ts';

/** @param mustStop Looked at before every file. */
export async function writeFiles(
  services: Services,
  shopId: ShopId,
  { connection }: OpenPartner,
  door: FileDoor,
  mustStop: () => boolean,
): Promise<void> {
  const { database, clock } = services;
  const { connectionId } = connection;
  const now = clock();
  const due = await database.inShop(shopId, async (sql) => {
    if (connection.syncedAccountId !== connection.accountId) {
      await holdShop(sql, 'whole shop');
      await adoptAccount(sql, connectionId);
    }
    const known = await readFilesDue(sql, connectionId);
    // A connection that was just made has its first files at once.
    if (known === null) await saveFilesDue(sql, connectionId, now);
    return known ?? now;
  });
  if (due > now || connection.pausedAt !== null) return;
  for (const destinationId of await database.inShop(shopId, (sql) => listsToWrite(sql, connectionId, due))) {
    const present = await database.inShop(shopId, (sql) => loadConnection(sql, connectionId));
    if (mustStop() || !isStillOpen(present, connection) || present.pausedAt !== null) return;
    if (!(await writeList(services, shopId, connection, destinationId, door))) return;
  }
  await database.inShop(shopId, async (sql) => {
    if (!isStillOpen(await holdConnection(sql, connectionId), connection)) return;
    const timezone = (await loadShop(sql))?.timezone ?? 'UTC';
    await noteConnectionWorks(sql, connectionId, clock());
    await saveFilesDue(sql, connectionId, nextFilesAt(timezone, door.plan.hour, clock()));
  });
}

/** @returns Whether the run goes on. Nothing is noted of a server that is not the connection's any more. */
async function writeList(
  services: Services,
  shopId: ShopId,
  connection: Connection,
  destinationId: number,
  { plan, write }: FileDoor,
): Promise<boolean> {
  const { database, clock } = services;
  const begun = await database.inShop(shopId, async (sql) => {
    // While the shop is held nobody wishes anything: what is wished before this instant can be read, what comes after has a later one.
    await holdShop(sql, 'whole shop');
    const list = await readFiledList(sql, destinationId);
    return list && { list, at: await readDatabaseInstant(sql) };
  });
  if (!begun) return true;
  const { list } = begun;
  const named = { name: list.listName, number: destinationId };
  const fileName = `${fileNameOf(plan.namePattern, named, clock(), list.timezone)}.${fileExtension(plan.format)}`;
  let rowCount = 0;
  const contents = listContents(services, shopId, list, plan, (count) => (rowCount += count));
  const answer = await write(fileName, contents);
  const at = clock();
  return database.inShop(shopId, async (sql) => {
    const present = await holdConnection(sql, connection.connectionId);
    if (!isSameEntry(present, connection)) return false;
    if (answer.kind === 'written') {
      const { byteCount, sha256 } = answer;
      await noteFile(sql, destinationId, { fileName, at, written: { rowCount, byteCount, sha256 }, problem: null });
      await settleFile(sql, destinationId, begun.at, at);
      return true;
    }
    await noteFile(sql, destinationId, { fileName, at, written: null, problem: answer.halt.reason });
    await noteHalt(services, sql, present, answer.halt);
    return false;
  });
}
