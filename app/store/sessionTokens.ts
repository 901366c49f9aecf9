/** How the tokens of Shopify's sessions lie in the table `session`: sealed, as base64 text, bound to their session. */
import type { Secrets } from '#app/platform/secrets.ts';

/** The id under which Shopify's libraries keep a shop's offline session. */
export function offlineSessionId(domain: string): string {
  return `offline_${domain}`;
}

const contextOf = (sessionId: string): string => `session:${sessionId}`;

export function sealToken(secrets: Secrets, sessionId: string, token: string): string {
  return secrets.seal(token, contextOf(sessionId)).toString('base64');
}

/** @throws Error when the text was not sealed by this key for this session. */
export function openToken(secrets: Secrets, sessionId: string, sealed: string): string {
  return secrets.open(Buffer.from(sealed, 'base64'), contextOf(sessionId));
}
