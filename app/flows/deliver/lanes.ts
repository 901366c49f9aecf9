/** The same work several times at once: while a partner answers one batch, the next is taken and the one before noted. */

/**
 * Does a step over and over in so many lanes, each until it says that nothing is left. When one fails, no new step begins, and
 * those under way come to their end before the failure is passed on.
 * @param step True when there may be more.
 */
export async function inLanes(count: number, step: () => Promise<boolean>): Promise<void> {
  let isOver = false;
  const lane = async (): Promise<void> => {
    try {
      while (!isOver) if (!(await step())) return;
    } catch (error) {
      isOver = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: count }, lane));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

/** One at a time, in the order of the calls. */
export function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let latest: Promise<unknown> = Promise.resolve();
  return () => {
    const next = latest.then(work, work);
    latest = next;
    return next;
  };
}
