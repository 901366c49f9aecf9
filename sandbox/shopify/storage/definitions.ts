// The metafield definitions of each shop, as the app made them.
import type { Settings } from './settings.ts';

export interface Definition {
  no: number;
  /** As it is kept: `$app:…` for the app's own. */
  namespace: string;
  key: string;
  ownerType: 'CUSTOMER';
  name: string;
  description: string | null;
  type: string;
  admin: string | null;
  storefront: string | null;
  isAdminFilterable: boolean;
}

export interface Definitions {
  find(shop: number, namespace: string, key: string): Definition | undefined;
  add(shop: number, definition: Omit<Definition, 'no'>): Definition;
}

export function makeDefinitions(settings: Settings): Definitions {
  const list = (shop: number): Definition[] => settings.read(`definitions:${shop}`, []);
  return {
    find: (shop, namespace, key) => list(shop).find((one) => one.namespace === namespace && one.key === key),
    add(shop, definition) {
      const all = list(shop);
      const added = { ...definition, no: all.length + 1 };
      settings.write(`definitions:${shop}`, [...all, added]);
      return added;
    },
  };
}
