/** The form of an e-mail address by which records of one person are found: never shown, never sent. */

/**
 * Trimmed and lower-cased, the same in every locale; null if nothing is left.
 *
 * The Turkish letters need care. Unicode lower-cases `İ` (U+0130) to two characters, `i` and a combining dot (U+0307),
 * so that `İREM@…` would never meet `irem@…`; here it becomes a plain `i`, also when it comes in written as `I` with a
 * combining dot. `I` becomes `i`, as in every address, and not the Turkish `ı`; a `ı` stays what it is. Marks are composed
 * (NFC), so that `ç` written as one character and as two is the same letter.
 */
export function emailKey(email: string): string | null {
  const lower = email.toLowerCase().normalize('NFC');
  // Taking a dot away may let the next mark join its letter: hence the second normalisation.
  const key = lower
    .replaceAll(/i\u0307+/g, 'i')
    .normalize('NFC')
    .trim();
  return key === '' ? null : key;
}
