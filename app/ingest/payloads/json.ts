/** JSON whose numbers keep all their digits; most bodies hold no number that needs care, and are read by the engine itself. */
import { parse } from 'lossless-json';

/**
 * A number that a double would not give back as it was written: sixteen digits and more, an exponent, or so small that it
 * would get one. Looked for wherever a number may stand; a text that only looks like it costs time and nothing else.
 */
const DELICATE = /[[:,]\s*-?(?:\d[\d.]{15}|[\d.]+[eE]|0\.0{5})/;

/** @throws SyntaxError when it is not JSON. Delicate numbers come as `LosslessNumber`, and then all others do, too. */
export function parseExactly(text: string): unknown {
  return DELICATE.test(text) ? parse(text) : (JSON.parse(text) as unknown);
}
