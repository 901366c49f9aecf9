/** What Meta says of an audience's state: the codes of `operation_status` and `delivery_status`, and whose turn it is. */
import type { Halt, ListStanding } from '../kit/connector.ts';

export interface StatusRule {
  codes: readonly number[];
  state: ListStanding['state'];
  reason: string;
}

export const NOBODY_YET = 410;

/** Said of an audience that is in order and cannot be used yet. */
export const TOO_SMALL = 'Meta uses an audience once it has found at least 100 of its people.';

/** Of `operation_status`. What is not here is told by its number, and takes uploads. */
export const OPERATION_RULES: readonly StatusRule[] = [
  { codes: [0, 200], state: 'ready', reason: 'The audience is in order.' },
  { codes: [NOBODY_YET], state: 'ready', reason: 'Nobody was added to the audience yet.' },
  { codes: [414], state: 'working', reason: 'Meta is replacing the people of the audience.' },
  { codes: [441], state: 'working', reason: 'Meta is filling the audience.' },
  { codes: [100], state: 'notice', reason: 'The audience was not used for two years, and Meta will delete it.' },
  { codes: [400, 442, 450], state: 'notice', reason: 'Meta warns that the audience may be out of date.' },
  { codes: [411], state: 'notice', reason: 'Meta matched few of the people.' },
  { codes: [412], state: 'notice', reason: 'Meta could not read much of the last upload.' },
  { codes: [415], state: 'notice', reason: 'Meta did not replace the people of the audience.' },
  { codes: [500], state: 'notice', reason: 'Meta has an error with the audience.' },
  {
    codes: [470],
    state: 'blocked',
    reason: 'The owner of the audience is not active in Meta any more. Give the ad account an active owner.',
  },
  {
    codes: [471],
    state: 'blocked',
    reason:
      'Meta has flagged the audience for its name or description, and takes no changes of it. Give it a neutral name in Ads Manager.',
  },
];

/** Of a state that Meta does not write of. */
export const UNKNOWN_STATE = 'Meta gives the audience the state {code}.';

export function operationRuleOf(code: number | null): StatusRule {
  const found = OPERATION_RULES.find(({ codes }) => codes.includes(code ?? 0));
  return found ?? { codes: [], state: 'notice', reason: UNKNOWN_STATE.replace('{code}', String(code ?? 0)) };
}

/** Null when the audience takes uploads, now or soon. */
export function refusalOf(code: number | null): Halt | null {
  const { state, reason } = operationRuleOf(code);
  return state === 'blocked' ? { kind: 'merchant-must-act', action: 'fix-setting', reason } : null;
}

/** Of `delivery_status`. Null when Meta says nothing of it. */
export function deliveryOf(code: number | null): ListStanding['delivery'] {
  if (code === null) return null;
  return code >= 400 ? 'unusable' : code >= 300 ? 'too-small' : 'usable';
}
