/** What a key may be allowed to do. */
export const apiScopes = ['lists:read', 'members:read'] as const;
export type ApiScope = (typeof apiScopes)[number];
