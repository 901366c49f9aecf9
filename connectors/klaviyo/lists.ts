/** Finds the list that a segment is kept in, or makes it; never a second one of the same name. */
import { CallFailed } from './client.ts';
import { equals } from './filters.ts';
import { pages, type Sdk } from './sdk.ts';

/** The id of the list. `knownId` is tried first: the merchant may have renamed the list. */
export async function ensureList(sdk: Sdk, name: string, knownId: string | null): Promise<string> {
  if (knownId !== null && (await exists(sdk, knownId))) return knownId;
  return (await findByName(sdk, name)) ?? (await create(sdk, name));
}

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

async function create(sdk: Sdk, name: string): Promise<string> {
  const { body } = await sdk.lists.createList({ data: { type: 'list', attributes: { name } } });
  return body.data.id;
}

export async function renameList(sdk: Sdk, listId: string, name: string): Promise<void> {
  await sdk.lists.updateList(listId, { data: { type: 'list', id: listId, attributes: { name } } });
}
