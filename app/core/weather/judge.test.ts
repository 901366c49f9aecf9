/** Every way in which the weather service can answer, and who must act next. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { judge, type WeatherExchange } from './judge.ts';

const NOW = Date.parse('2026-11-21T12:34:56.000Z');
const schema = z.object({ figure: z.number() });
const answered = (status: number, body: unknown, retryAfter: string | null = null): WeatherExchange => ({
  kind: 'answered',
  status,
  retryAfter,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const judged = (exchange: WeatherExchange) => judge(exchange, schema, NOW);
const refusal = (reason: string) => ({ error: true, reason });

it('a good answer is its value', () => {
  expect(judged(answered(200, { figure: 7, more: 'things' }))).toEqual({ kind: 'value', value: { figure: 7 } });
});

describe('the same call may succeed later', () => {
  it.each<[string, WeatherExchange]>([
    ['a connection that broke', { kind: 'lost', reason: 'ECONNRESET' }],
    ['a failure of the service', answered(500, '')],
    ['a page of a proxy', answered(502, '<html>bad gateway</html>')],
    ['a page in place of an answer', answered(200, '<html>maintenance</html>')],
    ['an answer that breaks off', answered(200, '{"figure": ')],
    ['an empty answer', answered(200, '')],
    ['an error told after the status was sent', answered(200, refusal('Unexpected error while streaming data'))],
  ])('%s', (_, exchange) => {
    expect(judged(exchange).kind).toBe('again');
  });
});

describe('a limit', () => {
  const until = (reason: string, retryAfter: string | null = null): string | number => {
    const judgement = judged(answered(429, refusal(reason), retryAfter));
    return judgement.kind === 'limited' ? new Date(judgement.notBefore).toISOString() : judgement.kind;
  };

  it('is waited for as long as its header says', () => {
    expect(until('Minutely API request limit exceeded.', '30')).toBe('2026-11-21T12:35:26.000Z');
    expect(until('', 'Sat, 21 Nov 2026 13:00:00 GMT')).toBe('2026-11-21T13:00:00.000Z');
  });

  it('is never waited for longer than a day, nor not at all', () => {
    expect(until('', '9999999')).toBe('2026-11-22T12:34:56.000Z');
    expect(until('', '0')).toBe('2026-11-21T12:34:57.000Z');
    expect(until('', 'Sat, 21 Nov 2020 13:00:00 GMT')).toBe('2026-11-21T12:34:57.000Z');
  });

  it.each([
    ['Minutely API request limit exceeded. Please try again in one minute.', '2026-11-21T12:35:05.000Z'],
    ['Hourly API request limit exceeded. Please try again in the next hour.', '2026-11-21T13:00:05.000Z'],
    ['Daily API request limit exceeded. Please try again tomorrow.', '2026-11-22T00:00:05.000Z'],
    ['Monthly API request limit exceeded.', '2026-11-22T00:00:05.000Z'],
    ['Too many concurrent requests', '2026-11-21T12:35:05.000Z'],
  ])('without a header ends with its period: %s', (reason, instant) => {
    expect(until(reason)).toBe(instant);
    expect(until(reason, 'soon')).toBe(instant);
  });

  it('is one whatever its body says', () => {
    expect(judged(answered(429, '<html>slow down</html>'))).toMatchObject({ kind: 'limited', reason: 'status 429' });
  });
});

describe('a refusal', () => {
  it('of the request is our bug, with the words of the service', () => {
    expect(judged(answered(400, refusal('Latitude must be in range of -90 to 90°.')))).toEqual({
      kind: 'our-bug',
      reason: 'status 400: Latitude must be in range of -90 to 90°.',
    });
    expect(judged(answered(404, refusal('Not Found'))).kind).toBe('our-bug');
    expect(judged(answered(302, '')).kind).toBe('our-bug');
  });

  it('of the key is for whoever runs the app', () => {
    expect(judged(answered(401, refusal('API key required.'))).kind).toBe('no-access');
    expect(judged(answered(403, 'forbidden')).kind).toBe('no-access');
  });
});

it('an answer of another shape is our bug, and says where', () => {
  expect(judged(answered(200, { figure: 'seven' }))).toMatchObject({
    kind: 'our-bug',
    reason: expect.stringContaining('figure') as string,
  });
  expect(judged(answered(200, [])).kind).toBe('our-bug');
});
