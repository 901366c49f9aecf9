/**
 * Why a notification was set aside, a line of the history left out, a tag not written, how a list stands, or what a partner answers, in the
 * merchant's language. The reasons are stored as English sentences; here are their
 * Turkish ones. A sentence that is not known is shown as it is.
 */
import type { Locale } from './locale.ts';
import { partnerReason } from './partnerReasons.ts';

/** What is wrong with a field. `{1}`, `{2}` are what the pattern caught. */
const faults: readonly (readonly [RegExp, string])[] = [
  [/^is missing$/, 'eksik'],
  [/^is not an object$/, 'bir nesne değil'],
  [/^is not a list$/, 'bir liste değil'],
  [/^is not an id$/, 'bir kimlik numarası değil'],
  [/^is not the global id of an? (\w+)$/, '{1} türünde bir genel kimlik değil'],
  [/^is not text$/, 'metin değil'],
  [/^is too long$/, 'çok uzun'],
  [/^holds something not text$/, 'metin olmayan bir şey içeriyor'],
  [/^holds something too long$/, 'çok uzun bir şey içeriyor'],
  [/^holds something not an id$/, 'kimlik numarası olmayan bir şey içeriyor'],
  [/^is not an instant$/, 'geçerli bir tarih ve saat değil'],
  [/^is neither true nor false$/, 'ne doğru ne yanlış değeri taşıyor'],
  [/^is not a count$/, 'bir sayı değil'],
  [/^is not an amount \(not-a-decimal\)$/, 'bir tutar değil (ondalık sayı değil)'],
  [/^is not an amount \(not-a-currency\)$/, 'bir tutar değil (para birimi tanınmıyor)'],
  [/^is not an amount \(too-precise\)$/, 'bir tutar değil (para biriminden daha ince)'],
  [/^is not an amount \(out-of-range\)$/, 'bir tutar değil (çok büyük)'],
  [/^adds up to more than can be counted$/, 'içindeki tutarların toplamı sayılamayacak kadar büyük'],
  [/^is not a currency$/, 'bir para birimi değil'],
  [/^is none that is known$/, 'bilinen değerlerden biri değil'],
  [/^is the customer kept$/, 'kalan müşterinin kendisi'],
  [/^does not tell which (\w+)$/, 'hangi kaydın ({1}) değiştiğini söylemiyor'],
];

/** Whole sentences, which are about no single field. */
const sentences: Readonly<Record<string, string>> = {
  'The body is not UTF-8.': 'Gövde UTF-8 değil.',
  'The body is not JSON.': 'Gövde JSON değil.',
  'The topic is not one that is read.': 'Bu bildirim türü okunmuyor.',
  'The refund does not tell its currency.': 'İade, para birimini belirtmiyor.',
  'It was set aside and not mended in time. Its body has been deleted as the retention of raw deliveries says, so it cannot be replayed.':
    'Kenara ayrıldı ve zamanında düzeltilmedi. Ham bildirimlerin saklanma süresi dolduğu için gövdesi silindi; yeniden işlenemez.',
};

/** What is wrong with a field of a line of the history, as in `tags: missing`; several are separated by semicolons. */
const lineFaults: readonly (readonly [RegExp, string])[] = [
  [/^missing$/, 'eksik'],
  [/^not a text$/, 'metin değil'],
  [/^not a list of texts$/, 'metin listesi değil'],
  [/^neither true nor false$/, 'ne doğru ne yanlış değeri taşıyor'],
  [/^not a count$/, 'bir sayı değil'],
  [/^not an instant$/, 'geçerli bir tarih ve saat değil'],
  [/^not the id of a (\w+)$/, '{1} türünde bir kimlik değil'],
  [/^not an object$/, 'bir nesne değil'],
  [/^not a list of objects$/, 'nesne listesi değil'],
  [/^not money$/, 'bir tutar değil'],
  [/^not-a-decimal$/, 'bir tutar değil (ondalık sayı değil)'],
  [/^not-a-currency$/, 'para birimi tanınmıyor'],
  [/^too-precise$/, 'para biriminden daha ince bir tutar'],
  [/^out-of-range$/, 'çok büyük bir tutar'],
  [/^not a state of consent$/, 'bir izin durumu değil'],
];
const wholeLines: Readonly<Record<string, string>> = { 'not JSON': 'JSON değil', 'not an object': 'bir nesne değil' };

/** What the database says of a value that it does not take. */
const refusals: Readonly<Record<string, string>> = {
  'a text is too long': 'bir metin çok uzun',
  'a number is out of range': 'bir sayı sınırların dışında',
  'an instant is malformed': 'bir tarih ve saat bozuk',
  'an instant is out of range': 'bir tarih ve saat sınırların dışında',
  'a text holds a character that it cannot keep': 'bir metinde saklanamayan bir karakter var',
  'a value is malformed': 'bir değer bozuk',
  'a value is missing': 'bir değer eksik',
  'a row it belongs to is missing': 'ait olduğu satır yok',
  'a row of that key is there already': 'aynı anahtarla bir satır zaten var',
  'a value is not one of those allowed': 'bir değer izin verilenlerden değil',
  'the right to do so is missing': 'bunun için yetki yok',
  'a value is too large': 'bir değer çok büyük',
  'a value is not as it should be': 'bir değer olması gerektiği gibi değil',
  'a rule of the tables is broken': 'tabloların bir kuralına uymuyor',
  'a statement is wrong': 'bir sorgu yanlış',
  'a limit is exceeded': 'bir sınır aşıldı',
  'an error': 'bir hata',
};
const placeNames: Readonly<Record<string, string>> = {
  table: 'tablo',
  column: 'sütun',
  constraint: 'kural',
  type: 'tür',
};

/** The reason in the language; the English ones are those that are stored. */
export function reasonText(reason: string, locale: Locale): string {
  return locale === 'en' ? reason : (inTurkish(reason) ?? reason);
}

function inTurkish(reason: string): string | undefined {
  const known = sentences[reason] ?? partnerReason(reason) ?? refusal(reason) ?? lineReason(reason);
  if (known !== undefined) return known;
  const [, ours] = /^An error of ours: (.+)\.$/.exec(reason) ?? [];
  if (ours !== undefined) return `Uygulamanın bir hatası: ${ours}.`;
  const [, field, fault] = /^(The body|\S+) (.+)\.$/.exec(reason) ?? [];
  if (field === undefined || fault === undefined) return undefined;
  const words = wordsFor(fault, faults);
  return words === undefined ? undefined : `${field === 'The body' ? 'Gövde' : field} ${words}.`;
}

/** As in `id: not the id of a Customer; tags: missing`; what is cut off at the end, or not known, stays as it is. */
function lineReason(reason: string): string | undefined {
  const whole = wholeLines[reason];
  if (whole !== undefined) return whole;
  const told = reason.split('; ').map((part) => {
    const [, field, fault = ''] = /^([\w.]+): (.+)$/.exec(part) ?? [];
    const words = field === undefined ? undefined : wordsFor(fault, lineFaults);
    return words === undefined ? undefined : `${field}: ${words}`;
  });
  if (told.every((one) => one === undefined)) return undefined;
  return reason
    .split('; ')
    .map((part, index) => told[index] ?? part)
    .join('; ');
}

function wordsFor(fault: string, known: typeof faults): string | undefined {
  for (const [pattern, words] of known) {
    const found = pattern.exec(fault);
    if (found) return words.replace(/\{(\d)\}/g, (_, index: string) => found[Number(index)] ?? '');
  }
  return undefined;
}

/** As in `The database refused it: a text is too long (22001, table orders, column name).` */
function refusal(reason: string): string | undefined {
  const [, kind = '', code = '', places = ''] =
    /^The database refused it: (.+) \(([0-9A-Z]{5})((?:, \w+ [^,)]+)*)\)\.$/.exec(reason) ?? [];
  const words = refusals[kind];
  if (words === undefined) return undefined;
  const named = places.replace(/, (\w+) /g, (_, place: string) => `, ${placeNames[place] ?? place} `);
  return `Veritabanı kabul etmedi: ${words} (${code}${named}).`;
}
