/**
 * Holds what Meta is sent of a person to the expectations of Meta's own programs and of others that feed custom audiences: raw value,
 * the form that is compared, and its hash. Where those programs disagree the file has the one that is suggested.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cellOf } from '#connectors/meta/hash.ts';
import { normalise, type Key } from '#connectors/meta/normalise.ts';

const reference = process.env.KESIT_REFERENCE_DIR;
if (reference === undefined || reference === '')
  throw new Error('KESIT_REFERENCE_DIR must name the folder with meta-vectors.json.');

const KEYS = {
  EMAIL: ['EMAIL'],
  PHONE: ['PHONE'],
  GEN: ['GEN'],
  DOBY: ['DOBY'],
  DOBM: ['DOBM'],
  DOBD: ['DOBD'],
  FN: ['FN'],
  LN: ['LN'],
  'FN/LN': ['FN', 'LN'],
  FI: ['FI'],
  CT: ['CT'],
  ST: ['ST'],
  ZIP: ['ZIP'],
  COUNTRY: ['COUNTRY'],
  EXTERN_ID: ['EXTERN_ID'],
} as const satisfies Record<string, readonly Key[]>;

const vectors = z
  .object({
    vectors: z.array(
      z.object({
        id: z.string(),
        field: z.enum(Object.keys(KEYS) as [keyof typeof KEYS]),
        raw: z.string(),
        expected_normalized: z.string().nullable(),
        expected_sha256: z.string().nullable(),
        rejected: z.boolean(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(path.join(reference, 'meta-vectors.json'), 'utf8'))).vectors;

describe('what Meta is sent of a person', () => {
  test('is tried on every vector', () => {
    expect(vectors).toHaveLength(607);
    expect(new Set(vectors.map(({ field }) => field))).toEqual(new Set(Object.keys(KEYS)));
  });

  test.each(vectors)('is as in $id: $field of $raw', ({ field, raw, expected_normalized: plain, ...expected }) => {
    for (const key of KEYS[field]) {
      expect(normalise(key, raw), key).toBe(plain);
      expect(expected.rejected, key).toBe(plain === null);
      // Ids are ours and go as they are; a cell that is empty says that nothing is known.
      const cell = key === 'EXTERN_ID' ? plain : expected.expected_sha256;
      expect(cellOf(key, raw), key).toBe(cell ?? '');
    }
  });
});
