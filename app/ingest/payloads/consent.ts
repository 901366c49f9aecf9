/** The state of a marketing consent and its instant, the same for every channel. */
import type { ConsentState } from '#app/core/changes.ts';
import type { Fields } from './fields.ts';

const KNOWN: ReadonlySet<string> = new Set<ConsentState>([
  'subscribed',
  'unsubscribed',
  'not_subscribed',
  'pending',
  'invalid',
  'redacted',
]);

const isKnown = (word: string): word is ConsentState => KNOWN.has(word);

/** No state, and a state we have no word for, is no consent; the instant counts all the same. */
export function readConsent(
  consent: Fields,
  instant: 'consent_updated_at' | 'updated_at' = 'consent_updated_at',
): { state: ConsentState; at: number | null } {
  const word = consent.textOrNull('state')?.toLowerCase() ?? '';
  return { state: isKnown(word) ? word : 'not_subscribed', at: consent.instantOrNull(instant) };
}
