/** Events that a theme publishes for the app, as docs/storefront-events.md says. What does not have that shape is left out. */
import type { CustomEvent } from '@shopify/web-pixels-extension';

type Field = 'productId' | 'rating' | 'score';

/** What each must say. */
const fieldsOf = {
  'kesit:wishlist_added': ['productId'],
  'kesit:wishlist_removed': ['productId'],
  'kesit:review_submitted': ['productId', 'rating'],
  'kesit:nps_submitted': ['score'],
  'kesit:referral_shared': [],
  'kesit:referral_completed': [],
  'kesit:referral_earned': [],
} as const satisfies Record<string, readonly Field[]>;

export type CustomName = keyof typeof fieldsOf;

export const customNames = Object.keys(fieldsOf) as readonly CustomName[];

const readers: Record<Field, (value: unknown) => string | number | null> = {
  productId: (value) => /(?:^|\/)([1-9]\d{0,18})(?:\?.*)?$/.exec(String(value))?.[1] ?? null,
  rating: (value) => wholeNumber(value, 1, 5),
  score: (value) => wholeNumber(value, 0, 10),
};

/** The data of an event, and nothing else that the theme may have put in; null when something is missing or out of range. */
export function customDataOf(name: CustomName, event: CustomEvent): object | null {
  const data: Record<string, string | number> = {};
  for (const field of fieldsOf[name]) {
    const value = readers[field](event.customData?.[field]);
    if (value === null) return null;
    data[field] = value;
  }
  return data;
}

/** Themes read numbers from attributes, as text. */
function wholeNumber(value: unknown, least: number, most: number): number | null {
  const number = typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most ? number : null;
}
