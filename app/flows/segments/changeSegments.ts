/**
 * What a merchant does with segments: switches presets on and off, changes their figures, builds segments, takes changes back.
 * Each change is a new version of the definition; the worker brings it into force, and until then the one before stays.
 */
import {
  missingParameters,
  presetParametersSchema,
  presetRule,
  sensitiveParameters,
} from '#app/core/presets/parameters.ts';
import type { Preset, PresetContext } from '#app/core/presets/preset.ts';
import { presetById } from '#app/core/presets/registry.ts';
import { currencyExponent } from '#app/core/money.ts';
import { parseRule, type RuleProblem } from '#app/core/rules/parse.ts';
import { type ReferenceProblem, referencesOf, withoutReferences } from '#app/core/rules/references.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { excludedSegments } from '#app/store/adminDestinations.ts';
import { ring } from '#app/store/bells.ts';
import {
  addSegment,
  type Definition,
  holdSegments,
  loadWanted,
  readVersion,
  type SegmentAction,
  wantVersion,
  type WantedSegment,
} from '#app/store/segmentChanges.ts';
import { loadShop } from '#app/store/shops.ts';

/** Why a change was not made; nothing was stored then. */
export type ChangeProblem =
  | { kind: 'no-such-segment' | 'no-such-preset' | 'no-such-version' }
  /** The figures of a preset that are out of bounds or missing. */
  | { kind: 'bad-values'; fields: string[] }
  /** The values of a preset that speak of a special category of personal data. */
  | { kind: 'sensitive-values'; fields: string[] }
  /** What is wrong with a rule, part by part. */
  | { kind: 'bad-rule'; problems: readonly RuleProblem[] }
  | { kind: 'bad-reference'; reference: ReferenceProblem }
  | { kind: 'bad-name' }
  /** These segments refer to it. */
  | { kind: 'referred-to'; segmentIds: number[] }
  /** Lists leave its members out: without it they would be filled with them. */
  | { kind: 'excluded-from-lists' };

export type ChangeAnswer = { ok: true; segmentId: number } | { ok: false; problem: ChangeProblem };

/** The most letters of a segment's name. */
export const MOST_NAME_LETTERS = 100;

const refused = (problem: ChangeProblem): ChangeAnswer => ({ ok: false, problem });

/** What is given to change. */
export type SegmentChange =
  | { what: 'switch'; segmentId: number; active: boolean }
  /** A preset that the shop may not have as a segment yet. @param values Those not given keep what they are. */
  | { what: 'preset'; presetId: string; active?: boolean; values?: Readonly<Record<string, unknown>> }
  | { what: 'create'; name: string; rule: unknown; active: boolean }
  | { what: 'edit'; segmentId: number; name?: string; rule?: unknown; values?: Readonly<Record<string, unknown>> }
  | { what: 'undo'; segmentId: number; version: number }
  | { what: 'archive'; segmentId: number };

/** @param actor Who makes the change, for the history. */
export async function changeSegment(
  { database, clock }: Services,
  shopId: ShopId,
  change: SegmentChange,
  actor: string,
): Promise<ChangeAnswer> {
  try {
    return await database.inShop(shopId, async (sql) => {
      await holdSegments(sql);
      const answer = await makeChange(sql, change, clock(), actor);
      if (!answer.ok) return answer;
      if (await wouldFillLists(sql)) throw new TakenBack();
      await ring(sql, { task: 'resegment', shopId });
      return answer;
    });
  } catch (error) {
    if (error instanceof TakenBack) return refused({ kind: 'excluded-from-lists' });
    throw error;
  }
}

/** Thrown so that nothing of a change is stored. */
class TakenBack extends Error {}

/** Whether a segment that lists leave out is not switched on (any more). */
async function wouldFillLists(sql: ShopSql): Promise<boolean> {
  const excluded = await excludedSegments(sql);
  if (excluded.length === 0) return false;
  const active = new Set((await loadWanted(sql)).flatMap((one) => (one.wanted.active ? [one.segmentId] : [])));
  return excluded.some((segmentId) => !active.has(segmentId));
}

async function makeChange(sql: ShopSql, change: SegmentChange, now: number, actor: string): Promise<ChangeAnswer> {
  const all = await loadWanted(sql);
  if (change.what === 'preset') return changePreset(sql, all, change, now, actor);
  if (change.what === 'create') {
    const name = nameFrom(change.name);
    if (name === null) return refused({ kind: 'bad-name' });
    const rule = checkRule(change.rule, all, null);
    if (!rule.ok) return rule;
    const segmentId = await addSegment(
      sql,
      null,
      { active: change.active, name, params: {}, rule: rule.rule },
      now,
      actor,
    );
    return { ok: true, segmentId };
  }
  const segment = all.find(({ segmentId }) => segmentId === change.segmentId);
  if (!segment) return refused({ kind: 'no-such-segment' });
  const { wanted, segmentId } = segment;
  const want = async (action: SegmentAction, definition: Partial<Definition>): Promise<ChangeAnswer> => {
    await wantVersion(sql, segment, action, { ...wanted, ...definition }, now, actor);
    return { ok: true, segmentId };
  };
  switch (change.what) {
    case 'switch': {
      const missing = change.active ? missingIn(segment) : [];
      if (missing.length > 0) return refused({ kind: 'bad-values', fields: missing });
      return want(change.active ? 'on' : 'off', { active: change.active });
    }
    case 'undo': {
      const former = await readVersion(sql, segmentId, change.version);
      if (!former) return refused({ kind: 'no-such-version' });
      // What it refers to may have changed since.
      const rule =
        segment.presetId === null ? checkRule(former.rule, all, segmentId) : { ok: true as const, rule: former.rule };
      if (!rule.ok) return rule;
      return want('undone', former);
    }
    case 'archive': {
      const referring = all.filter(({ wanted: other }) => referencesOf(other.rule).includes(segmentId));
      if (referring.length > 0)
        return refused({ kind: 'referred-to', segmentIds: referring.map((other) => other.segmentId) });
      // A ready-made segment stays on offer: it is only switched off.
      return segment.presetId === null ? want('archived', { active: false }) : want('off', { active: false });
    }
    case 'edit':
      return editSegment(sql, all, segment, change, want);
  }
}

async function editSegment(
  sql: ShopSql,
  all: readonly WantedSegment[],
  segment: WantedSegment,
  { name, rule, values }: Extract<SegmentChange, { what: 'edit' }>,
  want: (action: SegmentAction, definition: Partial<Definition>) => Promise<ChangeAnswer>,
): Promise<ChangeAnswer> {
  const preset = segment.presetId === null ? undefined : presetById(segment.presetId);
  if (preset) {
    const made = ruleOfPreset(
      preset,
      { ...segment.wanted.params, ...values },
      await contextOf(sql),
      segment.wanted.active,
    );
    return made.ok ? want('changed', { params: made.params, rule: made.rule }) : made;
  }
  const definition: Partial<Definition> = {};
  if (name !== undefined) {
    const given = nameFrom(name);
    if (given === null) return refused({ kind: 'bad-name' });
    definition.name = given;
  }
  if (rule !== undefined) {
    const checked = checkRule(rule, all, segment.segmentId);
    if (!checked.ok) return checked;
    definition.rule = checked.rule;
  }
  return want('changed', definition);
}

async function changePreset(
  sql: ShopSql,
  all: readonly WantedSegment[],
  { presetId, active, values }: Extract<SegmentChange, { what: 'preset' }>,
  now: number,
  actor: string,
): Promise<ChangeAnswer> {
  const preset = presetById(presetId);
  if (!preset) return refused({ kind: 'no-such-preset' });
  const segment = all.find((known) => known.presetId === presetId);
  const isOn = active ?? segment?.wanted.active ?? false;
  const made = ruleOfPreset(preset, { ...segment?.wanted.params, ...values }, await contextOf(sql), isOn);
  if (!made.ok) return made;
  const definition: Definition = { active: isOn, name: null, params: made.params, rule: made.rule };
  if (!segment) return { ok: true, segmentId: await addSegment(sql, presetId, definition, now, actor) };
  const action = isOn === segment.wanted.active ? 'changed' : isOn ? 'on' : 'off';
  await wantVersion(sql, segment, action, definition, now, actor);
  return { ok: true, segmentId: segment.segmentId };
}

type PresetRule =
  | { ok: true; params: Definition['params']; rule: Rule }
  | { ok: false; problem: Extract<ChangeProblem, { kind: 'bad-values' | 'sensitive-values' }> };

/** @param isOn A preset that is on needs every figure. */
function ruleOfPreset(
  preset: Preset,
  values: Readonly<Record<string, unknown>>,
  context: PresetContext,
  isOn: boolean,
): PresetRule {
  const checked = presetParametersSchema(preset).safeParse(values);
  if (!checked.success)
    return {
      ok: false,
      problem: {
        kind: 'bad-values',
        fields: [
          ...new Set(
            checked.error.issues.flatMap((issue) =>
              issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])],
            ),
          ),
        ],
      },
    };
  const missing = missingParameters(preset, checked.data);
  if (missing.length > 0 && isOn) return { ok: false, problem: { kind: 'bad-values', fields: missing } };
  const sensitive = sensitiveParameters(preset, checked.data, context);
  if (sensitive.length > 0) return { ok: false, problem: { kind: 'sensitive-values', fields: sensitive } };
  return { ok: true, params: checked.data, rule: presetRule(preset, checked.data, context) };
}

function missingIn({ presetId, wanted }: WantedSegment): string[] {
  const preset = presetId === null ? undefined : presetById(presetId);
  return preset ? missingParameters(preset, wanted.params) : [];
}

/** What of the shop goes into the rules of presets. */
export async function contextOf(sql: ShopSql): Promise<PresetContext> {
  const shop = await loadShop(sql);
  return { minorPerUnit: 10 ** (currencyExponent(shop?.currencyCode ?? '') ?? 2) };
}

/** Checks a rule from outside, and that it goes round in no circle with the others as they are wanted. */
export function checkRule(
  input: unknown,
  all: readonly WantedSegment[],
  segmentId: number | null,
): { ok: true; rule: Rule } | { ok: false; problem: ChangeProblem } {
  const parsed = parseRule(input);
  if (!parsed.ok) return { ok: false, problem: { kind: 'bad-rule', problems: parsed.problem } };
  const rules = new Map(all.map((other) => [other.segmentId, other.wanted.rule]));
  const resolved = withoutReferences(
    parsed.value,
    (id) => (id === segmentId ? parsed.value : rules.get(id)),
    segmentId,
  );
  if (!resolved.ok) return { ok: false, problem: { kind: 'bad-reference', reference: resolved.problem } };
  return { ok: true, rule: parsed.value };
}

function nameFrom(text: string): string | null {
  const name = text.trim().replaceAll(/\s+/g, ' ');
  return name === '' || name.length > MOST_NAME_LETTERS ? null : name;
}
