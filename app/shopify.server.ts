/**
 * The seam to Shopify's own library: who is allowed in (session token, token exchange), and the answers it gives on its own.
 * Every address of Shopify comes from the configuration, so a stand-in can take its place.
 */
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from '@shopify/shopify-app-remix/server';
import '@shopify/shopify-app-remix/adapters/node';
import type { Environment } from '#app/platform/environment.ts';
import type { Log } from '#app/platform/log.ts';
import type { SealedSessionStorage } from '#app/store/sessions.ts';

/** Where Shopify's library says App Bridge is; it cannot be told otherwise from code. */
const LIBRARY_APP_BRIDGE_URL = 'https://cdn.shopify.com/shopifycloud/app-bridge.js';

export interface ShopifyDoor {
  /**
   * Lets a request of the embedded admin in and says whose it is, and which member of staff it comes from.
   * @throws Response that is to be answered instead: a redirect, the bounce page, 401, 410.
   */
  admit(request: Request): Promise<{ shopDomain: string; staffId: string }>;
  /** The way in for somebody who comes without a shop. @throws Response to the installation page when a shop is named. */
  login(request: Request): Promise<void>;
  /** Sets who may frame a page, and the early fetch of App Bridge. */
  addDocumentHeaders(request: Request, headers: Headers): void;
}

export interface ShopifyDoorOptions {
  environment: Environment;
  log: Log;
  sessions: SealedSessionStorage;
}

export function makeShopify({ environment, log, sessions }: ShopifyDoorOptions): ShopifyDoor {
  const shopify = shopifyApp({
    apiKey: environment.SHOPIFY_API_KEY,
    apiSecretKey: environment.SHOPIFY_API_SECRET,
    apiVersion: ApiVersion.October26,
    scopes: environment.SCOPES.split(',').map((scope) => scope.trim()),
    appUrl: environment.SHOPIFY_APP_URL,
    authPathPrefix: '/auth',
    sessionStorage: sessions,
    distribution: AppDistribution.AppStore,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    logger: {
      level: LogSeverity.Info,
      log: (severity, message) => {
        if (severity <= LogSeverity.Warning) log.warn({ from: 'shopify-app' }, message);
        else log.debug({ from: 'shopify-app' }, message);
      },
    },
  });
  // The library's calls all go through this one function of the process, so a process serves one configuration.
  setAbstractFetchFunc(fetchFrom(environment.SHOPIFY_ADMIN_BASE_URL));

  const addDocumentHeaders: ShopifyDoor['addDocumentHeaders'] = (request, headers) => {
    shopify.addDocumentResponseHeaders(request, headers);
    useOwnAddresses(headers, environment);
  };

  return {
    addDocumentHeaders,
    async admit(request) {
      try {
        const { session, sessionToken } = await shopify.authenticate.admin(request);
        return { shopDomain: session.shop, staffId: sessionToken.sub };
      } catch (thrown) {
        throw thrown instanceof Response ? await withOwnAddresses(thrown, environment) : thrown;
      }
    },
    async login(request) {
      await shopify.login(request);
    },
  };
}

/** fetch, with `https://{shop}` replaced by the configured address of the shop's admin. */
export function fetchFrom(adminBaseUrl: string): typeof fetch {
  return (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input);
    if (!asked.hostname.endsWith('.myshopify.com')) return fetch(input, init);
    const address = adminBaseUrl.replaceAll('{shop}', asked.hostname) + asked.pathname + asked.search;
    return fetch(input instanceof Request ? new Request(address, input) : address, init);
  };
}

/** The origin of a stand-in's admin page; null when Shopify itself frames the app. */
function standInOrigin(environment: Environment): string | null {
  const { origin, hostname } = new URL(environment.SHOPIFY_ADMIN_BASE_URL.replaceAll('{shop}', 'shop.myshopify.com'));
  return hostname.endsWith('.myshopify.com') ? null : origin;
}

function useOwnAddresses(headers: Headers, environment: Environment): void {
  const link = headers.get('Link');
  if (link) headers.set('Link', link.replaceAll(LIBRARY_APP_BRIDGE_URL, environment.APP_BRIDGE_URL));
  const policy = headers.get('Content-Security-Policy') ?? "frame-ancestors 'none';";
  const origin = standInOrigin(environment);
  const framed = origin !== null && !policy.includes("'none'");
  headers.set(
    'Content-Security-Policy',
    framed ? policy.replace('frame-ancestors', `frame-ancestors ${origin}`) : policy,
  );
}

/** A response of the library's own making, such as the bounce page, with the configured addresses. */
async function withOwnAddresses(response: Response, environment: Environment): Promise<Response> {
  const headers = new Headers(response.headers);
  if (!headers.get('content-type')?.startsWith('text/html')) return response;
  useOwnAddresses(headers, environment);
  const body = (await response.text()).replaceAll(LIBRARY_APP_BRIDGE_URL, environment.APP_BRIDGE_URL);
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}
