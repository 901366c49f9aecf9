/** Tags: as the comma-separated text of orders and products, and as news of a customer's, which tell differences only. */
import type { Change } from '#app/core/changes.ts';
import { isOwnTag } from '#app/core/placements/ownTags.ts';
import type { TopicContext } from '../topics/topic.ts';
import type { Fields } from './fields.ts';

/** Shopify allows 250 tags of 255 characters. */
const LONGEST_TAGS = 100_000;

/** None when the field is absent. Each tag once, in the order given. */
export function readTags(object: Fields): string[] {
  const words = (object.textOrNull('tags', LONGEST_TAGS) ?? '').split(',').map((tag) => tag.trim());
  return [...new Set(words)].filter((tag) => tag !== '');
}

/** The customer is read anew: adding and removing could come in any order. Our own tags are no news. */
export function readChangedTags(body: Fields, { toldAt }: TopicContext): Change[] {
  const tags = body.texts('tags');
  if (tags.length > 0 && tags.every(isOwnTag)) return [];
  return [{ kind: 'refetch', object: 'customer', id: body.gid('customerId', 'Customer'), at: toldAt }];
}
