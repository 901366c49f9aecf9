/** The pixel's outbox: events go together, again when they must, and not at all without permission. */
import { describe, expect, it } from 'vitest';
import { makeOutbox } from '../../extensions/behaviour-pixel/src/outbox.ts';

describe('the outbox', () => {
  /** An outbox with its clock and its line in the test's hands. */
  function setUp(answers: (boolean | Promise<boolean>)[] = [], isAllowed = true) {
    const posts: { account: string; events: { id: string }[] }[] = [];
    let due: (() => void)[] = [];
    const outbox = makeOutbox(
      {
        account: 'account',
        post: (body) => {
          posts.push(JSON.parse(body) as (typeof posts)[number]);
          return Promise.resolve(answers.shift() ?? true);
        },
        after: (_delayMs, run) => void due.push(run),
      },
      isAllowed,
    );
    const pass = async (): Promise<void> => {
      const runs = due;
      due = [];
      for (const run of runs) run();
      await new Promise(setImmediate);
    };
    const put = (...ids: string[]): void => {
      for (const id of ids)
        outbox.put({ id, name: 'page_viewed', clientId: 'browser', timestamp: '2026-11-21T10:00:00.000Z', data: {} });
    };
    return { outbox, posts, pass, put, sent: () => posts.map(({ events }) => events.map(({ id }) => id)) };
  }

  it('posts together what one page sets off', async () => {
    const { put, pass, sent, posts } = setUp();
    put('a', 'b', 'c');
    await pass();
    expect(sent()).toEqual([['a', 'b', 'c']]);
    expect(posts[0]?.account).toBe('account');
  });

  it('posts no more at once than the door takes', async () => {
    const { put, pass, sent } = setUp();
    put(...Array.from({ length: 70 }, (_, number) => String(number)));
    await pass();
    await pass();
    expect(sent().map((ids) => ids.length)).toEqual([50, 20]);
  });

  it('sends again what was not taken, three times in all', async () => {
    const { put, pass, sent } = setUp([false, false, false, false]);
    put('a');
    await pass();
    put('b');
    await pass();
    await pass();
    await pass();
    await pass();
    expect(sent()).toEqual([['a'], ['a', 'b'], ['a', 'b'], ['b']]);
  });

  it('takes nothing from a visitor who does not allow it, and forgets what waits when the permission is withdrawn', async () => {
    const { outbox, put, pass, sent } = setUp([], false);
    put('before');
    await pass();
    outbox.allow(true);
    put('allowed');
    await pass();
    put('waiting');
    outbox.allow(false);
    await pass();
    expect(sent()).toEqual([['allowed']]);
  });

  it('does not send again what was under way when the permission was withdrawn, though it is given again', async () => {
    const answer = Promise.withResolvers<boolean>();
    const { outbox, put, pass, sent } = setUp([answer.promise]);
    put('before');
    await pass();
    outbox.allow(false);
    outbox.allow(true);
    answer.resolve(false);
    put('after');
    await pass();
    await pass();
    expect(sent()).toEqual([['before'], ['after']]);
  });
});
