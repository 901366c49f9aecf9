/** A list at the partner before anything is sent there: found or made, and called as it should be. */
import type { ShopSql } from '#app/platform/database.ts';
import { type DestinationWork, forgetList, refillList, saveList } from '#app/store/partnerLists.ts';
import { askReplacement } from '#app/store/replacements.ts';
import { holdShop } from '#app/store/shops.ts';
import type { Halt, PartnerSession } from '#connectors/kit/connector.ts';

export interface ListRun {
  session: PartnerSession;
  save<T>(work: (sql: ShopSql) => Promise<T>): Promise<T>;
  /** Notes who must act next. */
  halt(halt: Halt): Promise<void>;
}

/** Sees to it that the list is there and has its name. @returns Its id; undefined when it is gone, or is to be replaced first. */
export async function prepareList(
  destination: DestinationWork,
  { session, save, halt }: ListRun,
): Promise<string | undefined> {
  const { destinationId, listName, listKind, partnerListId } = destination;
  const ready = await session.ensureList(listName, partnerListId, destination.mayReplace, listKind);
  if (ready.kind === 'halted') {
    await halt(ready.halt);
    return undefined;
  }
  if (ready.listId === partnerListId && destination.partnerListName !== listName)
    return rename(destination, partnerListId, { session, save, halt });
  // One that was found may hold others than we know of, and is replaced where that can be done.
  const isUnknown = ready.wasFound === true && session.replace !== undefined;
  if (ready.listId !== partnerListId)
    await save(async (sql) => {
      await holdShop(sql, 'whole shop');
      if (partnerListId !== null) await forgetList(sql, destinationId);
      await saveList(sql, destinationId, { partnerListId: ready.listId, partnerListName: listName, listKind });
      if (isUnknown) await askReplacement(sql, destinationId);
    });
  return isUnknown && !destination.whole ? undefined : ready.listId;
}

async function rename(
  { destinationId, listName, listKind }: DestinationWork,
  listId: string,
  { session, save, halt }: ListRun,
): Promise<string | undefined> {
  const answer = await session.renameList(listId, listName);
  if (answer.kind === 'halted') {
    await halt(answer.halt);
    return undefined;
  }
  const newId = answer.kind === 'refill' ? answer.listId : listId;
  await save(async (sql) => {
    if (answer.kind === 'refill') {
      await holdShop(sql, 'whole shop');
      await refillList(sql, destinationId);
    }
    await saveList(sql, destinationId, { partnerListId: newId, partnerListName: listName, listKind });
  });
  return newId;
}
