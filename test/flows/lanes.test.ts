/** The same work in several lanes: all of it is done, never more at once than lanes, and what is under way is not abandoned. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inLanes, oneAtATime } from '#app/flows/deliver/lanes.ts';

/** Gives the turn to others so many times. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

describe('lanes', () => {
  it('do every step once, with never more under way than there are lanes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(20), { maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        async (steps, count) => {
          const waiting = steps.map((length, index) => ({ length, index }));
          const done: number[] = [];
          let [now, most] = [0, 0];
          await inLanes(count, async () => {
            const step = waiting.shift();
            if (!step) return false;
            most = Math.max(most, (now += 1));
            await turns(step.length);
            now -= 1;
            done.push(step.index);
            return true;
          });
          expect(done.sort((left, right) => left - right)).toEqual(steps.map((_, index) => index));
          expect(most).toBeLessThanOrEqual(count);
        },
      ),
    );
  });

  it('begin nothing new after a failure, but bring to an end what is under way', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = inLanes(3, async () => {
      const step = begun.push(begun.length) - 1;
      if (step === 1) throw new Error('the second fails');
      await turns(50);
      ended.push(step);
      return true;
    });
    await expect(work).rejects.toThrow('the second fails');
    expect(begun).toEqual([0, 1, 2]);
    expect(ended).toEqual([0, 2]);
  });
});

describe('one at a time', () => {
  it('is what each call waits for, also behind one that fails', async () => {
    const said: string[] = [];
    let count = 0;
    const work = oneAtATime(async () => {
      const name = String((count += 1));
      said.push(`begins ${name}`);
      await turns(5);
      said.push(`ends ${name}`);
      if (name === '1') throw new Error('the first fails');
      return name;
    });
    const answers = await Promise.allSettled([work(), work(), work()]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(said).toEqual(['begins 1', 'ends 1', 'begins 2', 'ends 2', 'begins 3', 'ends 3']);
  });
});
