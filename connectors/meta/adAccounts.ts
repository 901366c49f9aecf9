/** The ad accounts in which whoever logged in may advertise, each with its state in words. */
import type { AccountsAnswer, OfferedAccount } from '../kit/authorization.ts';
import { numberOf, textOf, type Fields } from './answer.ts';
import type { Client } from './client.ts';
import { entriesOf } from './pages.ts';

export interface AccountState {
  /** Of `account_status`. */
  codes: readonly number[];
  isUsable: boolean;
  notice: { tr: string; en: string };
}

/** Every state but 1, which is in order. What Meta adds is shown without words. */
export const ACCOUNT_STATES: readonly AccountState[] = [
  { codes: [2], isUsable: false, notice: { tr: 'Meta bu hesabı kapatmış', en: 'Disabled by Meta' } },
  { codes: [3, 8, 9], isUsable: true, notice: { tr: 'Ödenmemiş borcu var', en: 'Has an unpaid balance' } },
  { codes: [7], isUsable: true, notice: { tr: 'Meta’nın incelemesinde', en: 'Being reviewed by Meta' } },
  { codes: [100], isUsable: false, notice: { tr: 'Kapatılıyor', en: 'Being closed' } },
  { codes: [101, 202], isUsable: false, notice: { tr: 'Kapatılmış', en: 'Closed' } },
];

const FIELDS = 'id,name,currency,account_status,user_tasks';
/** Tasks that let somebody change audiences. */
const ADVERTISING = ['ADVERTISE', 'MANAGE'];
const PAGE_ROWS = 100;
/** So many are shown at most: a page of the admin holds them all. */
export const MOST_OFFERED = 1_000;

export async function findOfferedAccounts(client: Client): Promise<Extract<AccountsAnswer, { kind: 'accounts' }>> {
  const accounts: OfferedAccount[] = [];
  for await (const account of entriesOf(client, 'findAccounts', 'me', { fields: FIELDS }, PAGE_ROWS)) {
    const offered = offeredOf(account);
    if (offered === null) continue;
    if (accounts.length === MOST_OFFERED) return { kind: 'accounts', accounts, isCutOff: true };
    accounts.push(offered);
  }
  return { kind: 'accounts', accounts, isCutOff: false };
}

/** Null for one in which the person may not advertise. */
function offeredOf(account: Fields): OfferedAccount | null {
  const accountId = textOf(account.id);
  const { user_tasks: tasks } = account;
  // Where Meta says nothing of tasks, the check of the account does.
  const mayAdvertise = !Array.isArray(tasks) || tasks.some((task) => ADVERTISING.includes(String(task)));
  if (accountId === null || !mayAdvertise) return null;
  const state = ACCOUNT_STATES.find(({ codes }) => codes.includes(numberOf(account.account_status) ?? 1));
  return {
    accountId,
    name: textOf(account.name) ?? accountId,
    currency: textOf(account.currency),
    notice: state?.notice ?? null,
    isUsable: state?.isUsable ?? true,
  };
}
