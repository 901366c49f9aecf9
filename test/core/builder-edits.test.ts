/** What a merchant does in the builder, step by step, and what they are told of what is wrong. */
import { describe, expect, it } from 'vitest';
import { parseRule } from '#app/core/rules/parse.ts';
import { maxRuleConditions, type Rule } from '#app/core/rules/rule.ts';
import { canAddCondition, canAddGroup, type Edit, edited, focusAfter } from '#app/ui/builder/draftEdits.ts';
import { judge, leadsTo, type PartProblem, problemAt, type Surroundings } from '#app/ui/builder/draftProblems.ts';
import { placesOf } from '#app/ui/builder/outline.ts';
import {
  draftOf,
  emptyDraft,
  isGroup,
  levelsOf,
  type PartDraft,
  type RuleDraft,
  writeRule,
} from '#app/ui/builder/ruleDraft.ts';
import { plainNumber, typedNumber } from '#app/ui/builder/typedNumber.ts';

const terms = { locale: 'tr', currencyCode: 'TRY' } as const;
const alone: Surroundings = { segmentId: null, others: [] };

const steps = (draft: RuleDraft, ...edits: Edit[]): RuleDraft => edits.reduce(edited, draft);
const problems = (draft: RuleDraft, around = alone): readonly PartProblem[] => judge(draft, terms, around).problems;

const days = (count: number): Rule => ({ fact: 'lastOrderAt', is: 'within', window: { days: count } });

/** The tree by the days of its conditions, as in `all(1 any(2 3))`. */
function shape(part: PartDraft): string {
  if (!isGroup(part)) return String(part.values.window);
  return `${part.form}(${part.parts.map(shape).join(' ')})`;
}

const keyOf = (draft: RuleDraft, window: string): number => {
  const look = (part: PartDraft): number | undefined =>
    isGroup(part)
      ? part.parts.map(look).find((key) => key !== undefined)
      : part.values.window === window
        ? part.key
        : undefined;
  const key = look(draft.root);
  if (key === undefined) throw new Error(`no condition of ${window} days`);
  return key;
};

describe('building a rule from nothing', () => {
  it('comes to "ordered at least 2 times and not for 60 days"', () => {
    const first = steps(
      emptyDraft,
      { what: 'add-condition', groupKey: 1 },
      { what: 'about', key: 2, about: 'fact:orderCount' },
      { what: 'operator', key: 2, is: 'at-least' },
      { what: 'values', key: 2, values: { value: '2' } },
    );
    expect(writeRule(first, terms).rule).toEqual({ fact: 'orderCount', is: 'at-least', value: 2 });
    const both = steps(
      first,
      { what: 'add-condition', groupKey: 1 },
      { what: 'about', key: 3, about: 'fact:lastOrderAt' },
      { what: 'operator', key: 3, is: 'not-for' },
      { what: 'values', key: 3, values: { window: '60' } },
    );
    expect(problems(both)).toEqual([]);
    expect(writeRule(both, terms).rule).toEqual({
      all: [
        { fact: 'orderCount', is: 'at-least', value: 2 },
        { fact: 'lastOrderAt', is: 'not-for', window: { days: 60 } },
      ],
    });
  });

  it('keeps what is typed when only the way of asking changes, and forgets it when the subject does', () => {
    const draft = steps(
      emptyDraft,
      { what: 'add-condition', groupKey: 1 },
      { what: 'about', key: 2, about: 'fact:spentMinor' },
      { what: 'values', key: 2, values: { value: '1.250,50' } },
      { what: 'operator', key: 2, is: 'more-than' },
    );
    expect(writeRule(draft, terms).rule).toEqual({ fact: 'spentMinor', is: 'more-than', value: 125_050 });
    const other = edited(draft, { what: 'about', key: 2, about: 'fact:firstOrderMinor' });
    expect(problems(other)).toEqual([{ key: 2, field: 'value', fault: { code: 'missing' } }]);
  });

  it('asks for a window once it is needed', () => {
    const draft = steps(
      emptyDraft,
      { what: 'add-condition', groupKey: 1 },
      { what: 'about', key: 2, about: 'event:ordered' },
    );
    expect(writeRule(draft, terms).rule).toEqual({ is: 'did', event: 'ordered', times: 1 });
    const before = edited(draft, { what: 'operator', key: 2, is: 'did-before' });
    expect(writeRule(before, terms).rule).toEqual({ is: 'did-before', event: 'ordered', window: { days: 30 } });
  });

  it('counts texts that are still being typed', () => {
    const draft = steps(
      emptyDraft,
      { what: 'add-condition', groupKey: 1 },
      { what: 'about', key: 2, about: 'fact:city' },
      { what: 'operator', key: 2, is: 'one-of' },
      { what: 'values', key: 2, values: { values: ['İzmir', ' Bursa '] } },
    );
    expect(writeRule(draft, terms).rule).toEqual({ fact: 'city', is: 'one-of', values: ['İzmir', 'Bursa'] });
  });
});

describe('moving a part', () => {
  const draft = draftOf({ all: [days(1), { any: [days(2), days(3)] }, days(4)] }, terms);
  const move = (from: RuleDraft, window: string, direction: 'up' | 'down'): RuleDraft =>
    edited(from, { what: 'move', key: keyOf(from, window), direction });

  it('goes through the tree as it is read, into groups and out of them', () => {
    const seen: string[] = [];
    let now = draft;
    for (let step = 0; step < 5; step += 1) {
      now = move(now, '1', 'down');
      seen.push(shape(now.root));
    }
    expect(seen).toEqual([
      'all(any(1 2 3) 4)',
      'all(any(2 1 3) 4)',
      'all(any(2 3 1) 4)',
      'all(any(2 3) 1 4)',
      'all(any(2 3) 4 1)',
    ]);
    for (let step = 0; step < 5; step += 1) now = move(now, '1', 'up');
    expect(now.root).toEqual(draft.root);
  });

  it('stays where there is nowhere to go', () => {
    expect(move(draft, '1', 'up').root).toEqual(draft.root);
    expect(move(draft, '4', 'down').root).toEqual(draft.root);
  });

  it('passes a group by that would become too deep', () => {
    const deep = draftOf(
      { all: [{ any: [days(1), { all: [days(2), { any: [days(3), days(4)] }] }] }, { any: [days(5), days(6)] }] },
      terms,
    );
    expect(levelsOf(deep)).toBe(5);
    const group = deep.root.parts[1]?.key ?? 0;
    const up = edited(deep, { what: 'move', key: group, direction: 'up' });
    expect(shape(up.root)).toBe('all(any(1 all(2 any(3 4)) any(5 6)))');
    const again = edited(up, { what: 'move', key: group, direction: 'up' });
    expect(shape(again.root)).toBe('all(any(1 all(2 any(3 4) any(5 6))))');
    const third = edited(again, { what: 'move', key: group, direction: 'up' });
    expect(shape(third.root)).toBe('all(any(1 all(2 any(5 6) any(3 4))))');
  });

  it('takes the focus along; what is removed hands it to its neighbour', () => {
    const key = keyOf(draft, '3');
    const edit: Edit = { what: 'move', key, direction: 'down' };
    expect(focusAfter(draft, edit, edited(draft, edit))).toBe(key);
    const removal: Edit = { what: 'remove', key };
    expect(focusAfter(draft, removal, edited(draft, removal))).toBe(keyOf(draft, '2'));
    const only = draftOf({ all: [{ any: [days(1)] }, days(2)] }, terms);
    const last: Edit = { what: 'remove', key: keyOf(only, '1') };
    expect(focusAfter(only, last, edited(only, last))).toBe(only.root.parts[0]?.key);
  });
});

describe('the limits', () => {
  it('offer no group below the fifth level, and no condition beyond the fiftieth', () => {
    const deep = draftOf(
      { all: [days(1), { any: [days(2), { all: [days(3), { any: [days(4), days(5)] }] }] }] },
      terms,
    );
    expect(levelsOf(deep)).toBe(5);
    const groups = [...placesOf(deep.root)].filter(([, { condition }]) => condition === null).map(([key]) => key);
    expect(groups.map((key) => canAddGroup(deep, key))).toEqual([true, true, true, false]);
    const large = draftOf({ all: Array.from({ length: maxRuleConditions }, (_, index) => days(index + 1)) }, terms);
    expect(canAddCondition(large)).toBe(false);
    expect(canAddCondition(edited(large, { what: 'remove', key: keyOf(large, '7') }))).toBe(true);
  });
});

describe('what is wrong', () => {
  it('is told at the very part: in a field, in a condition, in a group', () => {
    const draft = steps(
      draftOf({ all: [days(1), { any: [days(2), { fact: 'tags', is: 'has-any', values: ['Alevi'] }] }] }, terms),
      { what: 'add-condition', groupKey: 1 },
    );
    const broken = steps(
      draft,
      { what: 'values', key: keyOf(draft, '1'), values: { window: '1,5' } },
      { what: 'values', key: keyOf(draft, '2'), values: { window: '4000' } },
    );
    const tags = keyOf(draft, '2') + 1;
    expect(problems(broken)).toEqual([
      { key: keyOf(draft, '1'), field: 'window', fault: { code: 'not-whole' } },
      { key: keyOf(draft, '2'), field: 'window', fault: { code: 'out-of-range', min: '1', max: '3.650' } },
      { key: draft.nextKey - 1, field: null, fault: { code: 'nothing-chosen' } },
      { key: tags, field: null, fault: { code: 'sensitive', name: 'Alevi' } },
    ]);
  });

  it('is told of a group without parts, and of a rule without any', () => {
    expect(problems(emptyDraft)).toEqual([{ key: 1, field: null, fault: { code: 'empty-group' } }]);
    const draft = draftOf({ all: [days(1), { any: [days(2)] }] }, terms);
    const group = draft.root.parts[1]?.key;
    expect(problems(edited(draft, { what: 'remove', key: keyOf(draft, '2') }))).toEqual([
      { key: group, field: null, fault: { code: 'empty-group' } },
    ]);
  });

  it('is found where the server says, through negations too', () => {
    const rule: Rule = { all: [days(1), { not: { any: [days(2), { all: [days(3), days(4)] }] } }, { not: days(5) }] };
    const draft = draftOf(rule, terms);
    const written = writeRule(draft, terms);
    for (const window of ['4', '5']) {
      const spoilt = JSON.parse(JSON.stringify(rule).replace(`"days":${window}`, '"days":0')) as unknown;
      const parsed = parseRule(spoilt);
      expect(parsed.ok ? [] : parsed.problem.map((problem) => problemAt(problem, written))).toEqual([
        { key: keyOf(draft, window), field: 'window', fault: { code: 'invalid' } },
      ]);
    }
  });

  it('is a segment that leads back here, or is no longer there', () => {
    const others = [
      { segmentId: 2, refersTo: [3] },
      { segmentId: 3, refersTo: [1] },
      { segmentId: 4, refersTo: [5] },
      { segmentId: 5, refersTo: [4] },
    ];
    expect([2, 3, 4, 5].map((from) => leadsTo(from, 1, others))).toEqual([true, true, false, false]);
    const draft = draftOf({ all: [2, 4, 9].map((segment): Rule => ({ is: 'member-of', segment })) }, terms);
    expect(problems(draft, { segmentId: 1, others }).map(({ fault }) => fault)).toEqual([
      { code: 'circle', segmentId: 2 },
      { code: 'no-such-segment' },
    ]);
  });
});

describe('a number as it is typed', () => {
  it.each([
    ['1.250', 'tr', '1250'],
    ['1.250,5', 'tr', '1250.5'],
    ['1,5', 'tr', '1.5'],
    ['1.5', 'tr', '1.5'],
    ['12 500', 'tr', '12500'],
    ['1,250', 'en', '1250'],
    ['1,250.5', 'en', '1250.5'],
    ['-3', 'en', '-3'],
    ['', 'en', null],
    ['1.2.3', 'en', null],
    ['12a', 'tr', null],
  ] as const)('%s in %s is %s', (typed, locale, plain) => {
    expect(plainNumber(typed, locale)).toBe(plain);
  });

  it('is written again as it is typed', () => {
    expect(typedNumber('1249.90', 'tr')).toBe('1249,9');
    expect(typedNumber('1200.00', 'en')).toBe('1200');
    expect(typedNumber('100', 'en')).toBe('100');
  });
});

describe('how parts are called', () => {
  it('numbers groups as they are read, and conditions within their group', () => {
    const draft = draftOf(
      { all: [days(1), { any: [days(2), days(3)] }, days(4), { not: { any: [days(5), days(6)] } }] },
      terms,
    );
    const places = placesOf(draft.root);
    expect(['1', '2', '3', '4', '6'].map((window) => places.get(keyOf(draft, window)))).toEqual([
      { group: 1, condition: 1 },
      { group: 2, condition: 1 },
      { group: 2, condition: 2 },
      { group: 1, condition: 2 },
      { group: 3, condition: 2 },
    ]);
  });
});
