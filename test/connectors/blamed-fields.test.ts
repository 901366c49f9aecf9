/** Which field of a form is blamed: only one that is there, and the one that the partner's words are about. */
import { describe, expect, it } from 'vitest';
import { CALL_RULES as PUSH_RULES, haltOf as pushHalt, type Sign as PushSign } from '#connectors/esp-feed/callRules.ts';
import { connectorById } from '#connectors/index.ts';
import { CALL_RULES as META_RULES } from '#connectors/meta/callRules.ts';
import { FILE_RULES, haltOf as fileHalt, type FileRule } from '#connectors/sftp/rules.ts';

const tables: [string, readonly { field?: string; next: string }[]][] = [
  ['meta', META_RULES],
  ['esp-feed', PUSH_RULES],
  ['sftp', Object.values<FileRule>(FILE_RULES)],
];

it.each(tables)('the rules of %s blame fields that its form has', (id, rules) => {
  const fields = connectorById(id)?.fields.map(({ name }) => name) ?? [];
  const blamed = rules.flatMap(({ field }) => field ?? []);
  expect(blamed.length).toBeGreaterThan(2);
  expect(fields).toEqual(expect.arrayContaining(blamed));
});

describe('what a form is told', () => {
  const push = (sign: PushSign): unknown => pushHalt({ signs: [sign], status: null, waitMs: null, reached: 'no' }, 0);

  it('blames the secret for a signature, the address for where it leads, and neither for a busy receiver', () => {
    expect(push(401)).toMatchObject({ field: 'secret' });
    expect(push('private address')).toMatchObject({ field: 'endpoint' });
    expect(push(404)).toMatchObject({ kind: 'retry', field: 'endpoint' });
    expect(push(503)).not.toHaveProperty('field');
  });

  it('blames the folder, the key, or, where it may be any of three, none', () => {
    expect(fileHalt('no such folder', 0)).toMatchObject({ field: 'folder' });
    expect(fileHalt('another key', 0, 'SHA256:abc')).toMatchObject({ field: 'fingerprint' });
    expect(fileHalt('log-in refused', 0)).not.toHaveProperty('field');
  });
});
