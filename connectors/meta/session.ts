/** One opened ad account at Meta: joins the calls of this folder to the socket, and turns failed calls into halts. */
import type { ConnectorContext, Halt, ListTarget, PartnerSession } from '../kit/connector.ts';
import { checkAccount } from './account.ts';
import { ensureAudience, isReplacing } from './audiences.ts';
import { CallFailed, makeClient, type ClientOptions } from './client.ts';
import type { UploadOptions } from './columns.ts';
import { CannotCall, isLogin, type Credential } from './credential.ts';
import { askForErasure, lookForPerson } from './erase.ts';
import { haltOf } from './errors.ts';
import { addToAudience, removeFromAudience, type Account } from './members.ts';
import { readAudience, type ListReport } from './readAudience.ts';
import { openReplacement, replacementOf } from './replace.ts';
import type { MetaSettings } from './settings.ts';
import { makeSessionIds } from './uploads.ts';

/** What Meta can do beyond the socket. */
export interface MetaSession extends PartnerSession {
  replace: NonNullable<PartnerSession['replace']>;
  replacementOf: NonNullable<PartnerSession['replacementOf']>;
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

  function uploadOptions({ kind }: ListTarget): UploadOptions {
    return { limitedDataUse: settings.limitedDataUse === 'on', byValue: kind === 'by value' };
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
    add: (list, rows) => orHalted(addToAudience(account, list, rows, uploadOptions(list))),
    remove: (list, rows) => orHalted(removeFromAudience(account, list, rows)),
    async replace(list, expectedCount) {
      const opening = await orHalted(openReplacement(account, list, uploadOptions(list), expectedCount));
      if (opening.kind !== 'open') return opening;
      const { replacement } = opening;
      return { kind: 'open', replacement: { send: (rows, isLast) => orHalted(replacement.send(rows, isLast)) } };
    },
    replacementOf: (listId) => orHalted(replacementOf(account, listId)),
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
