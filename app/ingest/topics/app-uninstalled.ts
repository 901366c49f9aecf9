/** The merchant removed the app. The body describes the shop; that it was sent is all there is to know. */
import type { Topic } from './topic.ts';

export const appUninstalled: Topic = {
  topic: 'app/uninstalled',
  scope: null,
  listedUnder: 'topics',
  read: (_shop, { toldAt }) => [{ kind: 'uninstalled', at: toldAt }],
};
