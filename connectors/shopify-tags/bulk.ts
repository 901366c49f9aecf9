/** Changes many customers by bulk operations: one for each kind of change, side by side, each with a file of its own. */
import type { Change } from './changes.ts';
import { CallFailed, type Client } from './client.ts';
import {
  addTags,
  deleteMetafields,
  removeTags,
  runBulkMutation,
  setMetafields,
  stageUpload,
  type UploadTarget,
} from './documents.ts';
import { startHalt } from './errors.ts';
import { MOST_METAFIELDS } from './limits.ts';
import { customerGid, deleteInput, inParts, setInput } from './metafields.ts';

interface Part {
  mutation: string;
  lines: readonly object[];
}

/** Tags that leave go before those that come: a customer has room for only so many. */
function partsOf(changes: readonly Change[]): Part[] {
  const setting = changes.filter(({ list }) => typeof list === 'string');
  const deleting = changes.filter(({ list }) => list === null);
  const parts: Part[] = [
    {
      mutation: removeTags.text,
      lines: changes.flatMap(({ customerId, remove: tags }) =>
        tags.length === 0 ? [] : [{ id: customerGid(customerId), tags }],
      ),
    },
    {
      mutation: addTags.text,
      lines: changes.flatMap(({ customerId, add: tags }) =>
        tags.length === 0 ? [] : [{ id: customerGid(customerId), tags }],
      ),
    },
    {
      mutation: setMetafields.text,
      lines: inParts(setting, MOST_METAFIELDS).map((some) => ({ metafields: some.map(setInput) })),
    },
    {
      mutation: deleteMetafields.text,
      lines: inParts(deleting, MOST_METAFIELDS).map((some) => ({ metafields: some.map(deleteInput) })),
    },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

/**
 * Starts them. What Shopify takes no more of is left for the next round, if it took any.
 * @returns Ids of the operations, at least one.
 */
export async function startBulk(client: Client, changes: readonly Change[], nowMs: number): Promise<string[]> {
  const operationIds: string[] = [];
  for (const { mutation, lines } of partsOf(changes)) {
    try {
      const path = await upload(client, lines);
      const { bulkOperation, userErrors } = await client.ask(runBulkMutation, { mutation, path });
      if (bulkOperation !== null) operationIds.push(bulkOperation.id);
      else if (operationIds.length === 0) throw new CallFailed(startHalt(userErrors[0]?.code ?? '*', nowMs), 'no');
      else break;
    } catch (error) {
      // Those that were started go on, and nobody would look after them.
      if (error instanceof CallFailed && operationIds.length > 0) throw new CallFailed(error.halt, 'unknown');
      throw error;
    }
  }
  return operationIds;
}

async function upload(client: Client, lines: readonly object[]): Promise<string> {
  const { stagedTargets } = await client.ask(stageUpload, {});
  const target = stagedTargets?.[0];
  const path = target?.parameters.find(({ name }) => name === 'key')?.value;
  if (target === undefined || path === undefined) {
    throw new CallFailed({ kind: 'our-bug', reason: 'Shopify gave no place for an upload.' }, 'no');
  }
  const response = await client.fetch(target.url, { method: 'POST', body: formOf(target, lines) });
  await response.body?.cancel();
  return path;
}

/** The file comes last, after what it is signed with. */
function formOf({ parameters }: UploadTarget, lines: readonly object[]): FormData {
  const form = new FormData();
  for (const { name, value } of parameters) form.append(name, value);
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  form.append('file', new Blob([text], { type: 'text/jsonl' }), 'kesit.jsonl');
  return form;
}
