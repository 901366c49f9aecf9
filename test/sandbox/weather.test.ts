/** The stand-in for the weather service: both calls, errors, limits, failures on order, and its own process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWeather, type RunningWeather } from '#sandbox/weather/server.ts';

const NOW = Date.parse('2026-11-21T12:00:30.000Z');
const DAY_MS = 86_400_000;
let weather: RunningWeather;
beforeAll(async () => {
  weather = await startWeather({ clock: () => NOW });
});
afterAll(() => weather.close());
beforeEach(() => control('DELETE', '/state'));

/** What an answer may hold; each test reads what it asked for. */
interface Body {
  error: boolean;
  reason: string;
  results?: { name: string; country_code: string }[];
  daily: Record<string, number[]> & { time: string[] };
  faults: { applied: number }[];
  calls: object[];
}
interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Body;
}

async function get(call: string, query: Record<string, string | number> = {}, headers = {}): Promise<Answer> {
  const given = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const response = await fetch(`${weather.url}${call}?${given.toString()}`, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

/** The answer as JSON; an answer without any of it when it is not whole. */
function parsed(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {} as Body;
  }
}

async function control(method: string, call: string, body?: object): Promise<Answer> {
  const sent = body === undefined ? null : JSON.stringify(body);
  const response = await fetch(`${weather.url}/_control${call}`, { method, body: sent });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

const names = (answer: Answer): string[] => (answer.body.results ?? []).map(({ name }) => name);
const search = (name: string, more: Record<string, string | number> = {}) => get('/v1/search', { name, ...more });
const daily = 'rain_sum,showers_sum,snowfall_sum,temperature_2m_min,temperature_2m_max';
const forecast = (latitude: string | number, longitude: string | number, more: Record<string, string | number> = {}) =>
  get('/v1/forecast', { latitude, longitude, daily, forecast_days: 3, timezone: 'auto', ...more });

describe('a search', () => {
  it('tells where a city lies', async () => {
    const { status, body } = await search('izmir', { language: 'tr', countryCode: 'TR' });
    expect(status).toBe(200);
    expect(body.results?.[0]).toMatchObject({
      name: 'İzmir',
      latitude: 38.41273,
      longitude: 27.13838,
      country_code: 'TR',
      admin1: 'İzmir',
      timezone: 'Europe/Istanbul',
    });
  });

  it('finds names by their beginning, whole ones and then larger ones first', async () => {
    expect(names(await search('Kon'))).toEqual(['Konya', 'Konak', 'Konyaaltı']);
    expect(names(await search('Yenişehir')).length).toBe(2);
    expect(names(await search('Kaş'))[0]).toBe('Kaş');
    expect(names(await search('Ka', { count: 100 }))).toEqual([]);
    expect(names(await search('K'))).toEqual([]);
  });

  it('takes marks of letters for nothing, but tells ı from i', async () => {
    expect(names(await search('uskudar'))).toEqual(['Üsküdar']);
    expect(names(await search('Iğdır'))).toEqual(['Iğdır']);
    expect(names(await search('igdir'))).toEqual([]);
    expect(names(await search('diyarbakir'))).toEqual(['Diyarbakır']);
  });

  it('knows other languages when asked for them', async () => {
    expect(names(await search('Münih'))).toEqual([]);
    expect(names(await search('Münih', { language: 'tr' }))).toEqual(['Münih']);
    expect(names(await search('Munich', { language: 'de' }))).toEqual(['München']);
  });

  it('keeps to a country and to a count', async () => {
    const countries = async (more: Record<string, string>): Promise<string[]> =>
      ((await search('Batman', more)).body.results ?? []).map(({ country_code }) => country_code);
    expect(await countries({})).toEqual(['TR', 'AU']);
    expect(await countries({ countryCode: 'AU' })).toEqual(['AU']);
    expect(names(await search('Kon', { count: 1 }))).toHaveLength(1);
  });

  it('of something unknown has no list of results', async () => {
    expect((await search('Atlantis')).body).toEqual({ generationtime_ms: 0.5 });
  });

  it.each([
    [{}, 'name'],
    [{ name: 'İzmir', count: 0 }, 'between 1 and 100'],
    [{ name: 'İzmir', count: 101 }, 'between 1 and 100'],
  ])('%j is refused with a reason', async (query, reason) => {
    const { status, body } = await get('/v1/search', query);
    expect([status, body.error]).toEqual([400, true]);
    expect(body.reason).toContain(reason);
  });
});

describe('a forecast', () => {
  it('of one place is that place, of several a list in their order', async () => {
    const one = (await forecast(38.41273, 27.13838)).body;
    expect(one).toMatchObject({ timezone: 'Europe/Istanbul', daily_units: { snowfall_sum: 'cm' } });
    expect(one.daily.time).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
    expect(one.daily.rain_sum).toHaveLength(3);
    const { text } = await forecast('41.00,38.41273', '29.00,27.13838');
    const two = JSON.parse(text) as Body[];
    expect(two).toHaveLength(2);
    expect(two[1]).toEqual({ ...one, location_id: 1 });
  });

  it('is the same every time, and another at another place and on another day', async () => {
    const first = (await forecast(41, 29)).body.daily;
    expect((await forecast(41, 29)).body.daily).toEqual(first);
    expect((await forecast(39.9, 32.8)).body.daily.temperature_2m_max).not.toEqual(first.temperature_2m_max);
    await control('POST', '/clock', { advanceMs: DAY_MS });
    const next = (await forecast(41, 29)).body.daily;
    expect(next.time[0]).toBe('2026-11-22');
    expect(next.temperature_2m_max?.slice(0, 2)).toEqual(first.temperature_2m_max?.slice(1));
  });

  it('begins with the day of the place', async () => {
    await control('POST', '/clock', { advanceMs: 10 * 3_600_000 });
    expect((await forecast(35.6895, 139.69171)).body.daily.time[0]).toBe('2026-11-22');
    expect((await forecast(35.6895, 139.69171, { timezone: 'GMT' })).body.daily.time[0]).toBe('2026-11-21');
  });

  it('is like its season: snow in the mountains in winter, none by the sea in summer, and it rains somewhere', async () => {
    const sums = async (latitude: number, longitude: number, name: string): Promise<number> =>
      ((await forecast(latitude, longitude, { forecast_days: 16 })).body.daily[name] ?? []).reduce(
        (sum, value) => sum + value,
        0,
      );
    await control('POST', '/clock', { advanceMs: 60 * DAY_MS });
    expect(await sums(39.90861, 41.27694, 'snowfall_sum')).toBeGreaterThan(0);
    await control('POST', '/clock', { offsetMs: 240 * DAY_MS });
    expect(await sums(36.90812, 30.69556, 'snowfall_sum')).toBe(0);
    expect(await sums(36.90812, 30.69556, 'temperature_2m_max')).toBeGreaterThan(16 * 22);
    expect(await sums(36.90812, 30.69556, 'showers_sum')).toBeGreaterThan(0);
  });

  it('may be ordered for a city', async () => {
    await control('POST', '/weather', { city: 'Rize', rain_sum: 31, temperature_2m_min: null });
    const { daily: rize } = (await forecast(41.02083, 40.52194)).body;
    expect(rize).toMatchObject({ rain_sum: [31, 31, 31], temperature_2m_min: [null, null, null] });
    await control('DELETE', '/weather');
    expect((await forecast(41.02083, 40.52194)).body.daily.rain_sum).not.toEqual([31, 31, 31]);
    expect((await control('POST', '/weather', { city: 'Atlantis', rain_sum: 1 })).status).toBe(400);
    expect((await control('POST', '/weather', { city: 'Rize', rain: 1 })).status).toBe(400);
  });

  it.each<[Record<string, string | number>, string]>([
    [{ latitude: '91' }, 'Latitude must be in range'],
    [{ longitude: '-181' }, 'Longitude must be in range'],
    [{ latitude: '41,38' }, 'same number'],
    [{ latitude: 'north' }, 'Expected a number'],
    [{ latitude: Array(1_001).fill('1').join(','), longitude: Array(1_001).fill('1').join(',') }, '1000 locations'],
    [{ daily: 'rain_sum,frogs' }, 'invalid String value frogs'],
    [{ forecast_days: 17 }, 'Allowed range 0 to 16'],
  ])('%j is refused with a reason', async (query, reason) => {
    const { status, body } = await forecast(41, 29, query);
    expect([status, body.error]).toEqual([400, true]);
    expect(body.reason).toContain(reason);
  });
});

describe('limits', () => {
  const hundred = (): Promise<Answer> => forecast(Array(100).fill('41').join(','), Array(100).fill('29').join(','));

  it('count every place; the next minute lets callers in again', async () => {
    for (let call = 0; call < 6; call += 1) expect((await hundred()).status).toBe(200);
    const refused = await search('izmir');
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({ error: true, reason: expect.stringContaining('Minutely') as string });
    expect(refused.headers.get('retry-after')).toBeNull();
    await control('POST', '/clock', { advanceMs: 30_000 });
    expect((await search('izmir')).status).toBe(200);
  });

  it('hold for the hour and the day too', async () => {
    const reasons = new Set<string>();
    for (let call = 0; call < 130; call += 1) {
      const answer = await hundred();
      if (answer.status === 429) {
        const [period = ''] = /^\w+/.exec(answer.body.reason) ?? [];
        reasons.add(period);
        await control('POST', '/clock', { advanceMs: period === 'Minutely' ? 60_000 : 3_600_000 });
        if (period === 'Daily') break;
      }
    }
    expect([...reasons]).toEqual(['Minutely', 'Hourly', 'Daily']);
  });

  it('may be off', async () => {
    await control('POST', '/limits', { mode: 'off' });
    for (let call = 0; call < 7; call += 1) expect((await hundred()).status).toBe(200);
    await control('POST', '/limits', { mode: 'published' });
  });
});

describe('failures on order', () => {
  it('come in the service’s form or as they are given', async () => {
    await control('POST', '/faults', { path: '/v1/search', times: 1, status: 429, headers: { 'Retry-After': '7' } });
    const limited = await search('izmir');
    expect([limited.status, limited.headers.get('retry-after'), limited.body.error]).toEqual([429, '7', true]);
    await control('POST', '/faults', { times: 1, status: 502, body: '<html>' });
    expect((await forecast(41, 29)).text).toBe('<html>');
    expect((await forecast(41, 29)).status).toBe(200);
  });

  it('cut answers off', async () => {
    await control('POST', '/faults', { times: 1, cut: 'before' });
    await expect(search('izmir')).rejects.toThrow('fetch failed');
    await control('POST', '/faults', { times: 1, cut: 'midway' });
    await expect(search('izmir')).rejects.toThrow('terminated');
    await control('POST', '/faults', { times: 1, cut: 'short' });
    const short = await search('izmir');
    expect([short.status, short.body]).toEqual([200, {}]);
    expect(short.text).toMatch(/^\{"results"/);
  });

  it('strike at a rate, the same ones every time', async () => {
    const strikes = async (): Promise<number[]> => {
      await control('DELETE', '/faults');
      await control('POST', '/faults', { rate: 0.3, seed: 5, status: 500 });
      const statuses: number[] = [];
      for (let call = 0; call < 60; call += 1) statuses.push((await search('izmir')).status);
      return statuses;
    };
    const first = await strikes();
    expect(await strikes()).toEqual(first);
    const failed = first.filter((status) => status === 500).length;
    expect(failed).toBeGreaterThan(8);
    expect(failed).toBeLessThan(30);
    expect((await control('GET', '/faults')).body.faults[0]?.applied).toBe(failed);
  });

  it.each([{ status: 500, pth: '/v1/search' }, { times: 3 }, { cut: 'sideways' }])(
    'ordered wrongly are refused: %j',
    async (order) => {
      expect((await control('POST', '/faults', order)).status).toBe(400);
    },
  );
});

it('calls are on record with what was asked', async () => {
  await control('DELETE', '/traffic');
  await search('izmir', { language: 'tr' });
  await get('/v1/nothing');
  const { calls } = (await control('GET', '/traffic')).body;
  expect(calls).toMatchObject([
    { path: '/v1/search', query: { name: 'izmir', language: 'tr' }, status: 200 },
    { path: '/v1/nothing', status: 404 },
  ]);
  expect((await control('GET', '/traffic?after=1')).body.calls).toHaveLength(1);
});

it('an address for customers wants their key, in a header or in the query, and knows no limits', async () => {
  const paid = await startWeather({ apiKey: 'key-1', clock: () => NOW });
  const ask = async (query: string, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(`${paid.url}/v1/search?name=izmir${query}`, { headers })).status;
  expect(await ask('')).toBe(401);
  expect(await ask('', { 'X-Api-Key': 'key-2' })).toBe(400);
  expect(await ask('', { 'X-Api-Key': 'key-1' })).toBe(200);
  expect(await ask('&apikey=key-1')).toBe(200);
  const places = Array(1_000).fill('41').join(',');
  const url = `${paid.url}/v1/forecast?latitude=${places}&longitude=${places}`;
  for (let call = 0; call < 2; call += 1)
    expect((await fetch(url, { headers: { 'X-Api-Key': 'key-1' } })).status).toBe(200);
  await paid.close();
});

it('runs as a process of its own, and ends when asked to', async () => {
  const main = path.join(import.meta.dirname, '../../sandbox/weather/main.ts');
  const child = spawn(process.execPath, [main, '--limits', 'off'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url, pid } = JSON.parse(line) as { url: string; pid: number };
  expect(pid).toBe(child.pid);
  expect((await fetch(`${url}/v1/search?name=izmir`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
