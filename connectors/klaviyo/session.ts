/** One opened account at Klaviyo: joins the calls of this folder to the socket, and turns failed calls into halts. */
import type { BatchAnswer, ConnectorContext, Halt, PartnerSession } from '../kit/connector.ts';
import { readAccount } from './account.ts';
import { addToList } from './add.ts';
import type { Credential } from './credential.ts';
import { CallFailed, makeClient, type ClientTimes } from './client.ts';
import { askForErasure, lookForPerson } from './erase.ts';
import { haltOf } from './errors.ts';
import { readEvents } from './events.ts';
import { readHandle } from './handle.ts';
import { makeJobReader, type ReadJob } from './jobStates.ts';
import { labelList } from './labels.ts';
import { ensureList, renameList } from './lists.ts';
import { pollImports } from './poll.ts';
import { removeFromList } from './remove.ts';
import { loadSdk, type Sdk } from './sdk.ts';
import { settle } from './settle.ts';

export const NO_ACCOUNT = 'Klaviyo names no account for this key or permission.';

export function makeSession(
  credential: Credential,
  context: ConnectorContext,
  times: Partial<ClientTimes> = {},
): PartnerSession {
  const baseUrl = context.baseUrl.replace(/\/+$/, '');
  const client = makeClient(context, times);
  let loading: Promise<Sdk> | undefined;
  /** The check of a credential goes without the SDK; whatever comes after it needs it. */
  const sdk = (): Promise<Sdk> => (loading ??= loadSdk(client, baseUrl, credential));
  let readJob: ReadJob | undefined;

  function halted(error: unknown): { kind: 'halted'; halt: Halt; reached: 'no' | 'unknown' } {
    if (!(error instanceof CallFailed)) throw error;
    return {
      kind: 'halted',
      halt: error.failure.halt ?? haltOf(error.failure, context.clock()),
      reached: error.failure.reached,
    };
  }

  async function batch(work: (sdk: Sdk) => Promise<BatchAnswer>): Promise<BatchAnswer> {
    try {
      return await work(await sdk());
    } catch (error) {
      return halted(error);
    }
  }

  return {
    async testConnection() {
      try {
        const account = await readAccount(client, baseUrl, credential);
        if (account !== null) return { kind: 'connected', ...account };
        return { kind: 'halted', halt: { kind: 'our-bug', reason: NO_ACCOUNT } };
      } catch (error) {
        return { kind: 'halted', halt: halted(error).halt };
      }
    },
    async ensureList(name, knownId, mayReplace = true) {
      try {
        return await ensureList(await sdk(), name, knownId, mayReplace, context.clock());
      } catch (error) {
        return { kind: 'halted', halt: halted(error).halt };
      }
    },
    async labelList(listId) {
      try {
        return await labelList(await sdk(), listId);
      } catch (error) {
        return { kind: 'halted', halt: halted(error).halt };
      }
    },
    async renameList(listId, name) {
      try {
        await renameList(await sdk(), listId, name);
        return { kind: 'renamed' };
      } catch (error) {
        return { kind: 'halted', halt: halted(error).halt };
      }
    },
    add: (list, rows) => batch((api) => addToList(api, list, rows, context.clock())),
    remove: (list, rows) => batch((api) => removeFromList(api, list, rows, context.clock())),
    poll: (handle, rows) =>
      batch((api) => {
        readJob ??= makeJobReader(api, context.clock);
        return pollImports(api, readJob, readHandle(handle), rows, context.clock());
      }),
    async settle(sinceMs) {
      try {
        return await settle(await sdk(), sinceMs);
      } catch (error) {
        return { kind: 'halted', halt: halted(error).halt };
      }
    },
    async erase(person) {
      try {
        return await askForErasure(await sdk(), person);
      } catch (error) {
        return { kind: 'halted', halt: halted(error).halt };
      }
    },
    async checkErasure(person) {
      try {
        return await lookForPerson(await sdk(), person);
      } catch (error) {
        return { kind: 'halted', halt: halted(error).halt };
      }
    },
    async *pullEvents(state, fromMs) {
      try {
        yield* readEvents(await sdk(), state, fromMs, context.clock());
      } catch (error) {
        yield { halt: halted(error).halt };
      }
    },
  };
}
