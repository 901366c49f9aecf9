/** What is wrong with a rule under construction, each problem at the part and the field that it concerns. */
import { parseRule, type RuleProblem } from '#app/core/rules/parse.ts';
import type { ReferenceProblem } from '#app/core/rules/references.ts';
import { maxRuleConditions, maxRuleLevels } from '#app/core/rules/rule.ts';
import { sensitiveNameIn } from '#app/core/rules/sensitive.ts';
import type { Condition } from '#app/core/rules/conditions/registry.ts';
import type { FieldFault, FieldTerms } from './fieldValues.ts';
import { conditionsIn, type RuleDraft, type WrittenRule, writeRule } from './ruleDraft.ts';
import { subjectOf } from './subjects.ts';

export type PartFault =
  | FieldFault
  | { readonly code: 'nothing-chosen' | 'empty-group' | 'no-such-segment' | 'refers-too-much' }
  | { readonly code: 'too-deep' | 'too-large'; readonly max: string }
  | { readonly code: 'sensitive'; readonly name: string }
  /** The segment refers to the one that is being changed, itself or by way of others. */
  | { readonly code: 'circle'; readonly segmentId: number };

export interface PartProblem {
  /** The condition or group. */
  readonly key: number;
  /** The field of a condition; null for the whole part. */
  readonly field: string | null;
  readonly fault: PartFault;
}

/** Another segment, and those its rule refers to. */
export interface Referred {
  readonly segmentId: number;
  readonly refersTo: readonly number[];
}

export interface Surroundings {
  /** The segment whose rule it is; null for one that is not kept yet. */
  readonly segmentId: number | null;
  readonly others: readonly Referred[];
}

export function problemsOf(
  draft: RuleDraft,
  written: WrittenRule,
  { segmentId, others }: Surroundings,
): readonly PartProblem[] {
  const problems: PartProblem[] = written.faults.map(({ key, field, fault }) => ({ key, field, fault }));
  const told = new Set(problems.map(({ key }) => key));
  const parsed = parseRule(written.rule);
  for (const problem of parsed.ok ? [] : parsed.problem) {
    const found = problemAt(problem, written);
    if (!told.has(found.key)) problems.push(found);
  }
  for (const { key, about } of conditionsIn(draft.root)) {
    const subject = subjectOf(about);
    if (subject?.kind !== 'segment') continue;
    if (!others.some((other) => other.segmentId === subject.segmentId))
      problems.push({ key, field: null, fault: { code: 'no-such-segment' } });
    else if (segmentId !== null && leadsTo(subject.segmentId, segmentId, others))
      problems.push({ key, field: null, fault: { code: 'circle', segmentId: subject.segmentId } });
  }
  return problems;
}

/** Whether a segment refers to another, itself or by way of others. */
export function leadsTo(from: number, target: number, others: readonly Referred[]): boolean {
  const seen = new Set<number>();
  const look = (segmentId: number): boolean => {
    if (segmentId === target) return true;
    if (seen.has(segmentId)) return false;
    seen.add(segmentId);
    return (others.find((other) => other.segmentId === segmentId)?.refersTo ?? []).some(look);
  };
  return look(from);
}

/** What was found elsewhere in the rule as it was written here. */
export function problemAt({ path, code }: Pick<RuleProblem, 'path' | 'code'>, written: WrittenRule): PartProblem {
  const { key, within } = written.partAt(path);
  const [field] = within;
  const whole = (fault: PartFault): PartProblem => ({ key, field: null, fault });
  switch (code) {
    case 'empty-group':
      return whole({ code });
    case 'too-deep':
      return whole({ code, max: String(maxRuleLevels) });
    case 'too-large':
      return whole({ code, max: String(maxRuleConditions) });
    case 'sensitive':
      return whole({ code, name: sensitiveNameIn(partIn(written.rule, path) as Condition) ?? '' });
    default:
      return { key, field: typeof field === 'string' ? field : null, fault: { code: 'invalid' } };
  }
}

/** A problem with a reference as the shop's server found it; at the conditions on that segment, or else at the whole rule. */
export function referenceProblems(draft: RuleDraft, { kind, segment }: ReferenceProblem): readonly PartProblem[] {
  const fault: PartFault =
    kind === 'missing'
      ? { code: 'no-such-segment' }
      : kind === 'cycle'
        ? { code: 'circle', segmentId: segment }
        : { code: 'refers-too-much' };
  const about = conditionsIn(draft.root).filter((condition) => condition.about === `segment:${segment}`);
  const keys = about.length > 0 ? about.map(({ key }) => key) : [draft.root.key];
  return keys.map((key) => ({ key, field: null, fault }));
}

function partIn(rule: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((part, step) => (part as Readonly<Record<PropertyKey, unknown>>)[step], rule);
}

/** The rule as it stands, and whether it could be kept. */
export function judge(
  draft: RuleDraft,
  terms: FieldTerms,
  surroundings: Surroundings,
): { readonly written: WrittenRule; readonly problems: readonly PartProblem[] } {
  const written = writeRule(draft, terms);
  return { written, problems: problemsOf(draft, written, surroundings) };
}
