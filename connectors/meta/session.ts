/** One opened ad account at Meta: joins the calls of this folder to the socket, and turns failed calls into halts. */
import type { BatchAnswer, ConnectorContext, Halt, ListTarget, PartnerSession, Row } from '../kit/connector.ts';
import { checkAccount } from './account.ts';
import { ensureAudience, isReplacing, type Ready } from './audiences.ts';
import { CallFailed, makeClient, type ClientOptions } from './client.ts';
import type { UploadOptions } from './columns.ts';
import { CannotCall, isLogin, type Credential } from './credential.ts';
import { askForErasure, lookForPerson } from './erase.ts';
import { haltOf } from './errors.ts';
import { addToAudience, removeFromAudience, type Account } from './members.ts';
import { readAudience, type ListReport } from './readAudience.ts';
import { replaceAudience } from './replace.ts';
import type { MetaSettings } from './settings.ts';
import { makeSessionIds } from './uploads.ts';

/** What each customer is worth, by customer id, not negative. With it a list is an audience by value, and only with it. */
export type Values = ReadonlyMap<string, number>;

export interface ReplaceOptions {
  values?: Values;
  /** Most rows of one batch; as many as Meta takes when left out. */
  mostRows?: number;
}

/** What Meta can do beyond the socket. */
export interface MetaSession extends PartnerSession {
  ensureList(name: string, knownId: string | null, mayReplace?: boolean, kind?: 'plain' | 'by value'): Promise<Ready>;
  add(list: ListTarget, rows: readonly Row[], values?: Values): Promise<BatchAnswer>;
  /**
   * Makes the rows the whole list, whoever was in it. Rows that Meta did not take in time are `retry`, to be added when it has ended;
   * until then nothing else may change the list, and `settle` says `busy`.
   */
  replace(list: ListTarget, rows: readonly Row[], options?: ReplaceOptions): Promise<BatchAnswer>;
  readList(listId: string): Promise<ListReport>;
}

/** Meta has done by then what may be a matter of minutes; a replacement may take longer and is asked after again. */
const CHECK_AGAIN_MS = 60_000;

export function makeSession(
  credential: Credential,
  settings: Pick<MetaSettings, 'adAccountId' | 'limitedDataUse'>,
  context: ConnectorContext,
  options: ClientOptions = {},
): MetaSession {
  const accountId = settings.adAccountId;
  const byLogin = isLogin(credential);
  const account: Account = {
    client: makeClient(credential, context, options),
    accountId,
    context,
    nextSessionId: makeSessionIds(context.clock, options.random ?? Math.random),
  };

  function uploadOptions(values: Values | undefined): UploadOptions {
    return { limitedDataUse: settings.limitedDataUse === 'on', ...(values === undefined ? {} : { values }) };
  }

  async function orHalted<T>(work: Promise<T>): Promise<T | { kind: 'halted'; halt: Halt; reached: 'no' | 'unknown' }> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof CannotCall) return { kind: 'halted', halt: error.halt, reached: 'no' };
      if (!(error instanceof CallFailed)) throw error;
      const { reached } = error.failure;
      return { kind: 'halted', halt: haltOf(error.failure, accountId, context.clock(), byLogin), reached };
    }
  }

  return {
    testConnection: () => orHalted(checkAccount(account.client, accountId, byLogin)),
    ensureList: (name, knownId, mayReplace = true, kind = 'plain') =>
      orHalted(ensureAudience(account, name, knownId, mayReplace, kind === 'by value')),
    renameList: (listId, name) =>
      orHalted(account.client.call('renameAudience', listId, { name }).then(() => ({ kind: 'renamed' }) as const)),
    add: (list, rows, values) => orHalted(addToAudience(account, list, rows, uploadOptions(values))),
    remove: (list, rows) => orHalted(removeFromAudience(account, list, rows)),
    replace: (list, rows, { values, mostRows } = {}) =>
      orHalted(replaceAudience(account, list, rows, uploadOptions(values), mostRows)),
    poll() {
      const reason = 'Meta takes nothing for later: there is nothing to ask after.';
      return Promise.resolve({ kind: 'halted', halt: { kind: 'our-bug', reason }, reached: 'no' });
    },
    settle: () =>
      orHalted(
        isReplacing(account).then((busy) =>
          busy ? { kind: 'busy', checkAfterMs: CHECK_AGAIN_MS } : { kind: 'quiet' },
        ),
      ),
    erase: (person) => orHalted(askForErasure(account, person)),
    checkErasure: (person) => orHalted(lookForPerson(account, person)),
    readList: (listId) =>
      orHalted(readAudience(account.client, listId).then((report) => ({ kind: 'read', report }) as const)),
  };
}
