// Changes of the shop itself, its products, and the app's place in it.
import { Refusal } from '../http.ts';
import type { Change, Product } from '../model.ts';
import { checkProduct } from '../recordChecks.ts';
import { productDeletedPayload, productPayload } from '../webhooks/productPayloads.ts';
import { shopPayload, subscriptionPayload } from '../webhooks/shopPayloads.ts';
import type { Scene } from './scene.ts';
import { later } from './scene.ts';

export function upsertProduct({ records, shop, send }: Scene, given: Product): void {
  const before = records.find('products', shop.no, checkProduct(given).id);
  const product = before === undefined ? given : { ...given, updatedAt: later(before.updatedAt, given.updatedAt) };
  records.put(shop.no, product);
  send(before === undefined ? 'products/create' : 'products/update', productPayload(product, shop));
}

export function deleteProduct({ records, shop, send }: Scene, id: string): void {
  if (records.find('products', shop.no, id) === undefined) throw new Refusal(422, `there is no product ${id}`);
  records.remove('products', shop.no, id);
  send('products/delete', productDeletedPayload(id));
}

export function updateShop(scene: Scene, { settings }: Extract<Change, { op: 'updateShop' }>): void {
  if (settings.domain !== undefined && settings.domain !== scene.shop.domain) {
    throw new Refusal(422, 'a shop keeps its domain');
  }
  const shop = scene.shops.change(scene.shop.no, settings);
  scene.send('shop/update', shopPayload(shop, scene.clock.now()));
}

export function changeSubscription(scene: Scene, change: Extract<Change, { op: 'subscription' }>): void {
  scene.send('app_subscriptions/update', subscriptionPayload(change, scene.shop, scene.clock.now()));
}

export function uninstall(scene: Scene): void {
  scene.send('app/uninstalled', shopPayload(scene.shop, scene.clock.now()));
  scene.tokens.revokeAll(scene.shop.no);
  scene.shops.setInstalled(scene.shop.no, false);
  scene.shops.setPixel(scene.shop.no, null);
}
