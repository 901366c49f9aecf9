/** Checks an ad account before it is connected, and whenever asked: the token, its permissions, the ad account, and whether Meta's terms are accepted for it. */
import type { Halt } from '../kit/connector.ts';
import { fieldsOf, textOf, type Fields } from './answer.ts';
import { CallFailed, type Client } from './client.ts';
import { ruleOf } from './errors.ts';
import { termsLink } from './graph.ts';

/** What a token must be allowed to do. */
export const NEEDED_PERMISSION = 'ads_management';

/** What is said without it, of a token that was entered and of a login. */
export const LACKS_PERMISSION = {
  token: `The access token lacks the permission ${NEEDED_PERMISSION}. Create one that has it and connect again.`,
  login: `Meta was not allowed to give Kesit the permission ${NEEDED_PERMISSION}. Log in again and allow it.`,
};

export async function checkAccount(
  client: Client,
  accountId: string,
  byLogin: boolean,
): Promise<{ kind: 'connected'; accountId: string; accountName: string } | { kind: 'halted'; halt: Halt }> {
  const account = await client.call('readAccount', accountId, { fields: 'id,name,tos_accepted,user_tos_accepted' });
  if (!(await hasPermission(client))) {
    const halt = { kind: 'merchant-must-act', action: 'reconnect' } as const;
    if (byLogin) return { kind: 'halted', halt: { ...halt, reason: LACKS_PERMISSION.login } };
    return { kind: 'halted', halt: { ...halt, reason: LACKS_PERMISSION.token, field: 'accessToken' } };
  }
  if (!hasAcceptedTerms(account)) {
    const reason = `Meta’s terms for custom audiences are not accepted for this ad account. A person of the business has to accept them: ${termsLink(accountId)}`;
    return { kind: 'halted', halt: { kind: 'merchant-must-act', action: 'accept-terms', reason } };
  }
  return { kind: 'connected', accountId, accountName: textOf(account.name) ?? accountId };
}

/** A token of a kind that tells nothing of its permissions shows by the first call what it lacks. */
async function hasPermission(client: Client): Promise<boolean> {
  try {
    const { data } = await client.call('readPermissions', 'me');
    if (!Array.isArray(data) || data.length === 0) return true;
    return data.map(fieldsOf).some((entry) => entry?.permission === NEEDED_PERMISSION && entry.status === 'granted');
  } catch (error) {
    if (!(error instanceof CallFailed) || !['our-bug', 'fix-setting'].includes(ruleOf(error.failure).next)) throw error;
    return true;
  }
}

/** Each is a map from terms to 1. Where Meta says nothing of terms, an upload would be told. */
function hasAcceptedTerms({ tos_accepted: byAccount, user_tos_accepted: byUser }: Fields): boolean {
  const said = [fieldsOf(byAccount), fieldsOf(byUser)].filter((terms) => terms !== null);
  return said.length === 0 || said.some(({ custom_audience_tos: accepted }) => Boolean(Number(accepted ?? 0)));
}
