/** Texts typed one after the other: a comma or the end of a line parts them, but not within quotes. */

/** What closes the quote that a text begins with. */
const closing: Readonly<Record<string, string>> = { '"': '"', '“': '”' };

export interface TypedTexts {
  /** Without their quotes. */
  readonly ended: readonly string[];
  /** What nothing has ended yet, as it is typed. */
  readonly rest: string;
}

export function partTexts(typed: string): TypedTexts {
  const ended: string[] = [];
  let begin = 0;
  let closedBy: string | null = null;
  for (let at = 0; at < typed.length; at += 1) {
    const letter = typed.charAt(at);
    if (closedBy !== null) {
      if (letter === closedBy) closedBy = null;
    } else if (letter === ',' || letter === '\n') {
      ended.push(unquoted(typed.slice(begin, at)));
      begin = at + 1;
    } else if (typed.slice(begin, at).trim() === '') closedBy = closing[letter] ?? null;
  }
  return { ended: ended.filter((text) => text !== ''), rest: typed.slice(begin).trimStart() };
}

/** The text itself. A quote that was not closed yet is closed by its end. */
export function unquoted(typed: string): string {
  const text = typed.trim();
  const closedBy = closing[text.charAt(0)];
  if (closedBy === undefined) return text;
  const end = text.indexOf(closedBy, 1);
  if (end === -1) return text.slice(1).trim();
  return end === text.length - 1 ? text.slice(1, end).trim() : text;
}
