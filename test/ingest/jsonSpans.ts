/** Where each value stands in a JSON text, so that one can be replaced without writing the whole text anew. */

export interface Span {
  /** The value's name; null within a list and for the whole. */
  key: string | null;
  /** Where the name begins, with its quotation mark; the value's own beginning when it has none. */
  keyStart: number;
  start: number;
  /** Behind the last character. */
  end: number;
}

/** All values of a well-formed text without white space, the whole one among them. */
export function jsonSpans(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  const stringEnd = (from: number): number => {
    let end = from + 1;
    while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    return end + 1;
  };
  const value = (key: string | null, keyStart: number): void => {
    const start = at;
    const first = text[at];
    if (first === '"') at = stringEnd(at);
    else if (first === '{' || first === '[') {
      at += 1;
      while (text[at] !== '}' && text[at] !== ']') {
        if (text[at] === ',') at += 1;
        const nameStart = at;
        let name: string | null = null;
        if (first === '{') {
          at = stringEnd(at) + 1;
          name = text.slice(nameStart + 1, at - 2);
        }
        value(name, nameStart);
      }
      at += 1;
    } else while (at < text.length && !',]}'.includes(text[at] ?? '')) at += 1;
    spans.push({ key, keyStart, start, end: at });
  };
  value(null, 0);
  return spans;
}
