/** The `fields` parameter: what of a node is answered, its id always. */
import { invalidParameter } from './errors.ts';

export type Readers<T> = Readonly<Record<string, (node: T) => unknown>>;

/** `{id}` alone when no fields are named; a field that does not exist is an error, one without a value is left out. */
export function selected<T>(
  kind: string,
  readers: Readers<T>,
  fields: string | undefined,
): (node: T) => Record<string, unknown> {
  // What of a nested node is wanted is not looked at: it is answered whole.
  const names = (fields ?? '')
    .replace(/\{[^}]*\}/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.find((name) => !Object.hasOwn(readers, name));
  if (unknown !== undefined) {
    throw invalidParameter(`Tried accessing nonexisting field (${unknown}) on node type (${kind})`);
  }
  const wanted = names.includes('id') ? names : [...names, 'id'];
  return (node) => {
    const answer: Record<string, unknown> = {};
    for (const name of wanted) {
      const value = readers[name]?.(node);
      if (value !== undefined && value !== null) answer[name] = value;
    }
    return answer;
  };
}
