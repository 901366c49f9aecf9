/** What a version of a segment's definition changed, against the one before it. */
import type { PresetValues } from '#app/core/presets/parameters.ts';
import type { ParameterValue } from '#app/core/presets/preset.ts';
import type { Rule } from '#app/core/rules/rule.ts';

export interface ShownVersion {
  version: number;
  action: 'created' | 'changed' | 'on' | 'off' | 'undone' | 'archived';
  active: boolean;
  name: string | null;
  params: PresetValues;
  rule: Rule;
  changedAt: number;
  /** `staff:` and a number, or `app`. */
  actor: string;
}

export type VersionChange =
  | { kind: 'value'; name: string; before: ParameterValue; after: ParameterValue }
  | { kind: 'name'; before: string; after: string }
  | { kind: 'rule'; rule: Rule }
  | { kind: 'active'; active: boolean };

/**
 * Switching on and off is told by the version's action, unless that is another.
 * @param before Undefined for the first version, which has changed nothing.
 * @param isPreset The rule of a preset follows from its values, which say it better.
 */
export function versionChanges(
  after: ShownVersion,
  before: ShownVersion | undefined,
  isPreset: boolean,
): VersionChange[] {
  if (before === undefined) return [];
  const changes: VersionChange[] = [];
  if (after.active !== before.active && after.action !== 'on' && after.action !== 'off' && after.action !== 'archived')
    changes.push({ kind: 'active', active: after.active });
  if (after.name !== before.name) changes.push({ kind: 'name', before: before.name ?? '', after: after.name ?? '' });
  if (!isPreset && JSON.stringify(after.rule) !== JSON.stringify(before.rule))
    changes.push({ kind: 'rule', rule: after.rule });
  for (const name of new Set([...Object.keys(before.params), ...Object.keys(after.params)])) {
    const [one, other] = [before.params[name] ?? '', after.params[name] ?? ''];
    if (isPreset && one !== other) changes.push({ kind: 'value', name, before: one, after: other });
  }
  return changes;
}
