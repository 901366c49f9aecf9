/** Gives a finished file its name, in such an order that the partner has a whole file at every moment, whatever fails. */
import type { OpenSftp } from './connect.ts';

/**
 * The rename of OpenSSH replaces what is there at once. On a server without it the old file is set aside first, and put back when the
 * new one does not get its name.
 * @param aside Always the same for a name: one that was left there by a run that broke off is cleared away by the next.
 */
export async function giveName({ client, during }: OpenSftp, from: string, to: string, aside: string): Promise<void> {
  const isDone = (step: Promise<unknown>): Promise<boolean> =>
    during(step).then(
      () => true,
      () => false,
    );
  if (await isDone(client.posixRename(from, to))) return;
  if (await during(client.exists(to))) {
    await during(client.delete(aside, true));
    await during(client.rename(to, aside));
  }
  try {
    await during(client.rename(from, to));
  } catch (error) {
    await isDone(client.rename(aside, to));
    throw error;
  }
  // Nothing depends on it: what stays goes with the next file.
  await isDone(client.delete(aside, true));
}
