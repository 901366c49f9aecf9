/** JSON Lines in and out: the form in which the shop's dump, the events sent and the events seeded travel. */

/**
 * The values of a stream of JSON lines, one at a time: a file, an HTTP body, any chunks of bytes or text, cut anywhere.
 * Blank lines are skipped; a line that is not JSON throws with its number, also when it is the unfinished last one.
 */
export async function* readJsonLines(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator {
  const decoder = new TextDecoder();
  let rest = '';
  let lineNumber = 0;
  const parse = (line: string): unknown => {
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw new Error(`line ${lineNumber} is not JSON: ${line.slice(0, 80)}`, { cause });
    }
  };
  for await (const chunk of chunks) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      lineNumber += 1;
      if (line.trim() !== '') yield parse(line);
    }
  }
  lineNumber += 1;
  rest += decoder.decode();
  if (rest.trim() !== '') yield parse(rest);
}

const chunkCharacters = 65_536;

/** The values as JSON lines, in chunks of some 64 KB, for a file or the body of an HTTP request. */
export function* writeJsonLines(values: Iterable<unknown>): Generator<string> {
  let chunk = '';
  for (const value of values) {
    chunk += `${JSON.stringify(value)}\n`;
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
