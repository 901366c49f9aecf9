/** What lists are called at partners. */

/** Where the name of the segment goes in a pattern. */
export const SEGMENT_PLACE = '{segment}';
export const STANDARD_PATTERN = `Kesit · ${SEGMENT_PLACE}`;
/** The most letters of a list's name; partners allow more. */
export const MOST_LETTERS = 120;

/** A name as typed, tidied; null when it is none. */
export function listNameFrom(typed: string): string | null {
  const name = typed.trim().replaceAll(/\s+/g, ' ');
  return name === '' || name.length > MOST_LETTERS || hasControls(name) ? null : name;
}

/** A pattern as typed, tidied; null when it is none: without the segment's name all lists would be called the same. */
export function listNamePatternFrom(typed: string): string | null {
  const pattern = listNameFrom(typed);
  return pattern?.includes(SEGMENT_PLACE) === true ? pattern : null;
}

/**
 * The name of a new list.
 * @param pattern Null for the standard.
 * @param taken The names of the connection's other lists: a partner's list is found by its name, so no two may have one.
 */
export function listNameOf(pattern: string | null, segment: string, taken: readonly string[]): string {
  const name = (pattern ?? STANDARD_PATTERN).replaceAll(SEGMENT_PLACE, () => segment).slice(0, MOST_LETTERS);
  if (!taken.includes(name)) return name;
  for (let nth = 2; ; nth += 1) {
    const numbered = `${name.slice(0, MOST_LETTERS - 8)} (${nth})`;
    if (!taken.includes(numbered)) return numbered;
  }
}

const hasControls = (text: string): boolean => /\p{Cc}/u.test(text);
