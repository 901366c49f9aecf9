/** Damages real payloads in every way that we could think of, the same for the same seed. */
import { jsonSpans, type Span } from './jsonSpans.ts';
import type { RealPayload } from './realPayloads.ts';

/** Stands in every text put in, so that a test can tell whether a value got into a reason. */
export const MARKER = 'gizli7f3a';

/** Whole numbers from 0 up to, and without, the bound. */
export type Random = (bound: number) => number;

/** Mulberry32: small, fast, and enough to spread choices. */
export function makeRandom(seed: number): Random {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
};

/** Values in the place of others, as JSON, by what is wrong with them. */
const values: Record<string, readonly string[]> = {
  'another type': ['null', 'true', 'false', '[]', '{}', '""', '0', '1', '[null]', '[[]]', '{"id":{}}', `"${MARKER}"`],
  'an absurd number': [
    ...['1e400', '-1e400', '1e-400', '-0', '-1', '0.1', '1.5', '1E5', '123456789012345678', '9223372036854775807'],
    ...['9223372036854775808', '-9223372036854775808', '18446744073709551616', '9007199254740993', '2147483648'],
    ...[`1${'0'.repeat(400)}`, '"1e3"', '"-5.00"', '"0.001"', '"99999999999999999999.99"', '"90071992547409.91"'],
    ...[
      '"90071992547409.92"',
      '"9007199254740992"',
      '"-90071992547409.91"',
      '"1,50"',
      '"١٢٫٥٠"',
      '"NaN"',
      '"Infinity"',
    ],
    ...[
      '"0x10"',
      '" 5"',
      '"5 "',
      '"+5"',
      '"00000000000000000007"',
      '4294967296',
      '2147483647',
      `"${'9'.repeat(5_000)}"`,
    ],
  ],
  'an absurd instant': [
    ...[
      '0000-00-00T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '1969-12-31T23:59:59Z',
      '1970-01-01T00:00:00Z',
    ],
    ...['2199-12-31T23:59:59.999Z', '2200-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '+275760-09-13T00:00:00.000Z'],
    ...[
      '-271821-04-20T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-11-21',
      '21.11.2026',
      'now',
      'infinity',
    ],
    ...['2026-11-21T10:00:00+99:99', '2026-11-21T25:00:00Z', '2026-11-21T10:00:60Z', '2026-11-21T10:00:00.123456789Z'],
    ...['1970-01-01T00:00:00+14:00', '2026-11-21T10:00:00'],
  ].map((instant) => `"${instant}"`),
  'an odd text': [
    ...[`"${MARKER}\\u0000"`, `"\\ud800${MARKER}"`, `"${MARKER}\\udfff\\ud83d"`, `"\\udc00\\ud800"`, `"🎁👩‍👩‍👧‍👦${MARKER}"`],
    ...[
      `"عائشة ${MARKER} שלום"`,
      `"\u202e${MARKER}\u202c"`,
      `"İıŞşĞğ ${MARKER} I\u0307"`,
      `"\ufeff${MARKER}"`,
      `"\uffff"`,
    ],
    ...[
      `"'; DROP TABLE orders; -- ${MARKER}"`,
      `"{\\"a\\":\\"${MARKER}\\"}"`,
      `"\\\\N ${MARKER}"`,
      `"${MARKER},,,\\t\\n\\r"`,
    ],
    ...['"gid://shopify/Order/0"', '"gid://shopify/Customer/9223372036854775808"', '"gid://shopify/Customer/1?x=1"'],
    ...[
      '"gid://shopify/Product/-1"',
      '"gid://shopify/Order/706405506930370084"',
      '"gid:"',
      '"TRY"',
      '"try"',
      '"XXX"',
      '"JPY"',
      '"KWD"',
    ],
    ...[
      '"__proto__"',
      '"constructor"',
      '"completed"',
      '"subscribed"',
      '"Europe/Istanbul"',
      '"Etc/../x"',
      '"TR"',
      '" "',
    ],
  ],
  'a prototype': [
    '{"__proto__":{"id":7}}',
    '{"constructor":{"prototype":{"id":7}}}',
    '{"__proto__":null,"hasOwnProperty":1}',
  ],
};

/** Values that are long or deep, made when they are asked for. */
const large: readonly ((random: Random) => string)[] = [
  (random) => `"${MARKER}${'ş'.repeat(random(20_000))}"`,
  (random) => `"${'\\ud83c'.repeat(random(3_000))}"`,
  (random) => '['.repeat(1 + random(5_000)),
  (random) => `${'[{"a":'.repeat(random(900))}1`,
  (random) => nested(1 + random(600)),
  (random) => `[${'{"id":1},'.repeat(random(2_000))}{}]`,
];

const nested = (depth: number): string => `${'{"customer":'.repeat(depth)}null${'}'.repeat(depth)}`;

type TextDamage = (text: string, span: Span, random: Random, spans: readonly Span[]) => string;

const replace = (text: string, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to);

/** What is done to one value of a payload, with how often it is chosen. */
const textDamages: readonly [name: string, weight: number, damage: TextDamage][] = [
  ...Object.entries(values).map(([name, choices]): [string, number, TextDamage] => [
    name,
    name === 'a prototype' ? 2 : 10,
    (text, span, random) => replace(text, span.start, span.end, pick(random, choices)),
  ]),
  ['something large', 1, (text, span, random) => replace(text, span.start, span.end, pick(random, large)(random))],
  [
    'a value of another field',
    8,
    (text, span, random, spans) => {
      const other = pick(random, spans);
      return replace(text, span.start, span.end, text.slice(other.start, other.end));
    },
  ],
  [
    'a field missing',
    5,
    (text, span) =>
      span.key === null
        ? replace(text, span.start, span.end, 'null')
        : replace(text, span.keyStart, span.keyStart + 1, '"_'),
  ],
  [
    'a field told twice',
    4,
    (text, span, random) =>
      span.key === null
        ? text
        : replace(text, span.keyStart, span.keyStart, `"${span.key}":${pick(random, ['null', '1', `"${MARKER}"`])},`),
  ],
  [
    'a field to come',
    2,
    (text, span) =>
      span.key === null
        ? text
        : replace(text, span.keyStart, span.keyStart, `"__proto__":{"${span.key}":7},"${MARKER}":1,`),
  ],
];
const chosenDamages = textDamages.flatMap((one) => Array.from({ length: one[1] }, () => one));

/** What is done to the bytes of a whole body. */
const byteDamages: readonly [name: string, damage: (body: Buffer, random: Random) => Buffer][] = [
  [
    'flipped bits',
    (body, random) => {
      for (let count = 1 + random(8); count > 0 && body.length > 0; count -= 1) {
        const at = random(body.length);
        body[at] = (body[at] ?? 0) ^ (1 << random(8));
      }
      return body;
    },
  ],
  ['a truncated body', (body, random) => body.subarray(0, random(body.length + 1))],
  ['a piece lost', (body, random) => without(body, random(body.length + 1), 1 + random(64))],
  ['a piece twice', (body, random) => Buffer.concat([body, body.subarray(random(body.length + 1))])],
  ['a mark of byte order', (body) => Buffer.concat([Buffer.from('\ufeff'), body])],
  ['UTF-16', (body) => Buffer.from(`\ufeff${body.toString()}`, 'utf16le')],
  ['Latin 1', (body) => Buffer.from(body.toString(), 'latin1')],
  ['NUL after it', (body) => Buffer.concat([body, Buffer.alloc(3)])],
];

const without = (body: Buffer, at: number, length: number): Buffer =>
  Buffer.concat([body.subarray(0, at), body.subarray(at + length)]);

export interface Mutant {
  topic: string;
  body: Buffer;
  /** What was done, for counting and for finding a failure again. */
  damages: string[];
}

/**
 * @param asked The names of fields that readers ask for; most damage is done to these.
 */
export function makeMutator(payloads: readonly RealPayload[], asked: ReadonlySet<string>): (random: Random) => Mutant {
  const prepared = payloads.map(({ topic, body }) => {
    const spans = jsonSpans(body);
    const hot = spans.filter(({ key }) => key !== null && asked.has(key));
    return { topic, body, spans, hot: hot.length > 0 ? hot : spans };
  });
  return (random) => {
    const { topic, body, spans, hot } = pick(random, prepared);
    const damages: string[] = [];
    let text = body;
    const count = random(8) === 0 ? 0 : 1 + random(3);
    const chosen = Array.from({ length: count }, () => pick(random, random(5) === 0 ? spans : hot));
    // From the last to the first, and none within another: what stands before a replacement stays where it was.
    let limit = body.length + 1;
    for (const span of chosen.sort((a, b) => b.start - a.start)) {
      if (span.end > limit) continue;
      const [name, , damage] = pick(random, chosenDamages);
      text = damage(text, span, random, spans);
      damages.push(name);
      limit = span.keyStart;
    }
    let bytes: Buffer = Buffer.from(text);
    if (damages.length === 0 || random(10) === 0) {
      const [name, damage] = pick(random, byteDamages);
      bytes = damage(bytes, random);
      damages.push(name);
    }
    if (random(100) > 0) return { topic, body: bytes, damages };
    return { topic: pick(random, prepared).topic, body: bytes, damages: [...damages, 'the body of another topic'] };
  };
}
