/** Checks a rule that comes from outside: from a form, a request or the database. */
import { z } from 'zod';
import { factCatalogue, factNames, isFactName } from '../facts/catalogue.ts';
import { failure, type Result, success } from '../result.ts';
import { sensitiveNameIn } from './sensitive.ts';
import { type Condition, conditionKindNamed, conditionKinds, conditionKindsFor } from './conditions/registry.ts';
import { maxRuleConditions, maxRuleLevels, type Rule } from './rule.ts';

/** One thing wrong with a rule. */
export interface RuleProblem {
  /** Where, from the root: `['all', 2, 'window']`. */
  readonly path: readonly PropertyKey[];
  readonly code:
    | 'not-a-rule'
    | 'empty-group'
    | 'too-deep'
    | 'too-large'
    | 'unknown-fact'
    | 'unknown-operator'
    | 'invalid'
    /** Asks about a special category of personal data; see sensitive.ts. */
    | 'sensitive';
  /** In English, for logs and API callers. */
  readonly message: string;
}

/** The rule, rebuilt from exactly the parts it may have; or every problem found. */
export function parseRule(input: unknown): Result<Rule, readonly RuleProblem[]> {
  const problems: RuleProblem[] = [];
  let conditionCount = 0;

  function report(path: readonly PropertyKey[], code: RuleProblem['code'], message: string): undefined {
    problems.push({ path, code, message });
  }

  function parse(node: unknown, path: readonly PropertyKey[], level: number): Rule | undefined {
    if (conditionCount > maxRuleConditions) return undefined;
    if (level > maxRuleLevels) return report(path, 'too-deep', `more than ${maxRuleLevels} levels`);
    if (!isRecord(node)) return report(path, 'not-a-rule', 'must be an object');
    if ('fact' in node || 'is' in node) return parseCondition(node, path);
    const [form, ...others] = Object.keys(node);
    if ((form !== 'all' && form !== 'any' && form !== 'not') || others.length > 0) {
      return report(
        path,
        'not-a-rule',
        'must have exactly one of the keys all, any and not; or be a condition on a fact',
      );
    }
    if (form === 'not') {
      const inner = parse(node[form], [...path, form], level + 1);
      return inner && { not: inner };
    }
    const parts = parseParts(node[form], [...path, form], level + 1);
    if (parts === undefined) return undefined;
    return form === 'all' ? { all: parts } : { any: parts };
  }

  function parseParts(nodes: unknown, path: readonly PropertyKey[], level: number): readonly Rule[] | undefined {
    if (!Array.isArray(nodes)) return report(path, 'not-a-rule', 'must be a list of rules');
    if (nodes.length === 0) return report(path, 'empty-group', 'must have at least one rule');
    if (nodes.length > maxRuleConditions) return reportTooLarge(path);
    const parts = nodes.map((node: unknown, index) => parse(node, [...path, index], level));
    return parts.every((part) => part !== undefined) ? parts : undefined;
  }

  function parseCondition(node: Record<string, unknown>, path: readonly PropertyKey[]): Condition | undefined {
    conditionCount += 1;
    if (conditionCount > maxRuleConditions) return reportTooLarge([]);
    const kind = 'fact' in node ? kindForFact(node, path) : kindForWord(node, path);
    if (kind === undefined) return undefined;
    const checked = kind.schema.safeParse(node);
    if (checked.success) {
      const name = sensitiveNameIn(checked.data);
      if (name === null) return checked.data;
      return report(
        path,
        'sensitive',
        `"${name}" speaks of a special category of personal data, which no segment is made of`,
      );
    }
    for (const issue of checked.error.issues) report([...path, ...issue.path], 'invalid', issue.message);
    return undefined;
  }

  /** A condition on a fact may ask it in the ways of its kind. */
  function kindForFact({ fact, is }: Record<string, unknown>, path: readonly PropertyKey[]) {
    if (typeof fact !== 'string' || !isFactName(fact)) {
      return report([...path, 'fact'], 'unknown-fact', `must be one of ${factNames.join(', ')}`);
    }
    const kinds = conditionKindsFor(factCatalogue[fact].kind);
    const kind = kinds.find(({ operators }) => operators.some((operator) => operator === is));
    if (kind !== undefined) return kind;
    const operators = kinds.flatMap((known) => known.operators).join(', ');
    return report([...path, 'is'], 'unknown-operator', `of ${fact} must be one of ${operators}`);
  }

  /** Every other condition says what it asks by its operator alone. */
  function kindForWord({ is }: Record<string, unknown>, path: readonly PropertyKey[]) {
    const kind = typeof is === 'string' ? conditionKindNamed(is) : undefined;
    if (kind !== undefined && kind.factKinds.length === 0) return kind;
    const operators = conditionKinds
      .filter((known) => known.factKinds.length === 0)
      .flatMap((known) => known.operators);
    return report([...path, 'is'], 'unknown-operator', `without a fact must be one of ${operators.join(', ')}`);
  }

  function reportTooLarge(path: readonly PropertyKey[]): undefined {
    return report(path, 'too-large', `more than ${maxRuleConditions} conditions`);
  }

  const rule = parse(input, [], 1);
  return rule !== undefined && problems.length === 0 ? success(rule) : failure(problems);
}

/** The same check as a zod schema, to be part of others. */
export const ruleSchema: z.ZodType<Rule> = z.unknown().transform((input, context): Rule => {
  const parsed = parseRule(input);
  if (parsed.ok) return parsed.value;
  for (const { path, message } of parsed.problem) {
    context.issues.push({ code: 'custom', path: [...path], message, input });
  }
  return z.NEVER;
});

function isRecord(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
