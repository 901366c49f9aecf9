/** A sample of the shop's own data, big enough for live changes to act on and small enough to hold. */
import type { Customer, Order, ShopRecord } from './model.ts';
import { randomFor } from './random.ts';

export type ShopSnapshot = {
  customers: Customer[];
  /** The orders of exactly these customers. */
  orders: Order[];
};

/**
 * Draws `size` customers with all their orders from a shop's records, whatever order the records come in: the
 * customers whose ids have the smallest random marks. The same shop and seed give the same sample.
 */
export async function takeSnapshot(
  records: AsyncIterable<ShopRecord> | Iterable<ShopRecord>,
  { seed, size = 500 }: { seed: number; size?: number },
): Promise<ShopSnapshot> {
  const markOf = (id: string): number => randomFor(seed, 'sample', id).next();
  let kept: { mark: number; customer: Customer }[] = [];
  let ordersByCustomer = new Map<string, { mark: number; orders: Order[] }>();
  let highestMark = 1;

  const trim = (): void => {
    kept.sort((a, b) => a.mark - b.mark);
    kept = kept.slice(0, size);
    if (kept.length === size) highestMark = kept.at(-1)?.mark ?? 1;
    ordersByCustomer = new Map([...ordersByCustomer].filter(([, { mark }]) => mark <= highestMark));
  };

  for await (const record of records) {
    if (record.type !== 'customer' && record.type !== 'order') continue;
    const id = record.type === 'customer' ? record.id : record.customerId;
    if (id === null) continue;
    const mark = markOf(id);
    if (mark > highestMark) continue;
    if (record.type === 'customer') {
      kept.push({ mark, customer: record });
      if (kept.length >= size * 2) trim();
    } else {
      const found = ordersByCustomer.get(id);
      if (found === undefined) ordersByCustomer.set(id, { mark, orders: [record] });
      else found.orders.push(record);
    }
  }
  trim();
  const customers = kept.map(({ customer }) => customer);
  return { customers, orders: customers.flatMap(({ id }) => ordersByCustomer.get(id)?.orders ?? []) };
}
