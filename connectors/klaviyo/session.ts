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
import { lookAtWebhook, makeWebhook, removeWebhook } from './webhooks.ts';

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

  /** What failed is answered as a halt. */
  async function orHalt<T>(work: (sdk: Sdk) => Promise<T>): Promise<T | { kind: 'halted'; halt: Halt }> {
    try {
      return await work(await sdk());
    } catch (error) {
      return { kind: 'halted', halt: halted(error).halt };
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
    ensureList: (name, knownId, mayReplace = true) =>
      orHalt((api) => ensureList(api, name, knownId, mayReplace, context.clock())),
    labelList: (listId) => orHalt((api) => labelList(api, listId)),
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
    settle: (sinceMs) => orHalt((api) => settle(api, sinceMs)),
    erase: (person) => orHalt((api) => askForErasure(api, person)),
    checkErasure: (person) => orHalt((api) => lookForPerson(api, person)),
    webhooks: {
      look: (webhookId) => orHalt((api) => lookAtWebhook(api, webhookId)),
      make: (wanted, formerId) => orHalt((api) => makeWebhook(api, wanted, formerId)),
      remove: (name, webhookId) => orHalt((api) => removeWebhook(api, name, webhookId)),
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
