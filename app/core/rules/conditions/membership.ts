/**
 * Condition on another segment of the shop. It stands for that segment's rule, which takes its place before anything is decided:
 * see rules/references.ts.
 */
import { z } from 'zod';
import type { ConditionKind } from './condition.ts';

export interface MembershipCondition {
  readonly is: 'member-of' | 'not-member-of';
  /** The segment's number in its shop. */
  readonly segment: number;
}

function unresolved(): never {
  throw new Error('a reference to another segment has to be replaced by its rule first');
}

export const membershipCondition: ConditionKind<MembershipCondition> = {
  factKinds: [],
  operators: ['member-of', 'not-member-of'],
  schema: z.strictObject({
    is: z.enum(['member-of', 'not-member-of']),
    segment: z
      .int()
      .min(1)
      .max(2 ** 31 - 1),
  }),
  decide: unresolved,
  compile: unresolved,
};
