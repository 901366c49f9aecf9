/** A stand-in as a process of its own: what may be said on its command line, and how it says where it is and ends. */

export const ADDRESS_OPTIONS = {
  port: { type: 'string', default: '0' },
  host: { type: 'string', default: '127.0.0.1' },
} as const;

export const LIMIT_OPTIONS = { limits: { type: 'string', default: 'published' } } as const;

/** Time may pass more slowly than it does, from an instant (epoch milliseconds) on: so a slow machine stands for a fast one. */
export const CLOCK_OPTIONS = {
  'clock-from': { type: 'string' },
  'clock-rate': { type: 'string', default: '1' },
} as const;

export function limitsOf({ limits }: { limits: string }): 'published' | 'off' {
  if (limits !== 'published' && limits !== 'off') throw new Error('--limits must be published or off.');
  return limits;
}

export function clockOf(values: { 'clock-from'?: string | undefined; 'clock-rate': string }): () => Date {
  const from = Number(values['clock-from'] ?? Date.now());
  const rate = Number(values['clock-rate']);
  return () => new Date(from + (Date.now() - from) * rate);
}

/** Ends on SIGINT or SIGTERM. @param told Printed as one line of JSON, last: whoever reads it may already send a signal. */
export function runUntilSignal(told: object, close: () => Promise<unknown>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void close().then(() => process.exit(0));
    });
  }
  console.log(JSON.stringify(told));
}
