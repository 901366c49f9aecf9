/** One opened shop: joins the calls of this folder to the socket, and turns failed calls into halts. */
import { tagOfList } from '#app/core/placements/ownTags.ts';
import type { ConnectorContext, Halt, PartnerSession } from '../kit/connector.ts';
import { bring, goOn, isWorking } from './bring.ts';
import { CallFailed, makeClient } from './client.ts';
import { ensureDefinition } from './definition.ts';
import { grantedScopes, theShop } from './documents.ts';
import { haltOf } from './errors.ts';
import { SCOPE } from './limits.ts';

/** When to look again for bulk operations that were lost sight of. */
const CHECK_AGAIN_MS = 10_000;

export function makeSession(context: ConnectorContext): PartnerSession {
  const client = makeClient(context);
  const { clock } = context;

  async function orHalted<T>(work: Promise<T>): Promise<T | { kind: 'halted'; halt: Halt; reached: 'no' | 'unknown' }> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      return { kind: 'halted', halt: error.halt, reached: error.reached };
    }
  }

  async function checkShop(): ReturnType<PartnerSession['testConnection']> {
    const { accessScopes } = await client.ask(grantedScopes, {});
    if (!accessScopes.some(({ handle }) => handle === SCOPE)) {
      const halt = haltOf({ kind: 'merchant-must-act', action: 'grant-access', reason: SCOPE });
      return { kind: 'halted', halt };
    }
    const { id, name } = await client.ask(theShop, {});
    return { kind: 'connected', accountId: id.replace(/^.*\//, ''), accountName: name };
  }

  return {
    testConnection: () => orHalted(checkShop()),
    // A tag is there as soon as somebody has it: its list is its name, and keeps that until it is renamed.
    ensureList(name, knownId) {
      if (knownId !== null) return Promise.resolve({ kind: 'ready', listId: knownId });
      const listId = tagOfList(name);
      return orHalted(ensureDefinition(client, context.log).then(() => ({ kind: 'ready', listId }) as const));
    },
    renameList: (listId, name) => {
      const renamed = tagOfList(name);
      return Promise.resolve(renamed === listId ? { kind: 'renamed' } : { kind: 'refill', listId: renamed });
    },
    add: (list, rows) => orHalted(bring(client, 'add', list, rows, clock())),
    remove: (list, rows) => orHalted(bring(client, 'remove', list, rows, clock())),
    poll: (handle, rows) => orHalted(goOn(client, handle, rows, clock())),
    settle: () =>
      orHalted(
        isWorking(client).then((busy) => (busy ? { kind: 'busy', checkAfterMs: CHECK_AGAIN_MS } : { kind: 'quiet' })),
      ),
    erase: () => Promise.resolve({ kind: 'nothing-there' }),
    checkErasure: () => Promise.resolve({ kind: 'gone' }),
  };
}
