/** What a connector is handed in tests: no log, limits kept for it alone, and time that passes as it does, unless told otherwise. */
import { ownAllowance } from '#app/core/placements/allowance.ts';
import { waitOrStop } from '#app/platform/clock.ts';
import type { ConnectorContext } from '#connectors/kit/connector.ts';

export function partnerContext(
  baseUrl: string,
  clock: () => number,
  given: Partial<ConnectorContext> = {},
): ConnectorContext {
  return {
    baseUrl,
    clock,
    log: { info: () => undefined, warn: () => undefined },
    allowance: ownAllowance(),
    wait: (delayMs) => waitOrStop(delayMs, given.signal),
    ...given,
  };
}
