/**
 * The storefront pixel, in Shopify's strict sandbox: a worker without access to the page. It subscribes to what the app
 * asks about, and to what a theme publishes for it, for visitors who allow analytics and marketing, and posts it to the app.
 */
import { register } from '@shopify/web-pixels-extension';
import { makeOutbox } from './outbox.ts';
import { customNames } from './customEvent.ts';
import { subscribedEvents, toCustomSiteEvent, toSiteEvent, type Surroundings } from './siteEvent.ts';

interface Permissions {
  analyticsProcessingAllowed: boolean;
  marketingAllowed: boolean;
  saleOfDataAllowed: boolean;
}

/** The purposes named in shopify.extension.toml; Shopify does not load the pixel without them, but they can be withdrawn. */
const isAllowed = (given: Permissions): boolean =>
  given.analyticsProcessingAllowed && given.marketingAllowed && given.saleOfDataAllowed;

register(({ analytics, customerPrivacy, init, settings }) => {
  const endpoint = String(settings.endpoint);
  const outbox = makeOutbox(
    {
      account: String(settings.accountID),
      // Plain text needs no preflight; keepalive lets the request outlive the page.
      post: async (body) => {
        const answer = await fetch(endpoint, {
          method: 'POST',
          keepalive: true,
          headers: { 'Content-Type': 'text/plain' },
          body,
        });
        return answer.status !== 429 && answer.status < 500;
      },
      after: (delayMs, run) => void setTimeout(run, delayMs),
    },
    isAllowed(init.customerPrivacy),
  );
  customerPrivacy.subscribe('visitorConsentCollected', (event) => outbox.allow(isAllowed(event.customerPrivacy)));
  const around: Surroundings = {
    customerId: init.data.customer?.id ?? null,
    shopHost: init.data.shop.myshopifyDomain,
  };
  for (const name of subscribedEvents) analytics.subscribe(name, (event) => outbox.put(toSiteEvent(event, around)));
  for (const name of customNames)
    analytics.subscribe(name, (event) => {
      const told = toCustomSiteEvent(event, around);
      if (told) outbox.put(told);
    });
});
