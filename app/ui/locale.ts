/** The languages of the admin, and which of them a merchant's admin asks for. */
import type { Locale } from '#app/core/text.ts';

export type { Locale };

export const locales: readonly Locale[] = ['tr', 'en'];

/** @param asked What the admin says, such as `tr` or `pt-BR`; anything but Turkish is answered in English. */
export function localeOf(asked: string | null): Locale {
  return /^tr\b/i.test(asked ?? '') ? 'tr' : 'en';
}
