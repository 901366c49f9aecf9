// The bodies about the shop itself and the app's place in it, in Shopify's field names (sample payloads of API 2026-07).
import type { SubscriptionStatus } from '../model.ts';
import { adminAmount } from '../money.ts';
import type { Shop } from '../storage/shops.ts';
import { shopInstant } from './payloads.ts';

const gid = (type: string, id: string | bigint) => `gid://shopify/${type}/${id}`;
const countryNames = new Intl.DisplayNames('en', { type: 'region' });

export const scopesUpdatePayload = (shop: Shop, previous: string[], now: Date) => ({
  id: shop.no,
  shop_id: gid('Shop', shop.id),
  previous,
  current: shop.scopes,
  updated_at: now.toISOString(),
});

/** app_subscriptions/update; a shop has one subscription to the app. */
export function subscriptionPayload(
  subscription: { name: string; status: SubscriptionStatus; priceMinor: number },
  shop: Shop,
  now: Date,
) {
  return {
    app_subscription: {
      admin_graphql_api_id: gid('AppSubscription', shop.id),
      name: subscription.name,
      status: subscription.status,
      admin_graphql_api_shop_id: gid('Shop', shop.id),
      created_at: shopInstant(new Date(shop.createdMs).toISOString(), shop.timezone),
      updated_at: shopInstant(now.toISOString(), shop.timezone),
      currency: shop.currency,
      capped_amount: adminAmount(2 * subscription.priceMinor, shop.currency),
      price: adminAmount(subscription.priceMinor, shop.currency),
      interval: 'every_30_days',
      plan_handle: subscription.name.toLowerCase().replaceAll(' ', '-'),
    },
  };
}

/** app/uninstalled, shop/update: the shop as the REST Admin API described it. */
export function shopPayload(shop: Shop, now: Date) {
  const country = countryNames.of(shop.country) ?? shop.country;
  const createdAt = shopInstant(new Date(shop.createdMs).toISOString(), shop.timezone);
  const moneyFormat = `{{amount}} ${shop.currency}`;
  return {
    id: shop.id,
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    province: '',
    country: shop.country,
    address1: '',
    zip: '',
    city: '',
    source: null,
    phone: '',
    latitude: null,
    longitude: null,
    primary_locale: shop.locale,
    address2: null,
    created_at: createdAt,
    updated_at: shopInstant(now.toISOString(), shop.timezone),
    country_code: shop.country,
    country_name: country,
    currency: shop.currency,
    customer_email: shop.email,
    timezone: shop.timezone,
    iana_timezone: shop.timezone,
    shop_owner: shop.name,
    money_format: moneyFormat,
    money_with_currency_format: moneyFormat,
    weight_unit: 'kg',
    province_code: '',
    taxes_included: true,
    auto_configure_tax_inclusivity: null,
    tax_shipping: null,
    county_taxes: null,
    plan_display_name: shop.plan,
    plan_name: shop.plan.toLowerCase(),
    has_discounts: true,
    has_gift_cards: false,
    myshopify_domain: shop.domain,
    google_apps_domain: null,
    google_apps_login_enabled: null,
    money_in_emails_format: moneyFormat,
    money_with_currency_in_emails_format: moneyFormat,
    eligible_for_payments: true,
    requires_extra_payments_agreement: false,
    password_enabled: false,
    has_storefront: true,
    finances: true,
    primary_location_id: shop.id,
    checkout_api_supported: true,
    multi_location_enabled: false,
    setup_required: false,
    pre_launch_enabled: false,
    enabled_presentment_currencies: [shop.currency],
    marketing_sms_consent_enabled_at_checkout: true,
    transactional_sms_disabled: false,
  };
}
