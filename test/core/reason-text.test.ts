/** Every sentence with which a notification can be set aside has its words in Turkish. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tellFailure } from '#app/flows/absorb/failure.ts';
import { GRANT_REASONS } from '#app/flows/authorize/usableGrant.ts';
import { UNREADABLE } from '#app/flows/deliver/openPartner.ts';
import { readDelivery } from '#app/ingest/readDelivery.ts';
import { EXPIRED } from '#app/store/retention.ts';
import { CALL_RULES as PUSH_RULES } from '#connectors/esp-feed/callRules.ts';
import { REJECTIONS as PUSH_REJECTIONS } from '#connectors/esp-feed/rows.ts';
import { LOGIN_REASONS } from '#connectors/klaviyo/authorization.ts';
import { LACKS_SCOPE, NOT_ACCEPTED } from '#connectors/klaviyo/credential.ts';
import { CALL_RULES as KLAVIYO_RULES, ROW_RULES } from '#connectors/klaviyo/errors.ts';
import { LEFT_FOR_LATER } from '#connectors/klaviyo/handle.ts';
import { REJECTIONS as KLAVIYO_REJECTIONS } from '#connectors/klaviyo/rows.ts';
import { NO_ACCOUNT } from '#connectors/klaviyo/session.ts';
import { LACKS_PERMISSION } from '#connectors/meta/account.ts';
import { NO_ID, NO_ROOM } from '#connectors/meta/audiences.ts';
import { CALL_RULES } from '#connectors/meta/callRules.ts';
import { NOT_ALL_NAMES } from '#connectors/meta/erase.ts';
import { termsLink } from '#connectors/meta/graph.ts';
import { REJECTIONS } from '#connectors/meta/rows.ts';
import { OPERATION_RULES, operationRuleOf, TOO_SMALL } from '#connectors/meta/statuses.ts';
import { FILE_RULES } from '#connectors/sftp/rules.ts';
import { CALL_RULES as TAG_RULES, REJECTIONS as TAG_REJECTIONS, START_RULES } from '#connectors/shopify-tags/errors.ts';
import { CHANGED_AT_ONCE } from '#connectors/shopify-tags/single.ts';
import { reasonText } from '#app/ui/reasonText.ts';

const app = path.resolve(import.meta.dirname, '../../app');
const sourcesIn = (folder: string): string =>
  readdirSync(path.join(app, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(app, folder, file), 'utf8'))
    .join('\n');

/** What the pattern's groups catch, wherever it is found. */
const literalsOf = (source: string, pattern: RegExp): string[] =>
  [...source.matchAll(pattern)].map(([, ...groups]) => groups.join(''));

/** Each place that is filled in, as the program fills it. */
function filled(text: string): string[] {
  if (text.includes('${amount?.problem')) {
    const money = readFileSync(path.join(app, 'core/money.ts'), 'utf8');
    return [...new Set(literalsOf(money, /failure\('([\w-]+)'\)/g))].map((problem) =>
      text.replace(/\$\{amount\?\.problem[^}]*\}/, problem),
    );
  }
  return [text.replaceAll('${type}', 'Customer').replaceAll('${field}', 'customer')];
}

const ingest = ['ingest/payloads', 'ingest/topics'].map(sourcesIn).join('\n');
/** What a reader refuses a field for: the second argument of `refuse`. */
const faults = literalsOf(ingest, /\.refuse\(\s*[\w.']+,\s*(?:'([^']+)'|`([^`]+)`),?\s*\)/g);
const refuseCount = [...ingest.matchAll(/\.refuse\(/g)].length;

const expectTurkish = (reason: string): void => {
  expect(reasonText(reason, 'tr'), reason).not.toBe(reason);
  expect(reasonText(reason, 'tr'), reason).not.toMatch(/\{\d\}|undefined/);
  expect(reasonText(reason, 'en')).toBe(reason);
};

describe('the reasons for setting aside', () => {
  it('are found in the sources, all of them', () => {
    expect(faults.length).toBeGreaterThan(20);
    expect(faults).toHaveLength(refuseCount);
  });

  it.each([...new Set(faults.flatMap(filled))])('about a field: … %s.', (fault) => {
    for (const field of ['id', 'line_items[0].price_set.shop_money.amount']) expectTurkish(`${field} ${fault}.`);
    expect(reasonText(`line_items[3].sku ${fault}.`, 'tr')).toMatch(/^line_items\[3\]\.sku /);
  });

  it('about the whole', () => {
    const whole = literalsOf(ingest, /(?:Unreadable\(|reason: )'([^']+)'/g);
    expect(whole.length).toBeGreaterThanOrEqual(3);
    for (const reason of [...whole, 'The body is not an object.', 'orders[0] is not an object.', EXPIRED])
      expectTurkish(reason);
    for (const owner of ['The body', 'refunds[0]']) expectTurkish(`${owner} adds up to more than can be counted.`);
  });

  it('that the readers give', () => {
    const bodies = ['', 'no JSON', '[]', '{"id": "Ayşe"}', '{}', '"text"', '7', '\u0000'];
    for (const topic of ['orders/create', 'customers/delete', 'customers/merge', 'shop/update', 'of/nobody'])
      for (const body of [...bodies.map((text) => Buffer.from(text)), Buffer.from([0xff, 0xfe])]) {
        const reading = readDelivery({ topic, triggeredAt: null, receivedAt: 0, body });
        if (reading.kind === 'unreadable') expectTurkish(reading.reason);
      }
  });

  it('about the database and about our own mistakes', () => {
    const failure = readFileSync(path.join(app, 'flows/absorb/failure.ts'), 'utf8');
    const codes = literalsOf(failure, /^ {2}'([0-9A-Z]{5})': /gm);
    const classes = literalsOf(failure, /^ {2}'(\d\d)': /gm).map((digits) => `${digits}ZZZ`);
    expect(Math.min(codes.length, classes.length * 3)).toBeGreaterThan(10);
    for (const code of [...codes, ...classes, 'XX000']) {
      expectTurkish(tellFailure({ code }));
      expectTurkish(
        tellFailure({ code, table: 'orders', column: 'name', constraint: 'orders_pkey', dataType: 'text' }),
      );
    }
    expectTurkish(tellFailure(new TypeError('Ayşe')));
    expectTurkish(tellFailure('thrown'));
    expect(reasonText(tellFailure({ code: '22001', table: 'orders', column: 'name' }), 'tr')).toBe(
      'Veritabanı kabul etmedi: bir metin çok uzun (22001, tablo orders, sütun name).',
    );
  });

  it('for leaving out lines of the history', () => {
    const readers = sourcesIn('core/backfill');
    const money = readFileSync(path.join(app, 'core/money.ts'), 'utf8');
    const told = literalsOf(readers, /problems\.push\(`\$\{field\}: ([^`]+)`\)/g).flatMap((fault) =>
      fault.includes('${read.problem}')
        ? literalsOf(money, /failure\('([\w-]+)'\)/g)
        : [fault.replace('${type}', 'Customer')],
    );
    expect(told.length).toBeGreaterThan(12);
    expect([...readers.matchAll(/problems\.push\(/g)].length).toBe(
      literalsOf(readers, /problems\.push\(`\$\{field\}: ([^`]+)`\)/g).length,
    );
    for (const fault of told) {
      expectTurkish(`totalPriceSet.shopMoney: ${fault}`);
      expect(reasonText(`id: ${fault}; tags: missing`, 'tr')).toMatch(/; tags: eksik$/);
    }
    for (const reason of literalsOf(readers, /reason: '([^']+)'/g)) expectTurkish(reason);
  });

  it('that nobody knows are shown as they are', () => {
    for (const reason of ['', 'Something else entirely.', 'id is purple.'])
      expect(reasonText(reason, 'tr')).toBe(reason);
  });
});

describe('what Meta is said to answer', () => {
  const ofCalls = CALL_RULES.map(({ reason }) => reason.replace('{terms}', termsLink('act_1234567890')));
  const ofLists = [...OPERATION_RULES, operationRuleOf(4711)].map(({ reason }) => reason);
  const ofLogins = ['The login has run out. Log in again.', 'The permission given to Kesit has ended. Connect again.'];
  const others = [TOO_SMALL, ...Object.values(LACKS_PERMISSION), NO_ID, NO_ROOM, NOT_ALL_NAMES, ...ofLogins];

  it.each([...new Set([...ofLists, ...ofCalls, ...others])])('%s', (reason) => {
    expectTurkish(reason);
    const [link] = /https:.*/.exec(reason) ?? [];
    if (link !== undefined) expect(reasonText(reason, 'tr')).toContain(link);
  });

  it.each(Object.entries(REJECTIONS))('of a row: %s', (code, reason) => {
    expectTurkish(`${code}: ${reason}`);
    expect(reasonText(`${code}: ${reason}`, 'tr')).toMatch(new RegExp(`^${code}: `));
  });
});

describe('what Klaviyo, receivers, servers and the shop are said to answer', () => {
  const ofCalls = [...KLAVIYO_RULES, ...ROW_RULES, ...PUSH_RULES, ...TAG_RULES, ...START_RULES].map(
    ({ reason }) => reason,
  );
  const ofFiles = Object.values(FILE_RULES).map(({ reason }) => reason.replace('{fingerprint}', 'SHA256:abc+/d'));
  const ofLogins = Object.values(LOGIN_REASONS).map((reason) => reason.replace(/\{\w+\}/, 'E_ONE'));
  const ofRows = [LEFT_FOR_LATER, CHANGED_AT_ONCE];
  const ofAny = [...Object.values(GRANT_REASONS), UNREADABLE, NOT_ACCEPTED, LACKS_SCOPE, NO_ACCOUNT];

  it.each([...new Set([...ofCalls, ...ofFiles, ...ofLogins, ...ofAny, ...ofRows])])('%s', (reason) => {
    expectTurkish(reason);
    const [place] = /SHA256:\S+?(?=[. ])|\(.+\)/.exec(reason) ?? [];
    if (place !== undefined) expect(reasonText(reason, 'tr')).toContain(place);
  });

  it.each(Object.entries({ ...KLAVIYO_REJECTIONS, ...PUSH_REJECTIONS, ...TAG_REJECTIONS }))(
    'of a row: %s',
    (code, reason) => {
      expectTurkish(`${code}: ${reason}`);
      expect(reasonText(`${code}: ${reason}`, 'tr')).toMatch(new RegExp(`^${code}: `));
    },
  );

  it('keeps the status', () => {
    expect(reasonText('The receiver is failing at the moment. (503)', 'tr')).toBe('Alıcı şu anda hata veriyor. (503)');
  });

  it('keeps what the partner itself said after it', () => {
    expect(reasonText('Klaviyo refuses the data of this customer. (invalid: Ayşe)', 'tr')).toBe(
      'Klaviyo bu müşterinin verilerini reddediyor. (invalid: Ayşe)',
    );
    for (const reason of ofCalls)
      expect(reasonText(`${reason} It answered 400.`, 'tr')).toBe(`${reasonText(reason, 'tr')} It answered 400.`);
  });
});
