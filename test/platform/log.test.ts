/** Logs without personal data: by field, by what errors carry, and as a whole when the product works at its most talkative. */
import { expect, it } from 'vitest';
import { makeLog, type Log } from '#app/platform/log.ts';

/** A log into memory. */
function memory(level = 'trace'): { log: Log; lines: () => Record<string, unknown>[]; text: () => string } {
  const written: string[] = [];
  const log = makeLog('test', level, { write: (line) => void written.push(line) });
  return {
    log,
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => written.join(''),
  };
}

const ADDRESS = 'ayşe.yılmaz+x@örnek.com.tr';

it('tells name, level, message and what is not personal', () => {
  const { log, lines } = memory();
  log.info({ shopId: 7, counts: { customers: 3 } }, 'absorbed');
  expect(lines()).toMatchObject([{ name: 'test', level: 30, msg: 'absorbed', shopId: 7, counts: { customers: 3 } }]);
});

it('keeps below its level silent', () => {
  const { log, lines } = memory('warn');
  log.info('quiet');
  log.warn('loud');
  expect(lines().map((line) => line.msg)).toEqual(['loud']);
});

it.each(['email', 'phone', 'first_name', 'lastName', 'accessToken', 'apiKey', 'authorization', 'body'])(
  'cuts out %s on the first three levels',
  (field) => {
    const { log, lines, text } = memory();
    const row = { [field]: 'Gizli', kept: 1 };
    log.info({ ...row, customer: { ...row, address: row } }, 'x');
    expect(lines()).toMatchObject([{ kept: 1, customer: { kept: 1, address: { kept: 1 } } }]);
    expect(text()).not.toContain('Gizli');
  },
);

it('masks an address wherever else it stands: deep down, in a list, in the words', () => {
  const { log, text } = memory();
  log.info({ a: { b: { c: { email: ADDRESS } } }, list: [ADDRESS, `mailto:${ADDRESS}?x`] }, `for ${ADDRESS}!`);
  log.child({ who: ADDRESS }).warn('<%s>', ADDRESS);
  expect(text()).not.toMatch(/@/);
  expect(text().match(/\[address\]/g)).toHaveLength(6);
});

it('tells an error without the row, the request or the answer it carries', () => {
  const { log, lines, text } = memory();
  const cause = Object.assign(new Error(`duplicate key of ${ADDRESS}`), {
    code: '23505',
    constraint: 'customer_pkey',
    detail: 'Key (name)=(Gizli) already exists.',
    where: 'COPY customer, line 1: "Gizli"',
  });
  const error = Object.assign(new TypeError('the call failed', { cause }), {
    status: 400,
    config: { headers: { Authorization: 'Klaviyo-API-Key Gizli' }, data: '{"attributes":"Gizli"}' },
    response: { data: { Gizli: true } },
  });
  log.error({ err: error }, 'x');
  log.error(new AggregateError([error], 'all failed'));
  expect(text()).not.toMatch(/Gizli|@/);
  expect(lines()[0]).toMatchObject({
    err: {
      type: 'TypeError',
      message: 'the call failed',
      status: 400,
      stack: expect.stringContaining('log.test.ts') as string,
      cause: { message: 'duplicate key of [address]', code: '23505', constraint: 'customer_pkey' },
    },
  });
  expect(lines()[1]).toMatchObject({ err: { type: 'AggregateError', errors: [{ message: 'the call failed' }] } });
});

it('survives an error that causes itself', () => {
  const { log, lines } = memory();
  const error = new Error('round');
  error.cause = error;
  log.error({ err: error }, 'x');
  expect(lines()).toHaveLength(1);
});
