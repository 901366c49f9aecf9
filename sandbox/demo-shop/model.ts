/**
 * The shapes the demo shop produces beside the stand-in Shopify's own records: the storefront events posted to the
 * app's `/events` door, and the e-mail events the stand-in Klaviyo is seeded with. Ids are decimal strings (they may
 * exceed 2^53), instants are ISO 8601 in UTC.
 */
export type {
  Change,
  Collection,
  Consent,
  ConsentState,
  Customer,
  FinancialStatus,
  Metafield,
  Order,
  OrderLine,
  OrderRefund,
  Product,
  ShopRecord,
} from '../shopify/model.ts';

export type SiteEventName =
  | 'page_viewed'
  | 'product_viewed'
  | 'search_submitted'
  | 'product_added_to_cart'
  | 'checkout_started'
  | 'checkout_completed';

/** Amounts on the storefront are decimal numbers of the major unit, as the web pixel API has them. */
export type PixelMoney = { amount: number; currencyCode: string };

export type PixelVariant = {
  id: string;
  sku: string;
  title: string;
  price: PixelMoney;
  product: { id: string; title: string; type: string; vendor: string; url: string };
};

/** The part of each standard event's `data` that the pixel forwards; names as in Shopify's web pixel API. */
export type SiteEventData =
  | Record<string, never>
  | { productVariant: PixelVariant }
  | { searchResult: { query: string; productVariants: PixelVariant[] } }
  | { cartLine: { quantity: number; merchandise: PixelVariant; cost: { totalAmount: PixelMoney } } }
  | {
      checkout: {
        token: string;
        currencyCode: string;
        totalPrice: PixelMoney;
        lineItems: { quantity: number; variant: PixelVariant }[];
        /** Only on `checkout_completed`. */
        order?: { id: string };
      };
    };

/**
 * One storefront event as the pixel posts it. Whose it is: `customerId` (the signed-in customer, decimal string) if
 * present, otherwise the customer whose e-mail equals `email` (typed at checkout, so with any case and stray blanks),
 * otherwise nobody's. `id` is unique per event, `clientId` per browser; `timestamp` has milliseconds.
 */
export type SiteEvent = {
  id: string;
  name: SiteEventName;
  clientId: string;
  timestamp: string;
  data: SiteEventData;
  customerId?: string;
  email?: string;
  url?: string;
};

/** The body of one POST to `/events`: `account` is the pixel's public account id; at most 50 events. */
export type SiteEventPost = { account: string; events: SiteEvent[] };

export type EmailMetric = 'Received Email' | 'Opened Email' | 'Clicked Email';

/** A profile in the stand-in Klaviyo's seed shape; `external_id` is the Shopify customer id, if Klaviyo has it. */
export type EmailProfile = { external_id?: string; email: string; first_name?: string; last_name?: string };

/** One e-mail event in the stand-in Klaviyo's seed shape: of the profile with that `external_id` or else e-mail. */
export type EmailEvent = {
  /** The same for the same seed, so that seeding twice records once. */
  uuid: string;
  external_id?: string;
  email: string;
  metric: EmailMetric;
  datetime: string;
  event_properties: Record<string, string | number | boolean>;
};
