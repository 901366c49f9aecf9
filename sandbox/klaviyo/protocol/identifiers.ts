/**
 * How the stand-in judges e-mail addresses and phone numbers. Two grades, because Klaviyo refuses some rows of an import at once
 * (the whole call answers 400 with an indexed pointer) and finds others only while it processes the job (one import error).
 */

/** Something at something without spaces: less than this is refused at once. */
export function looksLikeEmail(text: string): boolean {
  return text.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(text);
}

/** A deliverable form: no empty label or double dot, and a top-level domain of at least two letters. */
export function isValidEmail(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/.test(
      text,
    )
  );
}

/** Digits with the usual separators: less than this is refused at once. */
export function looksLikePhone(text: string): boolean {
  return /^\+?[\d\s().-]{2,30}$/.test(text);
}

/** E.164: a plus sign, then 8 to 15 digits that do not start with zero. */
export function isValidPhone(text: string): boolean {
  return /^\+[1-9]\d{7,14}$/.test(text);
}

/** E-mail addresses identify without regard to case, so they are kept in lower case. */
export function normaliseEmail(text: string): string {
  return text.toLowerCase();
}
