/** The end of a program that has others running: asked for by a signal, brought about in order, told in one line. */
import { Refusal } from './refusal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves when the signal is given. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/**
 * Gives `work`, or stops waiting for it when the signal is given; what becomes of the work then is nobody's concern.
 * @throws The signal's reason.
 */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  await Promise.race([work, whenAborted(signal)]);
  signal.throwIfAborted();
  return work;
}

/**
 * Runs a program until it ends or is asked to, by Ctrl-C or a signal, once or many times: `work` is told by the signal and
 * has to leave nothing behind. Ends the process: with what `work` answers, `whenStopped` after a signal, 2 after a refusal.
 */
export async function runUntilStopped(
  work: (signal: AbortSignal) => Promise<number>,
  options: { whenStopped: number; say(text: string): void },
): Promise<never> {
  const stopping = new AbortController();
  for (const signal of SIGNALS)
    // Not `once`: a second Ctrl-C would otherwise end us in the middle of tidying up.
    process.on(signal, () => {
      if (stopping.signal.aborted) return;
      options.say('stopping');
      stopping.abort(new Error('stopped'));
    });
  const code = await work(stopping.signal).catch((error: unknown) => {
    if (stopping.signal.aborted) return options.whenStopped;
    console.error(error instanceof Refusal ? error.message : error);
    return error instanceof Refusal ? 2 : 1;
  });
  process.exit(stopping.signal.aborted ? options.whenStopped : code);
}
