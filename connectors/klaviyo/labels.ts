/**
 * Marks the lists we made with a tag of our own, in a tag group of our own, so that the merchant finds them together. Tags of others are
 * never touched, and nothing else depends on it: what the key or login may not do, or the account has no room for, is told and left.
 */
import type { LabelRefusal } from '../kit/connector.ts';
import { CallFailed } from './client.ts';
import { equals } from './filters.ts';
import { pages, type Sdk } from './sdk.ts';

/** Name of the tag and of its group. */
const LABEL = 'Kesit';

export async function labelList(sdk: Sdk, listId: string): Promise<{ kind: 'labelled' } | LabelRefusal> {
  try {
    const tagId = (await findTag(sdk)) ?? (await createTag(sdk));
    await sdk.tags.tagLists(tagId, { data: [{ type: 'list', id: listId }] });
    return { kind: 'labelled' };
  } catch (error) {
    const { status = null, complaints = [] } = error instanceof CallFailed ? error.failure : {};
    if (status === 403) return { kind: 'refused', problem: 'permission' };
    const isFull = complaints.some(({ detail }) => /maximum|limit|more than/i.test(detail));
    if (status === 400 || status === 409) return { kind: 'refused', problem: isFull ? 'limit' : 'other' };
    throw error;
  }
}

/** A tag of our name: that of our own group before one that somebody made elsewhere. */
async function findTag(sdk: Sdk): Promise<string | null> {
  let found: string | null = null;
  const tags = pages((cursor) =>
    sdk.tags.getTags({ filter: equals('name', LABEL), include: ['tag-group'], fieldsTagGroup: ['name'], ...cursor }),
  );
  for await (const { data, included } of tags) {
    const ours = new Set((included ?? []).flatMap(({ id, attributes }) => (attributes.name === LABEL ? [id] : [])));
    for (const { id, attributes, relationships } of data) {
      if (attributes.name !== LABEL) continue;
      if (ours.has(relationships?.tagGroup?.data?.id ?? '')) return id;
      found ??= id;
    }
  }
  return found;
}

async function createTag(sdk: Sdk): Promise<string> {
  const groupId = (await findGroup(sdk)) ?? (await createGroup(sdk));
  const { body } = await sdk.tags.createTag({
    data: {
      type: 'tag',
      attributes: { name: LABEL },
      relationships: { tagGroup: { data: { type: 'tag-group', id: groupId } } },
    },
  });
  return body.data.id;
}

async function findGroup(sdk: Sdk): Promise<string | null> {
  const { body } = await sdk.tags.getTagGroups({ filter: equals('name', LABEL), fieldsTagGroup: ['name'] });
  return body.data.find(({ attributes }) => attributes.name === LABEL)?.id ?? null;
}

async function createGroup(sdk: Sdk): Promise<string> {
  const { body } = await sdk.tags.createTagGroup({
    data: { type: 'tag-group', attributes: { name: LABEL, exclusive: false } },
  });
  return body.data.id;
}
