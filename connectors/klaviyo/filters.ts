/** Klaviyo's filter language, for the few conditions that are asked for. Values are quoted so that nothing in them is syntax. */

export function equals(field: string, value: string): string {
  return `equals(${field},${quoted(value)})`;
}

export function any(field: string, values: readonly string[]): string {
  return `any(${field},[${values.map(quoted).join(',')}])`;
}

export function from(field: string, instantMs: number): string {
  return `greater-or-equal(${field},${new Date(instantMs).toISOString()})`;
}

export function allOf(...conditions: string[]): string {
  return conditions.join(',');
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`;
}
