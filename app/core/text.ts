/** Texts in every language of the product, and how texts are compared. */

export type Locale = 'tr' | 'en';

/** A text in every language of the product; in a preset's texts `{name}` stands for the value of that parameter. */
export type LocalText = Readonly<Record<Locale, string>>;

const turkish: Readonly<Record<string, string>> = {
  İ: 'i',
  I: 'i',
  ı: 'i',
  Ş: 's',
  ş: 's',
  Ğ: 'g',
  ğ: 'g',
  Ü: 'u',
  ü: 'u',
  Ö: 'o',
  ö: 'o',
  Ç: 'c',
  ç: 'c',
};
/** What `trim` takes from the ends of a text, as hexadecimal numbers of characters. */
const blanks = [
  ...['0009', '000A', '000B', '000C', '000D', '0020', '00A0', '1680', '2028', '2029', '202F', '205F', '3000', 'FEFF'],
  ...Array.from({ length: 11 }, (_, index) => (0x20_00 + index).toString(16)),
];
const turkishLetters = Object.keys(turkish).join('');
const turkishFolded = Object.values(turkish).join('');

/**
 * A text as it is compared: without the ends' blanks, Turkish letters as their plain ones, A to Z in lower case. So `İstanbul`,
 * `ISTANBUL` and `istanbul` are one. Letters of other alphabets are compared as they are.
 */
export function foldText(text: string): string {
  return text
    .trim()
    .replaceAll(new RegExp(`[${turkishLetters}]`, 'g'), (letter) => turkish[letter] ?? letter)
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** `foldText` as an SQL expression, the same in every locale of the server. */
export function foldTextSql(expression: string): string {
  const trimmed = `btrim(${expression}, U&'${blanks.map((blank) => `\\${blank}`).join('')}')`;
  return `lower(translate(${trimmed}, '${turkishLetters}', '${turkishFolded}') COLLATE "C")`;
}

/** Gives a placeholder for a list of texts. */
type TextsBinding = (texts: readonly string[]) => string;

/**
 * Whether a text is one of several as they are compared, as a boolean SQL expression; false of NULL. To fold a text is dear in
 * SQL: one that is written as asked for is not folded, nor is one that begins otherwise.
 */
export function isOneOfSql(expression: string, values: readonly string[], bind: TextsBinding): string {
  const [wanted, beginnings] = wantedSql(values, bind);
  return `CASE WHEN ${expression} = ANY (${wanted}) THEN TRUE
    WHEN left(${expression}, 1) = ANY (${beginnings}) THEN ${foldTextSql(expression)} = ANY (${wanted}) ELSE FALSE END`;
}

/**
 * The same of any text of an array. The SQL function folds as `foldTextSql` does; a sub-select over the array's texts would keep
 * PostgreSQL from sharing the rows out among its processes.
 */
export function hasOneOfSql(expression: string, values: readonly string[], bind: TextsBinding): string {
  const [wanted, beginnings] = wantedSql(values, bind);
  return `cardinality(${expression}) > 0 AND has_text(${expression}, ${wanted}, ${beginnings})`;
}

/** The texts asked for, as they are and folded, and what a text begins with that may be folded to one of them. */
function wantedSql(values: readonly string[], bind: TextsBinding): [wanted: string, beginnings: string] {
  const folded = values.map(foldText);
  return [bind([...new Set([...folded, ...values])]), bind(beginningsOf(folded))];
}

function beginningsOf(folded: readonly string[]): string[] {
  const firsts = new Set(folded.map((text) => String.fromCodePoint(text.codePointAt(0) ?? 0)));
  const alike = Object.entries(turkish).flatMap(([letter, plain]) => (firsts.has(plain) ? [letter] : []));
  const capitals = [...firsts].flatMap((first) => (/[a-z]/.test(first) ? first.toUpperCase() : []));
  return [...firsts, ...alike, ...capitals, ...blanks.map((blank) => String.fromCodePoint(Number.parseInt(blank, 16)))];
}
