/** Our label on lists at Klaviyo: one tag in a group of its own, and nothing that depends on it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
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

  test('that fails for a passing reason is to be tried again', async () => {
    const { list } = await world.place('Failing', 'tag');
    await world.fault({ method: 'GET', path: '/api/tags', times: 4, status: 503 });
    expect(await label(list.listId)).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    expect(await label(list.listId)).toEqual({ kind: 'labelled' });
  });
});
