/** Reads what a bulk operation left behind: each line tells how a customer was after its change, as if they had been read. */
import { z } from 'zod';
import type { CustomerState } from './changes.ts';
import { CallFailed, type Client } from './client.ts';
import { addTags, deleteMetafields, removeTags, setMetafields, type BulkOperation } from './documents.ts';
import { customerIdOf } from './metafields.ts';

/** What is known of customers by results; a part is missing of whom only the other part was changed. */
export type Known = Map<string, Partial<CustomerState>>;

const line = z.object({
  data: z.object({
    tagsAdd: addTags.answer.nullish(),
    tagsRemove: removeTags.answer.nullish(),
    metafieldsSet: setMetafields.answer.nullish(),
    metafieldsDelete: deleteMetafields.answer.nullish(),
  }),
});

/** Adds what the operation's result tells. A result that cannot be had, or read, tells nothing. */
export async function addResults(client: Client, operation: BulkOperation, known: Known): Promise<void> {
  const url = operation.url ?? operation.partialDataUrl;
  if (url === null) return;
  try {
    for await (const text of linesOf(await client.fetch(url, { method: 'GET' }))) addLine(text, known);
  } catch (error) {
    // The rest is read from the customers themselves.
    if (!(error instanceof CallFailed) && !(error instanceof BrokenOff)) throw error;
  }
}

class BrokenOff extends Error {}

async function* linesOf({ body }: Response): AsyncGenerator<string> {
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new BrokenOff('The result broke off.', { cause: error });
    });
    if (done) break;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

function addLine(text: string, known: Known): void {
  if (text === '') return;
  const parsed = line.safeParse(jsonOf(text));
  if (!parsed.success) return;
  const { tagsAdd, tagsRemove, metafieldsSet, metafieldsDelete } = parsed.data.data;
  for (const tagged of [tagsAdd, tagsRemove]) {
    if (tagged?.node && tagged.userErrors.length === 0) learn(known, tagged.node.id, { tags: tagged.node.tags });
  }
  for (const { owner, value, compareDigest } of metafieldsSet?.metafields ?? []) {
    learn(known, owner.id ?? '', { list: { value, digest: compareDigest } });
  }
  for (const deleted of metafieldsDelete?.deletedMetafields ?? []) {
    if (deleted !== null) learn(known, deleted.ownerId, { list: null });
  }
}

function learn(known: Known, gid: string, what: Partial<CustomerState>): void {
  const customerId = customerIdOf(gid);
  if (customerId !== null) known.set(customerId, { ...known.get(customerId), ...what });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
