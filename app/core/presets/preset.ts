/**
 * The socket of a preset: a rule the product ships, with parameters a merchant may change. A new preset is one file
 * in `catalogue` and one line in registry.ts; its examples are its tests.
 */
import type { Rule } from '../rules/rule.ts';
import type { LocalText } from '../text.ts';
import type { PresetExample } from './example.ts';
import type { DataNeed } from './needs.ts';

export const presetCategories = [
  'standard',
  'lifecycle',
  'value',
  'rfm',
  'site',
  'email',
  'prediction',
  'profile',
] as const;
export type PresetCategory = (typeof presetCategories)[number];

/** A number a merchant may change. Whole, within its limits. */
export interface NumberParameter {
  readonly kind: 'number';
  readonly label: LocalText;
  readonly help?: LocalText;
  /** `money` is in whole units of the shop's currency, not in minor ones. */
  readonly unit:
    'days' | 'hours' | 'orders' | 'percent' | 'times' | 'emails' | 'money' | 'years' | 'degrees' | 'visits' | 'points';
  readonly default: number;
  /** Least and greatest value allowed. */
  readonly min: number;
  readonly max: number;
}

/** One or more texts a merchant may change, written with commas between them. */
export interface TextParameter {
  readonly kind: 'text';
  readonly label: LocalText;
  readonly help?: LocalText;
  /** Empty where only the merchant can know: the preset cannot be switched on before it is filled in. */
  readonly default: string;
}

/** One of several words. */
export interface ChoiceParameter {
  readonly kind: 'choice';
  readonly label: LocalText;
  readonly help?: LocalText;
  readonly options: readonly { readonly value: string; readonly label: LocalText }[];
  readonly default: string;
}

export type PresetParameter = NumberParameter | TextParameter | ChoiceParameter;

export type ParameterDeclarations = Readonly<Record<string, PresetParameter>>;

export type ParameterValue = number | string;

type ValueOfParameter<Parameter extends PresetParameter> = Parameter extends NumberParameter
  ? number
  : Parameter extends ChoiceParameter
    ? Parameter['options'][number]['value']
    : string;

export type ParameterValues<Declarations extends ParameterDeclarations> = {
  readonly [Name in keyof Declarations]: ValueOfParameter<Declarations[Name]>;
};

/** What of the shop goes into a rule. */
export interface PresetContext {
  /** Minor units in one unit of the shop's currency: 100 for most. */
  readonly minorPerUnit: number;
}

/** The functions are declared as methods so that a preset of particular parameters fits where any preset is asked for. */
export interface Preset<Declarations extends ParameterDeclarations = ParameterDeclarations> {
  /** Stored with the segment, so never changed once shipped. The same as the name of its file. */
  readonly id: string;
  readonly name: LocalText;
  /** Who is in the segment, in a sentence. */
  readonly description: LocalText;
  readonly category: PresetCategory;
  readonly needs: readonly DataNeed[];
  /** Of these one is enough, where the rule asks for one thing or another. */
  readonly eitherOf?: readonly DataNeed[];
  readonly parameters: Declarations;
  /** The rule, given a value for every parameter, each within its limits. */
  rule(values: ParameterValues<Declarations>, context: PresetContext): Rule;
  /** At least three: somebody in, somebody out, and both sides of a boundary. */
  readonly examples: readonly PresetExample[];
  /**
   * Values with which the examples are looked at, where a parameter has no default that means something; the parameters'
   * defaults otherwise.
   */
  readonly exampleValues?: Partial<ParameterValues<Declarations>>;
}

/** Gives `rule` the names of the very parameters declared beside it. */
export function definePreset<const Declarations extends ParameterDeclarations>(
  preset: Preset<Declarations>,
): Preset<Declarations> {
  return preset;
}

/** The texts of a text parameter, one by one. */
export const textsOf = (value: string): string[] =>
  value
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
