/**
 * Ids as Shopify hands them out: 13 to 19 digits, a fifth of them beyond 2^53, where neighbours become equal as soon as
 * anybody reads them as floating point. Each is a function of the customer's position, so ids never depend on the total.
 */

/** The most orders one customer can have; the last slot is for an order known by its e-mail only. */
export const orderSlotsPerCustomer = 64;
export const guestOrderSlot = orderSlotsPerCustomer - 1;

function spread(position: number, offset: number, bases: readonly [bigint, bigint, bigint]): string {
  const lane = position % 10;
  const base = lane === 9 ? bases[2] : lane === 8 ? bases[1] : bases[0];
  return String(base + BigInt(offset));
}

/** The id of the n-th customer, counted from 0. */
export function customerId(position: number): string {
  return spread(position, position, [7_300_000_000_000n, 9_007_199_300_000_000n, 9_100_000_000_000_000_000n]);
}

const slotOf = (position: number, orderIndex: number): number => position * orderSlotsPerCustomer + orderIndex;

export function orderId(position: number, orderIndex: number): string {
  const bases = [5_600_000_000_000n, 9_007_299_300_000_000n, 9_050_000_000_000_000_000n] as const;
  return spread(position, slotOf(position, orderIndex), bases);
}

/** The number the merchant sees; unique in the shop. */
export function orderName(position: number, orderIndex: number): string {
  return `#${1_001 + slotOf(position, orderIndex)}`;
}

export function orderItemId(position: number, orderIndex: number, itemIndex: number): string {
  return String(13_700_000_000_000n + BigInt(slotOf(position, orderIndex)) * 8n + BigInt(itemIndex));
}

export function refundId(position: number, orderIndex: number, refundIndex: number): string {
  return String(9_200_000_000_000n + BigInt(slotOf(position, orderIndex)) * 4n + BigInt(refundIndex));
}

const mobilePrefixes = [
  501, 505, 506, 507, 530, 531, 532, 533, 534, 535, 536, 537, 538, 539, 541, 542, 543, 544, 545, 546, 547, 548, 549,
  551, 552, 553, 554, 555,
];
const phoneCount = mobilePrefixes.length * 10_000_000;

/** A Turkish mobile number in E.164; different for different positions below 280 million. */
export function mobilePhone(position: number): string {
  const place = Number((BigInt(position) * 159_999_997n + 41_234_567n) % BigInt(phoneCount));
  const prefix = mobilePrefixes[Math.floor(place / 10_000_000)];
  return `+90${prefix}${String(place % 10_000_000).padStart(7, '0')}`;
}
