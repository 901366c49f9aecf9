/** The languages that rules are put into. */
import type { Locale } from '../../text.ts';
import { english } from './english.ts';
import type { Language } from './language.ts';
import { turkish } from './turkish.ts';

export const languages: Readonly<Record<Locale, Language>> = { tr: turkish, en: english };
