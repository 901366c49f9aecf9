/** Our app at a stand-in Klaviyo, and a merchant who logs in there and decides. */
import type { KlaviyoWorld } from '#test/connectors/klaviyo/world.ts';

export const APP = { clientId: 'kesit-app', clientSecret: 'kesit-app-secret' };

export async function registerApp(klaviyoUrl: string, redirectUri: string): Promise<void> {
  const response = await fetch(`${klaviyoUrl}/_control/apps`, {
    method: 'POST',
    body: JSON.stringify({ ...APP, name: 'Kesit', redirectUris: [redirectUri] }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** Presses a button of the login page an address leads to. Returns where the page leads back. */
export async function decideAt(loginUrl: string, account: string, decision: 'allow' | 'deny'): Promise<URL> {
  const asked = new URL(loginUrl);
  const body = new URLSearchParams(asked.searchParams);
  body.set('account', account);
  body.set('decision', decision);
  const answer = await fetch(new URL(asked.pathname, asked), { method: 'POST', body, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}

/** What the merchant does who removes our app in Klaviyo. */
export const removeAppAt = (world: KlaviyoWorld): Promise<unknown> =>
  world.control('DELETE', `/apps/${APP.clientId}/installs`);
