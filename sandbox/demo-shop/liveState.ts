/**
 * What a shop that lives on remembers: its customers and orders as they are now, so that whatever happens next makes
 * sense. Shared by the everyday changes and the rarer ones.
 */
import { isoSeconds, secondMs } from './calendar.ts';
import { freshNumbers, type FreshNumbers } from './liveRecords.ts';
import type { Change, Customer, Order } from './model.ts';
import type { Random } from './random.ts';
import type { ShopSnapshot } from './snapshot.ts';

export type LiveState = {
  random: Random;
  fresh: FreshNumbers;
  customers: Map<string, Customer>;
  orders: Map<string, Order>;
  /** New customers nobody ever wrote to or saw: only these may change their address. */
  unseen: Set<string>;
  /** The instant, or a second after `updatedAt` if that is later. */
  after(at: Date, updatedAt: string): string;
  /** One that suits, or null when none does. */
  anyCustomer(suits: (customer: Customer) => boolean): Customer | null;
  anyOrder(suits: (order: Order) => boolean): Order | null;
  ordersOf(customer: Customer): Order[];
  saveCustomer(customer: Customer): Change;
};

export const isAlive = (order: Order): boolean => order.cancelledAt === null && !order.test;
export const isPaid = (order: Order): boolean => isAlive(order) && order.financialStatus === 'paid';

export function liveState(snapshot: ShopSnapshot, random: Random): LiveState {
  const customers = new Map(snapshot.customers.map((customer) => [customer.id, customer]));
  const orders = new Map(snapshot.orders.map((order) => [order.id, order]));
  const anyOf = <T>(all: Iterable<T>, suits: (one: T) => boolean): T | null => {
    const suitable = [...all].filter(suits);
    return suitable.length === 0 ? null : random.pick(suitable);
  };
  return {
    random,
    fresh: freshNumbers(),
    customers,
    orders,
    unseen: new Set(),
    after: (at, updatedAt) => isoSeconds(Math.max(at.getTime(), Date.parse(updatedAt) + secondMs)),
    anyCustomer: (suits) => anyOf(customers.values(), suits),
    anyOrder: (suits) => anyOf(orders.values(), suits),
    ordersOf: (customer) => [...orders.values()].filter(({ customerId }) => customerId === customer.id),
    saveCustomer(customer) {
      customers.set(customer.id, customer);
      return { op: 'upsertCustomer', customer };
    },
  };
}
