/** Why a backfill cannot go on, and the words in which a merchant is told. The database keeps the code. */
import type { LocalText } from '../text.ts';

/** Every code with its words; each says what the merchant can do about it. */
export const backfillProblems = {
  'open-app': {
    tr: 'Mağazanıza erişim süresi doldu. Okumanın sürmesi için uygulamayı Shopify yönetim panelinden bir kez açın.',
    en: 'Access to your shop has run out. Open the app once in your Shopify admin and reading goes on.',
  },
  'grant-access': {
    tr: 'Shopify bu verilerin okunmasına izin vermedi. Uygulamanın istediği izinleri onaylayın, ardından uygulamayı yeniden açın.',
    en: 'Shopify did not allow this data to be read. Approve the permissions the app asks for, then open the app again.',
  },
  'unfreeze-shop': {
    tr: 'Mağazanız Shopify tarafından dondurulmuş. Shopify planınızı etkinleştirdiğinizde okuma kendiliğinden sürer.',
    en: 'Shopify has frozen your shop. Reading goes on by itself once your Shopify plan is active again.',
  },
  'protected-data': {
    tr: 'Shopify bu uygulamaya bazı müşteri alanlarını göstermiyor (korumalı müşteri verileri). Geri kalan her şey okundu; bu alanlara bakan segmentler eksik kalır.',
    en: 'Shopify keeps some customer fields from this app (protected customer data). Everything else was read; segments that ask for these fields stay incomplete.',
  },
  'export-failed': {
    tr: 'Shopify dışa aktarmayı birkaç denemede tamamlayamadı; gelen kısım kullanılıyor. Yeniden denemek için destek ekibimize yazın.',
    en: 'Shopify could not finish the export in several attempts; the part that came is in use. Write to our support to try again.',
  },
  'our-bug': {
    tr: 'Uygulamadaki bir hata nedeniyle geçmiş okunamadı. Destek ekibimize haber verin.',
    en: 'A fault in the app kept the history from being read. Please tell our support.',
  },
} as const satisfies Readonly<Record<string, LocalText>>;

/** Words for the fields that Shopify may keep from an app, as `hiddenFields` names them. */
export const hiddenFieldNames = {
  customer: { tr: 'müşteriler', en: 'customers' },
  firstName: { tr: 'ad', en: 'first name' },
  lastName: { tr: 'soyad', en: 'last name' },
  email: { tr: 'e-posta adresi', en: 'e-mail address' },
  phone: { tr: 'telefon numarası', en: 'phone number' },
  address: { tr: 'adres', en: 'address' },
} as const satisfies Readonly<Record<string, LocalText>>;

export type HiddenField = keyof typeof hiddenFieldNames;

/** Which part of a customer a field of the Admin API belongs to; the path is that of an error beside an answer. */
export function hiddenFieldOf(path: readonly (string | number)[]): HiddenField {
  const parts: Readonly<Record<string, HiddenField>> = {
    firstName: 'firstName',
    lastName: 'lastName',
    email: 'email',
    defaultEmailAddress: 'email',
    phone: 'phone',
    defaultPhoneNumber: 'phone',
    defaultAddress: 'address',
  };
  for (const step of path) {
    const found = parts[step];
    if (found !== undefined) return found;
  }
  return 'customer';
}

export type BackfillProblem = keyof typeof backfillProblems;

/** Whether a text is one of the codes. */
export function isBackfillProblem(code: string): code is BackfillProblem {
  return Object.hasOwn(backfillProblems, code);
}
