/** The readers that lines of customers and orders share: instants, ids, money. Each names what it found wrong. */
import { z } from 'zod';
import { type DecimalId, idFromGid } from '../identifiers.ts';
import { minorFromDecimal } from '../money.ts';

/** An ISO 8601 instant as epoch milliseconds. */
export const instantField = z.string().transform((text, context): number => {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  context.issues.push({ code: 'custom', message: 'not an instant', input: text });
  return z.NEVER;
});

/** The decimal id within a global id of the type. */
export function gidField(type: string): z.ZodType<DecimalId> {
  return z.string().transform((gid, context): DecimalId => {
    const id = idFromGid(gid, type);
    if (id !== null) return id;
    context.issues.push({ code: 'custom', message: `not the id of a ${type}`, input: gid });
    return z.NEVER;
  });
}

/** Money as minor units with its currency. */
export const moneyField = z
  .object({ amount: z.string(), currencyCode: z.string() })
  .transform(({ amount, currencyCode }, context): { minor: number; currencyCode: string } => {
    const read = minorFromDecimal(amount, currencyCode);
    if (read.ok) return { minor: read.value, currencyCode };
    context.issues.push({ code: 'custom', message: read.problem, input: amount });
    return z.NEVER;
  });

/** Money of a bag in the shop's currency. */
export const shopMoneyField = z.object({ shopMoney: moneyField }).transform((bag) => bag.shopMoney);

/** What is wrong with a line, by field and without its values: `updatedAt: not an instant`. */
export function problemsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
