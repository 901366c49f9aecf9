/** Tags were added to a customer; those that were there before are not told. */
import { readChangedTags } from '../payloads/tags.ts';
import type { Topic } from './topic.ts';

export const customerTagsAdded: Topic = {
  topic: 'customer.tags_added',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: readChangedTags,
};
