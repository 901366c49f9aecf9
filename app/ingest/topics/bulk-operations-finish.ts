/** A bulk operation of ours has ended. How, is asked of Shopify: the body is only a bell, and may never come. */
import type { Topic } from './topic.ts';

export const bulkOperationsFinish: Topic = {
  topic: 'bulk_operations/finish',
  scope: null,
  listedUnder: 'topics',
  read: () => [{ kind: 'export-finished' }],
};
