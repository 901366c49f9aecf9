/** A person who logs in at a stand-in Meta for our app, and decides. */
export const APP = { clientId: '700000000000001', clientSecret: 'kesit-meta-secret' };
/** Who is there without anybody having made them. */
export const PERSON = '10150000000000001';

export interface Decision {
  /** Who logs in. */
  person?: string;
  /** Everything that is asked for, when left out. */
  granted?: readonly string[];
  decision?: 'approve' | 'deny';
}

/** Presses a button of the login page an address leads to. Returns where the page leads back. */
export async function decideAtMeta(loginUrl: string, choice: Decision = {}): Promise<URL> {
  const asked = new URL(loginUrl);
  const page = await fetch(asked);
  if (!page.ok) throw new Error(await page.text());
  const body = new URLSearchParams(asked.searchParams);
  body.set('user', choice.person ?? PERSON);
  body.set('decision', choice.decision ?? 'approve');
  const scopes = (asked.searchParams.get('scope') ?? '').split(',');
  for (const permission of choice.granted ?? scopes) body.append('grant', permission);
  const answer = await fetch(new URL(asked.pathname, asked), { method: 'POST', body, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '');
}
