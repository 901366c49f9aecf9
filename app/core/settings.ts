/** What a shop may choose about how it is read; kept as JSON with the shop. */
import { z } from 'zod';

const schema = z.object({
  /** Orders whose payment is pending count (cash on delivery is common). */
  countPendingOrders: z.boolean().default(true),
  /** Opens by software, such as Apple's privacy proxy, count as opens. */
  countMachineOpens: z.boolean().default(false),
});

export type ShopSettings = z.infer<typeof schema>;

export const defaultShopSettings: ShopSettings = schema.parse({});

/** Reads stored settings; what is missing has its default. */
export const shopSettings = (stored: unknown): ShopSettings => schema.parse(stored ?? {});
