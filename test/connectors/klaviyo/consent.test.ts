/** Klaviyo's calls that change somebody's consent are out of reach: not in the code, and refused by the client if they were. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { OPERATIONS, operationOf } from '#connectors/klaviyo/limits.ts';

const folder = path.join(import.meta.dirname, '../../../connectors/klaviyo');
const sources = readdirSync(folder).map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));
/** Paths, SDK methods and body fields of everything about subscriptions and suppressions. */
const CONSENT =
  /profile-(subscription|suppression)|bulk(un)?(subscribe|suppress)|(un)?subscribeprofiles|suppressprofiles|subscriptions|consented_?at/i;

describe('the consent of people', () => {
  test.each(sources)('is no concern of $file', ({ text }) => {
    expect(text).not.toMatch(CONSENT);
  });

  test('would be found by this test if it were', () => {
    expect(sources.length).toBeGreaterThan(10);
    expect("sdk.profiles.bulkSubscribeProfiles({ data: { type: 'x' } })").toMatch(CONSENT);
    expect('/api/profile-suppression-bulk-create-jobs').toMatch(CONSENT);
  });

  test('cannot be changed by any call that the client lets through', () => {
    expect(OPERATIONS.filter(({ path: called }) => CONSENT.test(called))).toEqual([]);
    for (const job of ['subscription-bulk-create', 'subscription-bulk-delete', 'suppression-bulk-create']) {
      expect(() => operationOf('POST', `/api/profile-${job}-jobs`)).toThrow('does not make the call');
    }
  });
});
