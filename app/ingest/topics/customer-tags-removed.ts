/** Tags were taken from a customer; those that are left are not told. */
import { readChangedTags } from '../payloads/tags.ts';
import type { Topic } from './topic.ts';

export const customerTagsRemoved: Topic = {
  topic: 'customer.tags_removed',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: readChangedTags,
};
