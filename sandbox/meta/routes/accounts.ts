/** Ad accounts as their users see them. */
import { selected, type Readers } from '../protocol/fields.ts';
import { paged } from '../protocol/paging.ts';
import { allAccounts, mayUse, type AdAccount } from '../store/accounts.ts';
import type { AccountExchange, TokenExchange } from './exchange.ts';

const FIELDS: Readers<AdAccount> = {
  id: ({ id }) => `act_${id}`,
  account_id: ({ id }) => id,
  name: ({ name }) => name,
  account_status: ({ status }) => status,
  currency: ({ currency }) => currency,
  timezone_name: ({ timezone }) => timezone,
  business: ({ businessId, businessName }) => ({ id: businessId, name: businessName }),
  business_name: ({ businessName }) => businessName,
  user_tasks: ({ tasks }) => tasks,
  tos_accepted: accepted,
  user_tos_accepted: accepted,
};

function accepted(account: AdAccount): object {
  return {
    ...(account.tosAccepted ? { custom_audience_tos: 1 } : {}),
    ...(account.valueTosAccepted ? { value_based_custom_audience_tos: 1 } : {}),
  };
}

export function myAccounts({ db, token, params, address }: TokenExchange): unknown {
  const shown = selected('AdAccount', FIELDS, params.text('fields') ?? 'id,account_id');
  const mine = allAccounts(db).filter((account) => mayUse(account, token.user.id));
  const { page, paging } = paged(mine, params, address);
  return { data: page.map(shown), paging };
}

export function readAccount({ account, params }: AccountExchange): unknown {
  return selected('AdAccount', FIELDS, params.text('fields') ?? 'id,account_id')(account);
}
