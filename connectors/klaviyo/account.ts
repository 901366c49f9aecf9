/**
 * Checks a key or a token by asking whose account it is. By fetch and not by the SDK: the web process does this while the merchant waits, and
 * must not spend seconds and memory on loading a library for one call.
 */
import type { Client } from './client.ts';
import { sendAs, type Credential } from './credential.ts';
import { REVISION } from './limits.ts';

/** Null when Klaviyo names no account. */
export async function readAccount(
  client: Client,
  baseUrl: string,
  credential: Credential,
): Promise<{ accountId: string; accountName: string } | null> {
  const url = `${baseUrl}/api/accounts?${new URLSearchParams({ 'fields[account]': 'contact_information' }).toString()}`;
  const { body } = await client.call('GET', url, (signal) =>
    sendAs(credential, async (authorization) => {
      const response = await fetch(url, {
        headers: { Authorization: authorization, Accept: 'application/vnd.api+json', revision: REVISION },
        redirect: 'manual',
        signal,
      });
      const text = await response.text();
      return { status: response.status, header: (name) => response.headers.get(name), body: parsed(text) };
    }),
  );
  const account = (body as AccountsBody).data?.[0];
  if (account?.id === undefined) return null;
  return {
    accountId: account.id,
    accountName: account.attributes?.contact_information?.organization_name ?? account.id,
  };
}

/** What is read of the answer; each part may be missing. */
interface AccountsBody {
  data?: { id?: string; attributes?: { contact_information?: { organization_name?: string | null } } }[];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
