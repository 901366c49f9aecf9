// The merchant's admin over HTTP: the page that frames the app, the install button, session tokens for App Bridge, and
// the two browser scripts.
import type { Clock } from '../clock.ts';
import { browserScript } from '../browser/scripts.ts';
import type { Answer, SandboxRequest } from '../http.ts';
import { html, json, Refusal } from '../http.ts';
import { issueIdToken } from '../oauth/idToken.ts';
import { STAFF_USER } from '../oauth/door.ts';
import type { Shop, Shops } from '../storage/shops.ts';
import { frameAddress } from './frameAddress.ts';
import type { Locale } from './pages.ts';
import { adminPage, APP_HANDLE, installPage } from './pages.ts';

export interface AdminParts {
  shops: Shops;
  clock: Clock;
  apiKey: string;
  apiSecret: string;
  appUrl: () => string;
}

export interface AdminDoor {
  answer(request: SandboxRequest): Answer | null;
  issueToken(shop: Shop, lifeSeconds?: number): string;
}

export function makeAdminDoor(parts: AdminParts): AdminDoor {
  const issueToken = (shop: Shop, lifeSeconds?: number): string =>
    issueIdToken({
      domain: shop.domain,
      apiKey: parts.apiKey,
      apiSecret: parts.apiSecret,
      nowMs: parts.clock.nowMs(),
      userId: String(STAFF_USER.id),
      sessionId: `session-${shop.no}`,
      ...(lifeSeconds === undefined ? {} : { lifeSeconds }),
    });

  const page = (shop: Shop, path: string, request: SandboxRequest): Answer => {
    const asked = request.query.get('locale');
    const locale: Locale = asked === 'tr' || asked === 'en' ? asked : shop.locale;
    const adminBase = `/admin/${shop.domain}/apps/${APP_HANDLE}`;
    const view = { shop, locale, adminBase, path: path === '/' ? '' : path };
    if (!shop.installed) return html(200, installPage(view, `/admin/${shop.domain}/install`));
    const query = new URLSearchParams(request.query);
    query.delete('locale');
    const frameUrl = frameAddress({
      appUrl: parts.appUrl(),
      path,
      query,
      domain: shop.domain,
      locale,
      idToken: issueToken(shop),
      secret: parts.apiSecret,
      nowMs: parts.clock.nowMs(),
    });
    const appOrigin = new URL(parts.appUrl()).origin;
    return html(200, adminPage({ ...view, frameUrl, appOrigin, tokenAddress: `/admin/${shop.domain}/session-token` }));
  };

  const script = (name: 'appBridge' | 'adminPage'): Answer => ({
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
    },
    body: browserScript(name),
  });

  return {
    issueToken,
    answer(request) {
      if (request.method === 'GET' && request.path === '/app-bridge.js') return script('appBridge');
      if (request.method === 'GET' && request.path === '/admin-page.js') return script('adminPage');
      // What is https://{shop}/admin/apps/{api key} at Shopify, where others send merchants back to an app.
      const outside = /^\/shops\/([^/]+)\/admin(\/apps\/.+)$/.exec(request.path);
      if (outside !== null && request.method === 'GET') {
        const location = `/admin/${outside[1] ?? ''}${outside[2] ?? ''}?${request.query.toString()}`;
        return { status: 302, headers: { location }, body: '' };
      }
      const match = /^\/admin\/([^/]+)(\/.*)?$/.exec(request.path);
      if (match === null) return null;
      const shop = parts.shops.find(match[1] ?? '');
      if (shop === undefined) throw new Refusal(404, `there is no shop ${match[1]}`);
      const rest = match[2] ?? '/';
      const home = `/admin/${shop.domain}/apps/${APP_HANDLE}`;
      if (request.method === 'POST' && rest === '/session-token') {
        if (!shop.installed) return json(403, { error: 'the app is not installed' });
        return json(200, { id_token: issueToken(shop) });
      }
      if (request.method === 'POST' && rest === '/install') {
        parts.shops.setInstalled(shop.no, true);
        return { status: 303, headers: { location: home }, body: '' };
      }
      if (request.method !== 'GET') return null;
      // Shopify's libraries send merchants to /apps/{api key}; the admin's own links use the app's handle.
      const app = new RegExp(`^/apps/(?:${APP_HANDLE}|${parts.apiKey})(/.*)?$`).exec(rest);
      if (app === null) return { status: 302, headers: { location: home }, body: '' };
      return page(shop, app[1] ?? '/', request);
    },
  };
}
