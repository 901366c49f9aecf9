/** The configuration is read whole: every variable that is wrong is named at once, and none of its value told. */
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '#app/platform/environment.ts';

const enough = {
  KESIT_SECRET_KEY: 'k'.repeat(32),
  SHOPIFY_API_KEY: 'key',
  SHOPIFY_API_SECRET: 'secret',
  SHOPIFY_APP_URL: 'https://app.example',
};

/** The variables that a complaint names. */
function named(from: Record<string, string | undefined>): string[] {
  try {
    readEnvironment(from);
  } catch (error) {
    return [...(error as Error).message.matchAll(/^ {2}(\w+): \S/gm)].map(([, name = '']) => name);
  }
  return [];
}

it('what must be set is enough', () => {
  expect(readEnvironment(enough)).toMatchObject({ ...enough, PORT: 3000, HOST: '127.0.0.1', LOG_LEVEL: 'info' });
  expect(readEnvironment(enough).DATABASE_URL).toBeUndefined();
});

it('everything missing is named in one error, which says so', () => {
  expect(named({})).toEqual(Object.keys(enough));
  expect(() => readEnvironment({})).toThrow(/SHOPIFY_API_KEY: is not set/);
});

it('an empty value counts as unset', () => {
  expect(named({ ...enough, SHOPIFY_API_SECRET: '' })).toEqual(['SHOPIFY_API_SECRET']);
  expect(readEnvironment({ ...enough, PORT: '', DATABASE_URL: '' })).toEqual(readEnvironment(enough));
});

describe('a malformed value is named', () => {
  it.each([
    ['NODE_ENV', 'staging'],
    ['LOG_LEVEL', 'loud'],
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'localhost:5432/kesit'],
    ['DATABASE_WEB_URL', 'mysql://localhost/kesit'],
    ['DATABASE_WORKER_URL', 'kesit'],
    ['KESIT_SECRET_KEY', 'k'.repeat(31)],
    ['SHOPIFY_APP_URL', 'app.example'],
    ['SHOPIFY_ADMIN_BASE_URL', '{shop}'],
    ['APP_BRIDGE_URL', 'ftp://cdn.example/app-bridge.js'],
    ['KLAVIYO_BASE_URL', 'a.klaviyo.com'],
    ['PULL_INTERVAL_S', '0'],
    ['PULL_INTERVAL_S', 'often'],
    ['EVENTS_PER_SHOP_PER_S', '1.5'],
    ['EVENTS_PER_VISITOR_PER_MIN', '0'],
    ['TRUST_PROXY', 'yes'],
    ['WEATHER_GEOCODING_BASE_URL', 'geocoding-api.open-meteo.com'],
    ['WEATHER_FORECAST_BASE_URL', 'ftp://api.open-meteo.com'],
    ['WEATHER_API_KEY', 'two words'],
  ])('%s=%s', (name, value) => {
    expect(named({ ...enough, [name]: value })).toEqual([name]);
  });

  it('together with all others, and without its value', () => {
    const wrong = { KESIT_SECRET_KEY: 'short-secret', PORT: 'here', SHOPIFY_APP_URL: 'there' };
    expect(named({ ...enough, ...wrong })).toEqual(['PORT', 'KESIT_SECRET_KEY', 'SHOPIFY_APP_URL']);
    expect(() => readEnvironment({ ...enough, ...wrong })).not.toThrow(/short-secret/);
  });
});

it('addresses lose their last slash, numbers and databases are taken as they are', () => {
  const read = readEnvironment({
    ...enough,
    SHOPIFY_APP_URL: 'https://app.example/',
    PORT: '0',
    DATABASE_URL: 'postgresql://kesit:p%40ss@db.example:5433/kesit?sslmode=require',
    DATABASE_WEB_URL: 'postgres://web@db.example/kesit',
  });
  expect(read).toMatchObject({
    SHOPIFY_APP_URL: 'https://app.example',
    PORT: 0,
    DATABASE_URL: 'postgresql://kesit:p%40ss@db.example:5433/kesit?sslmode=require',
  });
});

it.each([
  ['KLAVIYO_CLIENT_ID', 'KLAVIYO_CLIENT_SECRET'],
  ['META_APP_ID', 'META_APP_SECRET'],
])('our app at a partner is set by %s and %s together, or not at all', (id, secret) => {
  expect(named({ ...enough, [id]: '12' })).toEqual([secret]);
  expect(named({ ...enough, [secret]: 'a secret' })).toEqual([id]);
  expect(readEnvironment({ ...enough, [id]: '12', [secret]: 'a secret' })).toMatchObject({ [id]: '12' });
});
