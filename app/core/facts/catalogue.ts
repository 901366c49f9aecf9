/** The catalogue: one declaration per fact. The type, the columns, the rules and the SQL are all derived from it. */
import type { FactDeclaration, FactKind, FactValueOf } from './fact.ts';

export const factCatalogue = {
  orderCount: {
    kind: 'count',
    column: 'order_count',
    nullable: false,
    doc: 'Orders that count (see orders/counts.ts), all time; where the shop lets us read only the latest, as Shopify counts them.',
  },
  spentMinor: {
    kind: 'money',
    column: 'spent_minor',
    nullable: false,
    doc: 'Sum of what the counted orders are worth now, net of refunds and edits; where the shop lets us read only the latest, as Shopify adds them up.',
  },
  firstOrderAt: {
    kind: 'instant',
    column: 'first_order_at',
    nullable: true,
    doc: 'When the first counted order was processed; null without one, and where the shop does not let us read it.',
  },
  lastOrderAt: {
    kind: 'instant',
    column: 'last_order_at',
    nullable: true,
    doc: 'When the latest counted order was processed; null without one.',
  },
  emailSubscribedAt: {
    kind: 'instant',
    column: 'email_subscribed_at',
    nullable: true,
    doc: 'When the e-mail consent now in force was given, by its own timestamp; null unless that consent is subscribed.',
  },
  smsSubscribedAt: {
    kind: 'instant',
    column: 'sms_subscribed_at',
    nullable: true,
    doc: 'When the SMS consent now in force was given, by its own timestamp; null unless that consent is subscribed.',
  },
  whatsappSubscribedAt: {
    kind: 'instant',
    column: 'whatsapp_subscribed_at',
    nullable: true,
    doc: 'When the WhatsApp consent now in force was given, by its own timestamp; null unless that consent is subscribed.',
  },
  lastReceivedAt: {
    kind: 'instant',
    column: 'last_received_at',
    nullable: true,
    doc: 'When an e-mail was last delivered, as the partner reports it; null if none ever was.',
  },
  lastOpenedAt: {
    kind: 'instant',
    column: 'last_opened_at',
    nullable: true,
    doc: 'When an e-mail was last opened, machine opens left out unless the shop counts them; null if none ever was.',
  },
  lastClickedAt: {
    kind: 'instant',
    column: 'last_clicked_at',
    nullable: true,
    doc: 'When a link in an e-mail was last clicked, bot clicks left out; null if none ever was.',
  },
  lastProductViewAt: {
    kind: 'instant',
    column: 'last_product_view_at',
    nullable: true,
    doc: 'When a product page was last viewed with consent; null if none ever was.',
  },
  lastSiteActivityAt: {
    kind: 'instant',
    column: 'last_site_activity_at',
    nullable: true,
    doc: 'When any consented storefront event last happened; null if none ever did.',
  },
  lastCartAt: {
    kind: 'instant',
    column: 'last_cart_at',
    nullable: true,
    doc: 'When something was last put into the cart in the storefront, with consent; null if never.',
  },
  lastCheckoutAt: {
    kind: 'instant',
    column: 'last_checkout_at',
    nullable: true,
    doc: 'When a checkout was last begun, in the storefront with consent or as Shopify tells it; null if none ever was.',
  },
  lastCollectionViewAt: {
    kind: 'instant',
    column: 'last_collection_view_at',
    nullable: true,
    doc: 'When a collection was last viewed with consent; null if none ever was.',
  },
  lastSearchAt: {
    kind: 'instant',
    column: 'last_search_at',
    nullable: true,
    doc: 'When the storefront was last searched with consent; null if never.',
  },
  lastEmptySearchAt: {
    kind: 'instant',
    column: 'last_empty_search_at',
    nullable: true,
    doc: 'When a search of the storefront last found nothing, with consent; null if none ever did.',
  },
  knownAt: {
    kind: 'instant',
    column: 'known_at',
    nullable: true,
    doc: 'When Shopify created the customer; null until the customer itself was read.',
  },
  emailReachable: {
    kind: 'flag',
    column: 'email_reachable',
    nullable: false,
    doc: 'Has an e-mail address and the e-mail consent is subscribed.',
  },
} as const satisfies Record<string, FactDeclaration>;

type Catalogue = typeof factCatalogue;

/** The name of a fact. */
export type FactName = keyof Catalogue;

/** The name of a fact of one of these kinds. */
export type FactNameOf<Kind extends FactKind> = {
  [Name in FactName]: Catalogue[Name]['kind'] extends Kind ? Name : never;
}[FactName];

/** What is known of one customer. */
export type Facts = { readonly [Name in FactName]: FactValueOf<Catalogue[Name]> };

/** The value of some fact. */
export type FactValue = Facts[FactName];

/** All names, in the order of declaration. */
export const factNames = Object.keys(factCatalogue) as readonly FactName[];

/** Whether a text names a fact. */
export function isFactName(text: string): text is FactName {
  return Object.hasOwn(factCatalogue, text);
}

/** The names of the facts of these kinds, in the order of declaration. */
export function factNamesOf<Kind extends FactKind>(...kinds: readonly Kind[]): readonly FactNameOf<Kind>[] {
  const wanted: readonly FactKind[] = kinds;
  return factNames.filter((name): name is FactNameOf<Kind> => wanted.includes(factCatalogue[name].kind));
}

/** The facts of a customer of whom nothing has been seen yet. */
export const noFacts: Facts = {
  orderCount: 0,
  spentMinor: 0,
  firstOrderAt: null,
  lastOrderAt: null,
  emailSubscribedAt: null,
  smsSubscribedAt: null,
  whatsappSubscribedAt: null,
  lastReceivedAt: null,
  lastOpenedAt: null,
  lastClickedAt: null,
  lastProductViewAt: null,
  lastSiteActivityAt: null,
  lastCartAt: null,
  lastCheckoutAt: null,
  lastCollectionViewAt: null,
  lastSearchAt: null,
  lastEmptySearchAt: null,
  knownAt: null,
  emailReachable: false,
};
