// JSON that keeps 64-bit integers whole: a bigint is written as the digits it has, as Shopify writes its ids.

const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => object };

/** JSON text; bigint values become bare integers. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => (typeof entry === 'bigint' ? rawJSON(String(entry)) : entry));
}
