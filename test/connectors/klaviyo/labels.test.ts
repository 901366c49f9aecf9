/** Our label on lists at Klaviyo: one tag in a group of its own, and nothing that depends on it. */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { authorization } from '#connectors/klaviyo/authorization.ts';
import type { PartnerSession } from '#connectors/kit/connector.ts';
import { APP, decideAt, registerApp } from '#test/flows/klaviyoLogin.ts';
import { partnerContext } from '../context.ts';
import { startKlaviyoWorld, type KlaviyoWorld } from './world.ts';

let world: KlaviyoWorld;
beforeAll(async () => {
  world = await startKlaviyoWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  await world.control('DELETE', '/faults');
});

const tagsOf = async (listId: string): Promise<string[]> =>
  (await world.lists()).find(({ id }) => id === listId)?.tags ?? [];

async function label(listId: string): Promise<unknown> {
  const session = await world.open();
  return session.labelList?.(listId);
}

/** A session by a login that allows no more than these scopes. */
async function openByLogin(scope: string): Promise<PartnerSession> {
  const redirectUri = 'https://kesit.test/oauth/klaviyo/callback';
  await registerApp(world.url, redirectUri);
  const { accounts } = (await world.control('GET', '/accounts')) as { accounts: { id: string }[] };
  const verifier = 'v'.repeat(43);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const asked = { clientId: APP.clientId, redirectUri, state: 'state', challenge };
  const login = new URL(authorization.loginUrl(world.url, asked));
  login.searchParams.set('scope', scope);
  const back = await decideAt(login.href, accounts[0]?.id ?? '', 'allow');
  const code = back.searchParams.get('code') ?? '';
  const clock = (): number => world.nowMs();
  const context = partnerContext(world.url, clock);
  const answer = await authorization.exchange({ code, verifier, redirectUri }, { ...context, app: APP });
  if (answer.kind !== 'granted') throw new Error('The login was not granted.');
  const { accessToken } = answer.grant;
  return authorization.open(() => Promise.resolve({ kind: 'token', accessToken }), context);
}

describe('the label of a list', () => {
  test('is a tag of our own in a group of our own, made once', async () => {
    const first = await world.place('First', 'first');
    const second = await world.place('Second', 'second');
    expect(await label(first.list.listId)).toEqual({ kind: 'labelled' });
    await world.forgetCalls();
    expect(await label(second.list.listId)).toEqual({ kind: 'labelled' });
    expect((await world.calls()).map(({ operationId }) => operationId)).toEqual(['get_tags', 'tag_lists']);
    expect([await tagsOf(first.list.listId), await tagsOf(second.list.listId)]).toEqual([['Kesit'], ['Kesit']]);
    const { body } = await world.api('GET', '/api/tags?include=tag-group');
    expect(body).toMatchObject({
      data: [{ attributes: { name: 'Kesit' } }],
      included: [{ attributes: { name: 'Kesit' } }],
    });
    expect(await label(second.list.listId)).toEqual({ kind: 'labelled' });
    expect(await tagsOf(second.list.listId)).toEqual(['Kesit']);
  });

  test.each([
    { problem: 'permission', status: 403, detail: 'The API key specified lacks the required scopes: tags:read.' },
    { problem: 'limit', status: 400, detail: 'An account cannot have more than 500 tags.' },
    { problem: 'other', status: 400, detail: 'No.' },
  ])('that Klaviyo refuses is told as $problem', async ({ problem, status, detail }) => {
    const { list } = await world.place(`Refused ${problem}`, 'tag');
    const errors = [{ code: 'invalid', title: '', detail, source: { pointer: '/data' } }];
    await world.fault({ method: 'GET', path: '/api/tags', times: 1, status, body: { errors } });
    expect(await label(list.listId)).toEqual({ kind: 'refused', problem });
  });

  test('that a login does not allow is told as a permission, too; all else asks to connect again', async () => {
    const session = await openByLogin('lists:read lists:write');
    const made = await session.ensureList('By login', null);
    if (made.kind !== 'ready') throw new Error(made.halt.reason);
    expect(await session.labelList?.(made.listId)).toEqual({ kind: 'refused', problem: 'permission' });
    const readOnly = await openByLogin('lists:read');
    expect(await readOnly.ensureList('Not allowed', null)).toMatchObject({
      kind: 'halted',
      halt: {
        kind: 'merchant-must-act',
        action: 'reconnect',
        reason: expect.stringContaining('lacks a scope') as string,
      },
    });
  });

  test('that fails for a passing reason is to be tried again', async () => {
    const { list } = await world.place('Failing', 'tag');
    await world.fault({ method: 'GET', path: '/api/tags', times: 4, status: 503 });
    expect(await label(list.listId)).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    expect(await label(list.listId)).toEqual({ kind: 'labelled' });
  });
});
