/** The document's title of each page, in the merchant's language. */
import { localeOf, type Locale } from './locale.ts';
import { en } from './strings/en.ts';
import type { Strings } from './strings/en.ts';
import { tr } from './strings/tr.ts';

/** What Remix tells a page's `meta` of the routes around it. */
type Matches = readonly { id: string; data: unknown }[];

const strings: Record<Locale, Strings> = { tr, en };

/** @param name Gives the page's name; null for the app's alone. */
export function pageTitle(
  matches: Matches,
  name: (strings: Strings, locale: Locale) => string | null,
): [{ title: string }] {
  const root = matches.find(({ id }) => id === 'root')?.data as { locale?: string } | undefined;
  const locale = localeOf(root?.locale ?? null);
  const text = name(strings[locale], locale);
  return [{ title: text === null ? 'Kesit' : `${text} · Kesit` }];
}
