/** The part of the battery about lists as the partner keeps them: found, made again, renamed; or marks, which need nothing of it. */
import { expect, test } from 'vitest';
import type { Stage } from './battery.ts';
import { rowOf, until } from './delivery.ts';

/** @param keepsLists Whether the partner keeps lists; if not, people carry marks. */
export function listsBattery(keepsLists: boolean, stage: () => Stage): void {
  test('finds the same list every time', async () => {
    const { session, list, listName, open, world } = stage();
    const again = await session.ensureList(listName, null);
    const known = await session.ensureList(listName, list.listId);
    const later = await (await open()).ensureList(listName, null);
    for (const answer of [again, known, later]) expect(answer).toMatchObject({ kind: 'ready', listId: list.listId });
    if (keepsLists) expect(await world.partner.listCount(listName)).toBe(1);
  });

  if (!keepsLists) {
    test('gives a list another name by another id, under which everybody is told of anew', async () => {
      const { session, list, listName } = stage();
      const renamed = await session.renameList(list.listId, `${listName} renamed`);
      expect(renamed).toEqual({ kind: 'refill', listId: expect.any(String) });
      expect(renamed.kind === 'refill' && renamed.listId).not.toBe(list.listId);
      expect(await session.renameList(list.listId, listName)).toEqual({ kind: 'renamed' });
    });
    return;
  }

  test('makes no second list when the answer to the first was lost', async () => {
    const { world, session, listName } = stage();
    await world.partner.fail({ on: 'list', times: 1, as: { cut: 'after' } });
    const name = `${listName} lost`;
    await until(async () => (await session.ensureList(name, null)).kind === 'ready', 'the list is there');
    expect(await world.partner.listCount(name)).toBe(1);
  });

  test('gives a list another name', async () => {
    const { world, session, list, listName } = stage();
    expect(await session.renameList(list.listId, `${listName} renamed`)).toEqual({ kind: 'renamed' });
    expect([await world.partner.listCount(listName), await world.partner.listCount(`${listName} renamed`)]).toEqual([
      0, 1,
    ]);
  });

  test('says that a list is gone, and makes it again when asked', async () => {
    const { world, session, list, listName, customer } = stage();
    await world.partner.dropList(listName);
    expect(await session.add(list, [rowOf(customer(1))])).toMatchObject({
      kind: 'halted',
      halt: { kind: 'list-gone' },
    });
    const again = await session.ensureList(listName, list.listId);
    expect(again).toMatchObject({ kind: 'ready' });
    expect(again.kind === 'ready' && again.listId).not.toBe(list.listId);
  });

  test('tells that a list is gone where none may take its place', async () => {
    const { world, session, list, listName, customer } = stage();
    await world.partner.dropList(listName);
    const ready = await session.ensureList(listName, list.listId, false);
    // Where lists cannot be looked at, it shows with their members.
    const told = ready.kind === 'halted' ? ready : await session.add(list, [rowOf(customer(1))]);
    expect(told).toMatchObject({ kind: 'halted', halt: { kind: 'list-gone' } });
    expect(await world.partner.listCount(listName)).toBe(0);
  });
}
