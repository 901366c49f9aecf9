/** What the history says a version changed. */
import { describe, expect, it } from 'vitest';
import { versionChanges, type ShownVersion } from './versionChanges.ts';

const first: ShownVersion = {
  version: 1,
  action: 'created',
  active: true,
  name: null,
  params: { windowDays: 180 },
  rule: { fact: 'orderCount', is: 'at-least', value: 1 },
  changedAt: 0,
  actor: 'app',
};
const own: ShownVersion = { ...first, name: 'Mine', params: {} };

describe('what a version changed', () => {
  it('is nothing for the first', () => {
    expect(versionChanges(first, undefined, true)).toEqual([]);
  });

  it('is told of a preset by its values, not by the rule they make', () => {
    const after: ShownVersion = {
      ...first,
      action: 'changed',
      params: { windowDays: 90 },
      rule: { fact: 'orderCount', is: 'at-least', value: 2 },
    };
    expect(versionChanges(after, first, true)).toEqual([{ kind: 'value', name: 'windowDays', before: 180, after: 90 }]);
  });

  it('is told of a segment of the shop’s own by its name and its rule', () => {
    const rule = { fact: 'orderCount', is: 'at-least', value: 2 } as const;
    expect(versionChanges({ ...own, action: 'changed', name: 'Ours', rule }, own, false)).toEqual([
      { kind: 'name', before: 'Mine', after: 'Ours' },
      { kind: 'rule', rule },
    ]);
  });

  it('is not said twice of a switch, but said of one that was taken back', () => {
    const off: ShownVersion = { ...first, action: 'off', active: false };
    expect(versionChanges(off, first, true)).toEqual([]);
    expect(versionChanges({ ...first, action: 'undone' }, off, true)).toEqual([{ kind: 'active', active: true }]);
  });

  it('tells a value that was not there before', () => {
    expect(versionChanges({ ...first, params: { windowDays: 180, more: 1 } }, first, true)).toEqual([
      { kind: 'value', name: 'more', before: '', after: 1 },
    ]);
  });
});
