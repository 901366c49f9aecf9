/** What a merchant enters into the fields of a connector, and what is wrong with it. */
import type { ZodType } from 'zod';
import type { SettingField } from '#connectors/kit/connector.ts';

/** Of one setting. The longest there is, a private key, is shorter. */
const MOST_CHARACTERS = 8_000;

/** Why a connection was not made; `field` stands for the field the words belong beside, null for the form as a whole. */
export interface ConnectProblem {
  code: 'missing' | 'too-long' | 'malformed' | 'refused' | 'out-of-reach';
  field: string | null;
  /** What the partner said, when it said something. */
  detail: string | null;
}

/** What was entered into some fields, or what is wrong with it. @param given The form as it was sent. */
export function readAnswers<Settings>(
  fields: readonly SettingField[],
  schema: ZodType<Settings>,
  given: Record<string, string>,
): { ok: true; settings: Settings } | { ok: false; problems: ConnectProblem[] } {
  const missing = fields.filter(({ name, optional }) => !optional && !given[name]?.trim());
  if (missing.length > 0)
    return { ok: false, problems: missing.map(({ name }) => ({ code: 'missing', field: name, detail: null })) };
  const typed = Object.fromEntries(fields.map(({ name }) => [name, (given[name] ?? '').trim()]));
  const tooLong = Object.keys(typed).filter((name) => (typed[name]?.length ?? 0) > MOST_CHARACTERS);
  if (tooLong.length > 0)
    return { ok: false, problems: tooLong.map((field) => ({ code: 'too-long', field, detail: null })) };
  const settings = schema.safeParse(typed);
  if (settings.success) return { ok: true, settings: settings.data };
  const malformed = new Set(settings.error.issues.map(({ path }) => String(path[0])));
  return { ok: false, problems: [...malformed].map((field) => ({ code: 'malformed', field, detail: null })) };
}
