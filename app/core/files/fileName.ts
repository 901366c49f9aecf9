/** What files of lists are called: a pattern of the merchant's, with the list's name and the day in it. */
import { dayOf } from '../calendar.ts';

export const STANDARD_FILE_PATTERN = '{list}-{date}';
const MOST_LETTERS = 100;

/** A pattern as typed; null when it is none: two lists would have one file, or it would lead into another folder. */
export function filePatternFrom(typed: string): string | null {
  const pattern = typed.trim() === '' ? STANDARD_FILE_PATTERN : typed.trim();
  const isShort = pattern.length <= MOST_LETTERS && !pattern.startsWith('.');
  return isShort && pattern.includes('{list}') && !/[\p{Cc}/\\]/u.test(pattern) ? pattern : null;
}

/**
 * The name without its ending. Letters that file systems disagree on become plain ones.
 * @param list Its number is part of the name, so that no two lists have one file.
 */
export function fileNameOf(
  pattern: string,
  list: { name: string; number: number },
  at: number,
  timezone: string,
): string {
  const name = `${plain(list.name)}-${list.number}`;
  return pattern.replaceAll('{list}', () => name).replaceAll('{date}', dayOf(timezone, at));
}

function plain(text: string): string {
  const letters = text
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '');
  return letters === '' ? 'list' : letters;
}
