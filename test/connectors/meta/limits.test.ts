/** The published limits at work: nothing is refused while the connector is alone, and nothing is asked while Meta refuses. */
import { afterEach, describe, expect, test } from 'vitest';
import { deliver, rowOf } from '../delivery.ts';
import { ACCOUNT_ID, startMetaWorld, type MetaWorld } from './world.ts';

interface Usage {
  refused: number;
  accounts: Record<string, { accepted: number; refused: number; blockedUntil: string | null }>;
}

let world: MetaWorld;
afterEach(() => world.close());

const usage = async (): Promise<Usage> => (await world.control('GET', '/usage')) as Usage;

describe.each(['limited', 'full'] as const)('an ad account of the tier %s', (tier) => {
  test('is used as far as it goes and no further', async () => {
    world = await startMetaWorld({ limits: 'published' });
    await world.control('POST', '/apps', { tier });
    const place = await world.place('Segment');
    const started = world.nowMs();
    const batches = 70;
    for (let batch = 0; batch < batches; batch += 1) await deliver(place, 'add', [rowOf(String(batch + 1))]);
    expect((await world.memberIds(place.list.listId)).size).toBe(batches);
    expect(await usage()).toMatchObject({ refused: 0, accounts: { [ACCOUNT_ID]: { refused: 0, blockedUntil: null } } });
    // 70 writings and the making of the audience: 4 windows of 20 on the limited tier, one on the full.
    const windows = tier === 'limited' ? 3 : 0;
    expect(world.nowMs() - started).toBeLessThan(windows * 302_000 + 60_000);
  });
});

describe('an ad account that others use as well', () => {
  test('is left to them when they have used it up, and taken up again at the instant that Meta names', async () => {
    world = await startMetaWorld({ limits: 'published' });
    const place = await world.place('Segment');
    const other = world.open();
    for (let batch = 0; batch < 18; batch += 1) await other.add(place.list, [rowOf(String(1000 + batch))]);
    // Of 60 points 57 or 58 are spent, which the first session cannot know before an answer tells it.
    const outcomes = await Promise.all([1, 2].map((id) => place.session.add(place.list, [rowOf(String(id))])));
    expect(outcomes.some(({ kind }) => kind === 'halted')).toBe(true);
    const { refused } = await usage();
    const again = await place.session.add(place.list, [rowOf('3')]);
    expect(again).toMatchObject({ kind: 'halted', halt: { kind: 'retry' }, reached: 'no' });
    expect((await usage()).refused).toBe(refused);
    const notBeforeMs = again.kind === 'halted' && again.halt.kind === 'retry' ? again.halt.notBeforeMs : 0;
    await world.advance(notBeforeMs - world.nowMs());
    expect(await place.session.add(place.list, [rowOf('3')])).toMatchObject({ kind: 'finished' });
    expect((await usage()).refused).toBe(refused);
  });
});
