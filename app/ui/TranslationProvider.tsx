/** The strings of the chosen language for everything below it. */
import { createInstance, type i18n } from 'i18next';
import type { ReactNode } from 'react';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { locales, type Locale } from './locale.ts';
import { en } from './strings/en.ts';
import { tr } from './strings/tr.ts';

const instances = Object.fromEntries(locales.map((locale) => [locale, makeInstance(locale)])) as Record<Locale, i18n>;

function makeInstance(locale: Locale): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: locale,
    resources: { tr: { translation: tr }, en: { translation: en } },
    // All strings are here already, so nothing has to be waited for.
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}

export function TranslationProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <I18nextProvider i18n={instances[locale]}>{children}</I18nextProvider>;
}
