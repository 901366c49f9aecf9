/** The shop in whose time zone and currency everything is written, and the instant the page's data is of. */
import { createContext, useContext } from 'react';

export interface ShownShop {
  domain: string;
  name: string | null;
  /** ISO 4217. */
  currencyCode: string;
  /** IANA name. */
  timezone: string;
}

const ShopContext = createContext<ShownShop>({ domain: '', name: null, currencyCode: 'USD', timezone: 'UTC' });

export const ShopProvider = ShopContext.Provider;

export function useShop(): ShownShop {
  return useContext(ShopContext);
}
