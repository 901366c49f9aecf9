/** What scopes are called among the words of the admin: a colon stands for something else there. */
import type { ApiScope } from '#app/core/api/scopes.ts';

export const scopeNames = { 'lists:read': 'lists', 'members:read': 'members' } as const satisfies Record<
  ApiScope,
  string
>;
