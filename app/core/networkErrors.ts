/** What a failed call over the network was, and whether anything of it can have arrived. */

/** Failures from before a connection was made, so that nothing was sent. */
const UNHEARD: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether a failure, by its code, shows that the other side never heard of the call. */
export const isUnheard = (code: string): boolean => UNHEARD.has(code);

/** The short name of a network failure, found along its causes: `ECONNRESET`, `TimeoutError`; never an address or a header. */
export function networkCode(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at.name === 'TimeoutError' || at.name === 'AbortError') return at.name;
    // Several addresses of one host were tried; what all of them came to is what it was.
    if (at instanceof AggregateError) {
      const codes = new Set(at.errors.map(networkCode));
      const [only] = codes;
      if (codes.size === 1 && only !== undefined) return only;
    }
  }
  return error instanceof Error ? error.name : 'unknown';
}
