/** The `filtering` parameter of a list of audiences: `[{field, operator, value}]`, all of which must hold. */
import { invalidParameter } from '../protocol/errors.ts';
import type { Audience } from '../store/audiences.ts';

const FIELDS: Readonly<Record<string, (audience: Audience) => string>> = {
  name: ({ name }) => name,
  id: ({ id }) => id,
  description: ({ description }) => description,
};

const OPERATORS: Readonly<Record<string, (text: string, value: unknown) => boolean>> = {
  EQUAL: (text, value) => text === value,
  NOT_EQUAL: (text, value) => text !== value,
  CONTAIN: (text, value) => text.toLowerCase().includes(String(value).toLowerCase()),
  NOT_CONTAIN: (text, value) => !text.toLowerCase().includes(String(value).toLowerCase()),
  STARTS_WITH: (text, value) => text.startsWith(String(value)),
  IN: (text, value) => Array.isArray(value) && value.includes(text),
  NOT_IN: (text, value) => Array.isArray(value) && !value.includes(text),
};

export function filtered(audiences: readonly Audience[], filtering: unknown): readonly Audience[] {
  if (filtering === undefined) return audiences;
  if (!Array.isArray(filtering)) throw invalidParameter('Param filtering must be an array');
  return (filtering as unknown[]).reduce<readonly Audience[]>((left, filter) => {
    const { field, operator, value } = (filter ?? {}) as Record<string, unknown>;
    const read = FIELDS[String(field)];
    const holds = OPERATORS[String(operator)];
    if (read === undefined) throw invalidParameter(`Filtering field '${String(field)}' is not supported`);
    if (holds === undefined) throw invalidParameter(`Filtering operator '${String(operator)}' is not supported`);
    return left.filter((audience) => holds(read(audience), value));
  }, audiences);
}
