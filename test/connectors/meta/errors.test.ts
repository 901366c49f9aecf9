/** Who acts next after each error that Meta publishes, and that nothing personal gets into what is stored and shown. */
import { describe, expect, test } from 'vitest';
import type { Failure } from '#connectors/meta/client.ts';
import { haltOf, ruleOf } from '#connectors/meta/errors.ts';
import { CALL_RULES } from '#connectors/meta/callRules.ts';
import { deliveryOf, operationRuleOf, refusalOf } from '#connectors/meta/statuses.ts';

const NOW_MS = 1_000_000;

function failure(code: number, subcode = 0, rest: Partial<Failure> = {}): Failure {
  return {
    operation: 'addUsers',
    status: 400,
    error: { code, subcode, isTransient: false, message: '' },
    held: false,
    waitMs: null,
    reached: 'no',
    text: 'Meta answered 400 to addUsers.',
    ...rest,
  };
}

const haltAfter = (given: Failure): unknown => haltOf(given, 'act_123', NOW_MS);

const CASES: { who: string; halt: object; of: [code: number, subcode?: number][] }[] = [
  {
    who: 'we, later',
    halt: { kind: 'retry', notBeforeMs: NOW_MS + 30_000 },
    of: [
      [1],
      [2],
      [5000],
      [4],
      [17, 2_446_079],
      [32],
      [613, 1_487_742],
      [613],
      [80_003, 2_446_079],
      [80_000],
      [80_004],
      [80_009],
      [80_014],
      [2650, 1_870_158],
      [2650, 1_870_159],
      [2650, 1_870_148],
    ],
  },
  { who: 'we, when Meta is ready', halt: { kind: 'retry', notBeforeMs: NOW_MS + 60_000 }, of: [[2650, 1_870_145]] },
  {
    who: 'we, when the audience has grown',
    halt: { kind: 'retry', notBeforeMs: NOW_MS + 86_400_000 },
    of: [[200, 1_870_047]],
  },
  {
    who: 'the merchant, by a new token',
    halt: { kind: 'merchant-must-act', action: 'reconnect' },
    of: [[190, 460], [190, 463], [190], [102], [104], [10], [200], [270], [294], [2654, 1_713_092], [200, 1_870_050]],
  },
  {
    who: 'the merchant, by accepting terms',
    halt: { kind: 'merchant-must-act', action: 'accept-terms' },
    of: [[200, 1_870_034], [200, 1_870_090], [200, 1_870_092], [2655]],
  },
  {
    who: 'the merchant, at Meta',
    halt: { kind: 'merchant-must-act', action: 'fix-setting' },
    of: [
      [368],
      [100, 1_713_230],
      [100, 1_713_231],
      [100, 1_713_228],
      [2650, 1_870_144],
      [2650],
      [2650, 42],
      [100, 1_487_301],
      [1_487_301],
    ],
  },
  {
    who: 'we, by making the list again',
    halt: { kind: 'list-gone' },
    of: [[100, 33], [803], [100, 1_487_366], [1_487_366]],
  },
  {
    who: 'we, by mending the program',
    halt: { kind: 'our-bug' },
    of: [[100], [105], [194], [2635], [2650, 1_870_147], [2500], [0], [99_999, 7]],
  },
];

describe.each(CASES)('after these errors acts: $who', ({ halt, of }) => {
  test.each(of)('%i %i', (code, subcode = 0) => {
    expect(haltAfter(failure(code, subcode))).toMatchObject(halt);
  });
});

describe('an error', () => {
  test('of a call about the ad account has nothing to do with the list', () => {
    const fix = { kind: 'merchant-must-act', action: 'fix-setting' };
    expect(haltAfter(failure(100, 33, { operation: 'readAccount' }))).toMatchObject(fix);
    expect(haltAfter(failure(803, 0, { operation: 'findAudiences' }))).toMatchObject({ kind: 'our-bug' });
  });

  test('about the proof of a call asks for the app secret', () => {
    const error = { code: 100, subcode: 0, isTransient: false, message: 'Invalid appsecret_proof provided' };
    const halt = haltAfter(failure(100, 0, { error }));
    expect(halt).toMatchObject({ kind: 'merchant-must-act', action: 'reconnect' });
    expect((halt as { reason: string }).reason).toContain('app secret');
  });

  test('that nobody knows is tried again when Meta says that it passes, or fails altogether', () => {
    const error = { code: 12_345, subcode: 0, isTransient: true, message: '' };
    expect(haltAfter(failure(0, 0, { error }))).toMatchObject({ kind: 'retry' });
    expect(haltAfter(failure(12_345, 0, { status: 500 }))).toMatchObject({ kind: 'retry' });
  });

  test('of terms names the page of this ad account', () => {
    const { reason } = haltOf(failure(200, 1_870_090), 'act_123', NOW_MS);
    expect(reason).toContain('https://business.facebook.com/ads/manage/customaudiences/tos/?act=123');
  });

  test('is waited out as long as Meta says, in whole milliseconds', () => {
    expect(haltAfter(failure(80_003, 0, { waitMs: 420_000.2 }))).toMatchObject({ notBeforeMs: NOW_MS + 420_001 });
  });

  test('of the limits is told as one, so that nobody asks before', () => {
    expect(haltAfter(failure(80_003))).toMatchObject({ throttled: true });
    expect(haltAfter(failure(2))).not.toHaveProperty('throttled');
  });

  test('repeats what Meta says, without addresses, tokens and hashes', () => {
    const message = `Row ayse@shop.example with ${'a1'.repeat(32)} and EAA${'x'.repeat(60)} is odd`;
    const { reason } = haltOf(
      failure(100, 0, { error: { code: 100, subcode: 0, isTransient: false, message } }),
      'act_1',
      0,
    );
    expect(reason).toBe(
      'Meta refused the call as malformed. Meta answered 400 to addUsers. (Row … with … and … is odd)',
    );
  });
});

describe('a call without an error that can be read', () => {
  test.each([
    [null, 'retry'],
    [200, 'retry'],
    [302, 'our-bug'],
    [403, 'our-bug'],
    [500, 'retry'],
    [524, 'retry'],
  ])('with %s ends as %s', (status, kind) => {
    expect(haltAfter(failure(0, 0, { status, error: null }))).toMatchObject({ kind });
  });

  test('that was not made, because Meta would have refused it, is made when it may be', () => {
    const held = failure(0, 0, { status: null, error: null, held: true, waitMs: 5000 });
    expect(haltAfter(held)).toMatchObject({ kind: 'retry', notBeforeMs: NOW_MS + 5000 });
  });
});

describe('where the merchant logged in', () => {
  test.each([
    [190, 458, 'taken back'],
    [190, 460, 'password'],
    [190, 463, 'run out'],
    [190, 467, 'run out'],
    [190, 459, 'facebook.com'],
    [190, 464, 'facebook.com'],
    [190, 0, 'any more'],
    [102, 0, 'any more'],
    [10, 0, 'taken a permission back'],
    [200, 0, 'taken a permission back'],
  ])('%i/%i asks to log in again, and says why', (code, subcode, words) => {
    expect(haltOf(failure(code, subcode), 'act_1', NOW_MS, true)).toMatchObject({
      kind: 'merchant-must-act',
      action: 'reconnect',
      reason: expect.stringMatching(new RegExp(`${words}.*[Ll]og in again`)) as string,
    });
  });

  test('no rule speaks of a token that nobody entered', () => {
    const told = CALL_RULES.flatMap(({ codes, subcodes }) =>
      codes.flatMap((code) =>
        typeof code === 'number' ? [haltOf(failure(code, subcodes?.[0]), 'act_1', 0, true)] : [],
      ),
    );
    for (const { reason } of told) expect(reason).not.toMatch(/access token|app secret/);
  });

  test('terms are asked for as elsewhere, and a refused proof is ours to mend', () => {
    expect(haltOf(failure(200, 1_870_090), 'act_1', NOW_MS, true)).toMatchObject({ action: 'accept-terms' });
    const error = { code: 100, subcode: 0, isTransient: false, message: 'Invalid appsecret_proof provided' };
    expect(haltOf(failure(100, 0, { error }), 'act_1', NOW_MS, true)).toMatchObject({ kind: 'our-bug' });
  });
});

test('No rule is hidden by one above it', () => {
  for (const rule of CALL_RULES) {
    const [code] = rule.codes;
    const operations = {
      audience: 'addUsers',
      login: 'exchangeCode',
      account: 'readAccount',
      token: 'readPerson',
    } as const;
    const operation = operations[rule.about ?? 'audience'];
    const subcode = rule.subcodes?.[0] ?? 0;
    const error = {
      code: typeof code === 'number' ? code : 0,
      subcode,
      isTransient: code === 'transient',
      message: rule.says ?? '',
    };
    const statuses = { 'not asked': null, 'no answer': null, unreadable: 200, '3xx': 302, '4xx': 404, '5xx': 500 };
    const bare = typeof code === 'string' && code in statuses ? statuses[code as keyof typeof statuses] : undefined;
    const found = ruleOf(
      bare === undefined
        ? { operation, status: 400, error, held: false }
        : { operation, status: bare, error: null, held: code === 'not asked' },
      rule.of === 'logins',
    );
    // The account's rule about a missing object is the audience's, less its condition.
    if (rule.about !== undefined || rule.subcodes?.[0] !== 33) expect(found.reason, rule.reason).toBe(rule.reason);
  }
});

describe('the state of an audience', () => {
  test.each([
    [200, 'ready'],
    [0, 'ready'],
    [410, 'ready'],
    [414, 'working'],
    [441, 'working'],
    [100, 'notice'],
    [400, 'notice'],
    [411, 'notice'],
    [412, 'notice'],
    [415, 'notice'],
    [442, 'notice'],
    [450, 'notice'],
    [500, 'notice'],
    [470, 'blocked'],
    [471, 'blocked'],
    [999, 'notice'],
    [null, 'ready'],
  ])('%s is %s', (code, state) => {
    expect(operationRuleOf(code).state).toBe(state);
    expect(refusalOf(code) === null).toBe(state !== 'blocked');
  });

  test.each([
    [null, null],
    [200, 'usable'],
    [300, 'too-small'],
    [400, 'unusable'],
    [415, 'unusable'],
  ])('with the delivery status %s is %s', (code, delivery) => {
    expect(deliveryOf(code)).toBe(delivery);
  });
});
