/** What a merchant enters for a receiver of pushes, and what is kept of it when the secret changes. All of it is text, as the form gives it. */
import { z } from 'zod';

const endpoint = z
  .string()
  .trim()
  .max(2_000)
  .refine(isEndpoint, 'An address that begins with https://, without a user name and without #.');

/** The form of Standard Webhooks: 24 to 64 random bytes in Base64. */
const secret = z
  .string()
  .trim()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/)
  .refine((text) => {
    const bytes = Buffer.from(text.slice('whsec_'.length), 'base64').length;
    return bytes >= 24 && bytes <= 64;
  }, 'A signing secret has 24 to 64 bytes.');

export const settingsShape = z.strictObject({
  endpoint,
  secret,
  /** The secret of before, empty when there is none; pushes are signed with both until then (epoch milliseconds). */
  formerSecret: z.union([z.literal(''), secret]).default(''),
  formerUntil: z.string().regex(/^\d*$/).default(''),
});

export type FeedSettings = z.infer<typeof settingsShape>;

/** How long pushes are signed with the secret of before as well: as long as one push is retried. */
export const OVERLAP_MS = 3 * 86_400_000;

/** Another secret for the same endpoint is a rotation: both sign for a while. */
export function succeed(former: FeedSettings, entered: FeedSettings, nowMs: number): FeedSettings {
  if (former.endpoint !== entered.endpoint) return entered;
  return former.secret === entered.secret
    ? { ...entered, formerSecret: former.formerSecret, formerUntil: former.formerUntil }
    : { ...entered, formerSecret: former.secret, formerUntil: String(nowMs + OVERLAP_MS) };
}

function isEndpoint(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '';
}
