/** Lines of CSV as RFC 4180 writes them, in which no cell can be taken for a formula by the program that opens the file. */

/** Comes first in a file that Excel shall read as UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** What makes a spreadsheet calculate a cell rather than show it; full-width forms count, too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
/** A telephone number in E.164 is a number and nothing else; an apostrophe would make it useless. */
const NUMBER = /^\+\d{6,15}$/;

/** A cell that could be a formula gets an apostrophe in front, which spreadsheets take for "this is text". */
export const harmless = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

/** One line with its end. Null is an empty cell. */
export const csvLine = (cells: readonly (string | null)[]): string =>
  `${cells.map((cell) => quoted(harmless(cell ?? ''))).join(',')}\r\n`;

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
