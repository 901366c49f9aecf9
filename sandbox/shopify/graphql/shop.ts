// Resolvers of the shop itself, the app's installation there, and its web pixel.
import type { Shop } from '../storage/shops.ts';
import type { ResolverContext, Resolvers } from './context.ts';
import { gid } from './context.ts';

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

/** Settings arrive as an object or as JSON text; anything else is the vendor's INVALID_CONFIGURATION_JSON. */
function readPixelSettings(settings: unknown): object | null {
  let value = settings;
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value) as unknown;
    } catch {
      return null;
    }
  }
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
}

const pixelError = (code: string, message: string) => ({
  webPixel: null,
  userErrors: [{ code, field: ['settings'], message }],
});

function savePixel(context: ResolverContext, id: string, input: { settings: unknown }) {
  const settings = readPixelSettings(input.settings);
  if (settings === null) return pixelError('INVALID_CONFIGURATION_JSON', 'Settings must be valid JSON');
  const pixel = { id, settings };
  context.shops.setPixel(context.shop.no, pixel);
  return { webPixel: pixel, userErrors: [] };
}

export const shopResolvers: Resolvers = {
  QueryRoot: {
    shop: (_source: unknown, _args: unknown, context) => context.shop,
    currentAppInstallation: (_source: unknown, _args: unknown, context) => context,
    webPixel: (_: unknown, args: { id?: string | null }, context) => {
      const pixel = context.shops.pixel(context.shop.no);
      return pixel && (args.id === undefined || args.id === null || args.id === pixel.id) ? pixel : null;
    },
  },
  Mutation: {
    webPixelCreate: (_: unknown, args: { webPixel: { settings: unknown } }, context) =>
      context.shops.pixel(context.shop.no) === undefined
        ? savePixel(context, gid('WebPixel', context.shop.id), args.webPixel)
        : pixelError('TAKEN', 'Web pixel is already set for this app and shop'),
    webPixelUpdate: (_: unknown, args: { id: string; webPixel: { settings: unknown } }, context) =>
      context.shops.pixel(context.shop.no)?.id === args.id
        ? savePixel(context, args.id, args.webPixel)
        : pixelError('NOT_FOUND', 'Web pixel not found'),
  },
  Shop: {
    id: (shop: Shop) => gid('Shop', shop.id),
    myshopifyDomain: (shop: Shop) => shop.domain,
    currencyCode: (shop: Shop) => shop.currency,
    ianaTimezone: (shop: Shop) => shop.timezone,
    contactEmail: (shop: Shop) => shop.email,
    createdAt: (shop: Shop) => new Date(shop.createdMs).toISOString(),
    plan: (shop: Shop) => shop,
    billingAddress: (shop: Shop) => shop,
    shopAddress: (shop: Shop) => shop,
    shopOwnerName: (shop: Shop) => shop.name,
    url: (shop: Shop) => `https://${shop.domain}`,
  },
  ShopPlan: {
    publicDisplayName: (shop: Shop) => shop.plan,
    shopifyPlus: (shop: Shop) => /plus/i.test(shop.plan),
    partnerDevelopment: (shop: Shop) => /development/i.test(shop.plan),
  },
  ShopAddress: {
    id: (shop: Shop) => gid('ShopAddress', shop.id),
    country: (shop: Shop) => countryNames.of(shop.country) ?? null,
    countryCodeV2: (shop: Shop) => shop.country,
  },
  AppInstallation: {
    id: (context: ResolverContext) => gid('AppInstallation', context.shop.id),
    accessScopes: (context: ResolverContext) =>
      [...context.scopes].map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
  },
};
