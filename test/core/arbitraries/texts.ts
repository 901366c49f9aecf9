/** The few texts, names and places that rules and customers share; many of them folded alike, some of them hard to quote. */

/** As customers have them. */
export const texts: readonly string[] = [
  'web',
  ' Web ',
  'İstanbul',
  'ISTANBUL',
  'istanbul\u00A0',
  'ızmir',
  'IZMIR',
  'Şırnak',
  'sirnak\t',
  'ΑΘΗΝΑ',
  'αθηνα',
  'straße',
  '🙂',
  'a"b\\c',
  "o'neil",
  '{x,y}',
  'NULL',
  '$1',
  '',
];

/** As rules have them: without the ends' blanks, and not empty. */
export const askedTexts: readonly string[] = [
  ...new Set(texts.map((text) => text.trim()).filter((text) => text !== '')),
];

/** Names of metafields; the last two are customers' only as any object has them. */
export const keys = ['custom.size', 'custom.İlgi', 'a"b\\', 'constructor', 'toString'] as const;
export const ownKeys = keys.slice(0, 3);

/** Keys of places; forecasts are known of the first three at most. */
export const places = ['tr/izmir', 'tr/"van"', 'gr/αθηνα', 'toString'] as const;
