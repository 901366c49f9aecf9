/** What the merchant has granted the app has changed; `current` is all of it. */
import type { Topic } from './topic.ts';

export const appScopesUpdate: Topic = {
  topic: 'app/scopes_update',
  scope: null,
  listedUnder: 'topics',
  read: (body) => [{ kind: 'scopes', scopes: body.texts('current'), at: body.instant('updated_at') }],
};
