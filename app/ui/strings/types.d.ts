// Lets `t` know its keys, so that a misspelt one is an error.
import type { Strings } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Strings };
    returnNull: false;
  }
}
