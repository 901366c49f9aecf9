/** The Turkish ending that means "from" and "than", put to a number as it is read aloud: 5’ten, 6’dan, 1.250’den, 0,5’ten. */

const digits = ['dan', 'den', 'den', 'ten', 'ten', 'ten', 'dan', 'den', 'den', 'dan'];
const tens = ['', 'dan', 'den', 'dan', 'tan', 'den', 'tan', 'ten', 'den', 'dan'];
/** By the number of zeros at the end, from two on: yüz, bin, milyon, milyar, trilyon, katrilyon. */
const powers: readonly (readonly [zeros: number, ending: string])[] = [
  [15, 'dan'],
  [12, 'dan'],
  [9, 'dan'],
  [6, 'dan'],
  [3, 'den'],
  [2, 'den'],
];

/** @param written A number as Turkish writes it: dots between thousands, a comma before decimals. */
export function withAblative(written: string): string {
  return `${written}’${endingOf(written.replaceAll('.', ''))}`;
}

function endingOf(number: string): string {
  const last = Number(number.at(-1));
  const zeros = /0*$/.exec(number)?.[0].length ?? 0;
  if (zeros === 0 || !/[1-9]/.test(number) || number.includes(',')) return digits[last] ?? 'den';
  if (zeros === 1) return tens[Number(number.at(-2))] ?? 'den';
  return powers.find(([least]) => zeros >= least)?.[1] ?? 'den';
}
