// Checkouts that were begun, by token; kept only to tell the first word about one from the next.
import type { Checkout } from '../model.ts';
import type { Database } from './database.ts';

export interface Checkouts {
  put(shop: number, checkout: Checkout): void;
  find(shop: number, token: string): Checkout | undefined;
  remove(shop: number, token: string): void;
}

export function makeCheckouts(db: Database): Checkouts {
  const upsert = db.prepare(
    'INSERT INTO checkouts (shop, token, data) VALUES (?, ?, ?) ON CONFLICT (shop, token) DO UPDATE SET data = excluded.data',
  );
  const select = db.prepare('SELECT data FROM checkouts WHERE shop = ? AND token = ?');
  const remove = db.prepare('DELETE FROM checkouts WHERE shop = ? AND token = ?');
  return {
    put: (shop, checkout) => void upsert.run(shop, checkout.token, JSON.stringify(checkout)),
    find(shop, token) {
      const row = select.get(shop, token) as { data: string } | undefined;
      return row && (JSON.parse(row.data) as Checkout);
    },
    remove: (shop, token) => void remove.run(shop, token),
  };
}
