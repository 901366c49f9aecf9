/** Finds the list that a segment is kept in, or makes it; never a second one of the same name. */
import type { Halt } from '../kit/connector.ts';
import { CallFailed } from './client.ts';
import { equals } from './filters.ts';
import { pages, type Sdk } from './sdk.ts';

type Ready = { kind: 'ready'; listId: string } | { kind: 'halted'; halt: Halt };

/** `knownId` is tried first: the merchant may have renamed the list. */
export async function ensureList(
  sdk: Sdk,
  name: string,
  knownId: string | null,
  mayReplace: boolean,
  nowMs: number,
): Promise<Ready> {
  if (knownId !== null && (await exists(sdk, knownId))) return { kind: 'ready', listId: knownId };
  if (knownId !== null && !mayReplace) return { kind: 'halted', halt: { kind: 'list-gone', reason: GONE } };
  const listId = await findByName(sdk, name);
  return listId === null ? create(sdk, name, nowMs) : { kind: 'ready', listId };
}

const GONE = 'The list does not exist in Klaviyo any more.';
const NO_MORE_TODAY =
  'Klaviyo lets an account make 150 lists a day, and these are made. The list is made as soon as Klaviyo allows it.';
/** Waits longer than this are those for another day. */
const SHORT_MS = 120_000;

async function exists(sdk: Sdk, listId: string): Promise<boolean> {
  try {
    await sdk.lists.getList(listId, { fieldsList: ['name'] });
    return true;
  } catch (error) {
    if (error instanceof CallFailed && (error.failure.status === 404 || error.failure.status === 410)) return false;
    throw error;
  }
}

/** Klaviyo lets names repeat: of several the oldest, the same at every run. */
async function findByName(sdk: Sdk, name: string): Promise<string | null> {
  const named = pages((cursor) =>
    sdk.lists.getLists({ filter: equals('name', name), fieldsList: ['name'], sort: 'created', ...cursor }),
  );
  for await (const { data } of named) {
    const list = data.find(({ attributes }) => attributes.name === name);
    if (list !== undefined) return list.id;
  }
  return null;
}

/** New lists are limited by the day too; when the day's are made, only this list waits. */
async function create(sdk: Sdk, name: string, nowMs: number): Promise<Ready> {
  try {
    const { body } = await sdk.lists.createList({ data: { type: 'list', attributes: { name } } });
    return { kind: 'ready', listId: body.data.id };
  } catch (error) {
    const { status, retryAfterMs, operation } = error instanceof CallFailed ? error.failure : nothingSaid;
    if (status !== 429 || operation?.id !== 'create_list' || retryAfterMs === null || retryAfterMs < SHORT_MS)
      throw error;
    const notBeforeMs = nowMs + Math.ceil(retryAfterMs);
    return { kind: 'halted', halt: { kind: 'list-waits', notBeforeMs, reason: NO_MORE_TODAY } };
  }
}

const nothingSaid = { status: null, retryAfterMs: null, operation: undefined } as const;

export async function renameList(sdk: Sdk, listId: string, name: string): Promise<void> {
  await sdk.lists.updateList(listId, { data: { type: 'list', id: listId, attributes: { name } } });
}
