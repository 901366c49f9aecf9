/** One opened receiver: joins the pushes of this folder to the socket, and turns failed pushes into halts. */
import { createHash } from 'node:crypto';
import type { BatchAnswer, ConnectorContext, Halt, ListTarget, PartnerSession, Row } from '../kit/connector.ts';
import { haltOf } from './callRules.ts';
import { makeClient, PushFailed, type Client, type ClientOptions } from './client.ts';
import { sendMembers } from './members.ts';
import { erasurePush, listPush, testPush } from './pushes.ts';
import { prepareAdditions } from './rows.ts';
import type { FeedSettings } from './settings.ts';

/** After so long the order to erase somebody is given a second time: a push that was under way at the first has arrived by then. */
const ERASE_AGAIN_MS = 60_000;

export function makeSession(
  settings: FeedSettings,
  context: ConnectorContext,
  options: ClientOptions = {},
): PartnerSession {
  const send: Client = makeClient(settings, context, options);
  const { clock } = context;

  async function orHalted<T>(work: Promise<T>): Promise<T | { kind: 'halted'; halt: Halt; reached: 'no' | 'unknown' }> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof PushFailed)) throw error;
      return { kind: 'halted', halt: haltOf(error.failure, clock()), reached: error.failure.reached };
    }
  }

  async function ensure(
    name: string,
    knownId: string | null,
    mayReplace: boolean,
  ): Promise<{ kind: 'ready'; listId: string }> {
    // To name a list to a receiver is to make it: whether it is still there shows with its members.
    if (knownId !== null && !mayReplace) return { kind: 'ready', listId: knownId };
    const proposed = knownId ?? digest(`${settings.endpoint}\n${name}`).slice(0, 22);
    const { listId } = await send(listPush(proposed, name, clock()));
    return { kind: 'ready', listId: listId ?? proposed };
  }

  async function rename(listId: string, name: string): Promise<{ kind: 'renamed' }> {
    await send(listPush(listId, name, clock()));
    return { kind: 'renamed' };
  }

  async function add(list: ListTarget, rows: readonly Row[]): Promise<BatchAnswer> {
    const { going, setAside } = prepareAdditions(rows);
    const answer = await sendMembers(send, 'list.members.added', list, going, clock);
    if (answer.kind !== 'finished') return answer;
    return { kind: 'finished', outcomes: new Map([...setAside, ...answer.outcomes]) };
  }

  return {
    testConnection: () =>
      orHalted(
        send(testPush(clock())).then(() => ({
          kind: 'connected',
          accountId: digest(settings.endpoint),
          accountName: new URL(settings.endpoint).host,
        })),
      ),
    ensureList: (name, knownId, mayReplace = true) => orHalted(ensure(name, knownId, mayReplace)),
    renameList: (listId, name) => orHalted(rename(listId, name)),
    add,
    remove: (list, rows) => sendMembers(send, 'list.members.removed', list, rows, clock),
    poll() {
      const reason = 'A receiver takes nothing for later: there is nothing to ask after.';
      return Promise.resolve({ kind: 'halted', halt: { kind: 'our-bug', reason }, reached: 'no' });
    },
    settle: () => Promise.resolve({ kind: 'quiet' }),
    // Nobody can be looked for at a receiver: its success is the proof, given twice.
    erase: (person) =>
      orHalted(
        send(erasurePush(person, clock())).then(({ status }) => ({
          kind: 'requested',
          profileCount: 1,
          status,
          checkAfterMs: ERASE_AGAIN_MS,
        })),
      ),
    checkErasure: (person) => orHalted(send(erasurePush(person, clock())).then(() => ({ kind: 'gone' }))),
  };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
