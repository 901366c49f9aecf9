/** What a shop may choose about how it is read; kept as JSON with the shop. */
import { z } from 'zod';

/** Shopify's rules for a metafield's namespace and key. */
const metafieldName = /^[A-Za-z0-9_-]{3,255}\.[A-Za-z0-9_-]{2,64}$/;

const schema = z.object({
  /** Orders whose payment is pending count (cash on delivery is common). */
  countPendingOrders: z.boolean().default(true),
  /** Opens by software, such as Apple's privacy proxy, count as opens. */
  countMachineOpens: z.boolean().default(false),
  /** How long raw deliveries are kept, in days. */
  inboxRetentionDays: z.number().int().min(1).max(90).default(30),
  /** How long storefront events, and what is folded from them, are kept, in days. */
  eventRetentionDays: z.number().int().min(30).max(800).default(400),
  /** The customer metafields to read, as `namespace.key`. */
  customerMetafields: z.array(z.string().regex(metafieldName)).max(20).default([]),
  /** The metafield that holds a customer's date of birth; by default the one Shopify has a standard definition for. */
  birthDateMetafield: z.string().regex(metafieldName).default('facts.birth_date'),
});

export type ShopSettings = z.infer<typeof schema>;

export const defaultShopSettings: ShopSettings = schema.parse({});

/** Reads stored settings; what is missing has its default. */
export const shopSettings = (stored: unknown): ShopSettings => schema.parse(stored ?? {});

/** The customer metafields that are read of a shop: those the merchant named, and the one that holds the date of birth. */
export const metafieldsRead = ({ customerMetafields, birthDateMetafield }: ShopSettings): string[] => [
  ...new Set([...customerMetafields, birthDateMetafield]),
];
