/** How long a server is waited for. One that is alive and lets nothing happen would otherwise hold a transfer for ever. */

/** A server that lets nothing happen for so long is given up, in milliseconds. */
export const STALL_MS = 60_000;

export interface Patience {
  /** Awaits a step of the server; fails when it lets nothing happen for too long. */
  during<T>(step: Promise<T>): Promise<T>;
  /** Something has moved, or it is the server's turn again: it has all the time anew. */
  renew(): void;
  /** It is our turn: the time does not pass until it is renewed. */
  rest(): void;
}

/** @param onStall What to do beside failing the step. */
export function makePatience(stallMs: number, onStall: () => void): Patience {
  let timer: NodeJS.Timeout | undefined;
  let giveUp: (() => void) | undefined;
  const rest = (): void => clearTimeout(timer);
  const renew = (): void => {
    rest();
    if (giveUp) timer = setTimeout(giveUp, stallMs);
  };
  return {
    rest,
    renew,
    async during(step) {
      const stalled = new Promise<never>((_, reject) => {
        giveUp = () => {
          reject(new Error('The server let nothing happen.'));
          onStall();
        };
      });
      renew();
      try {
        return await Promise.race([step, stalled]);
      } finally {
        rest();
        giveUp = undefined;
        // What a step that was given up ends with is of no concern.
        step.catch(() => undefined);
      }
    },
  };
}
