/**
 * The socket of a preset: a rule the product ships, with parameters a merchant may change. A new preset is one file
 * in `catalogue` and one line in registry.ts; its examples are its tests.
 */
import type { Rule } from '../rules/rule.ts';
import type { PresetExample } from './example.ts';

export type Locale = 'tr' | 'en';

/** A text in every language of the product; `{name}` stands for the value of the parameter of that name. */
export type LocalText = Readonly<Record<Locale, string>>;

export type PresetCategory = 'standard';

/** What a shop must have connected, read or consented to before the preset can mean anything. */
export type DataNeed = 'orders' | 'marketing-consent' | 'email-events' | 'storefront-events';

/** A whole number a merchant may change. */
export interface PresetParameter {
  readonly label: LocalText;
  readonly unit: 'days' | 'orders';
  readonly default: number;
  /** Least and greatest value allowed. */
  readonly min: number;
  readonly max: number;
}

export type ParameterDeclarations = Readonly<Record<string, PresetParameter>>;

export type ParameterValues<Declarations extends ParameterDeclarations> = Readonly<Record<keyof Declarations, number>>;

/** The functions are declared as methods so that a preset of particular parameters fits where any preset is asked for. */
export interface Preset<Declarations extends ParameterDeclarations = ParameterDeclarations> {
  /** Stored with the segment, so never changed once shipped. The same as the name of its file. */
  readonly id: string;
  readonly name: LocalText;
  /** Who is in the segment, in a sentence. */
  readonly description: LocalText;
  readonly category: PresetCategory;
  readonly needs: readonly DataNeed[];
  readonly parameters: Declarations;
  /** The rule, given a value for every parameter, each within its limits. */
  rule(values: ParameterValues<Declarations>): Rule;
  /** At least three: somebody in, somebody out, and both sides of a boundary. */
  readonly examples: readonly PresetExample[];
}

/** Gives `rule` the names of the very parameters declared beside it. */
export function definePreset<const Declarations extends ParameterDeclarations>(
  preset: Preset<Declarations>,
): Preset<Declarations> {
  return preset;
}
