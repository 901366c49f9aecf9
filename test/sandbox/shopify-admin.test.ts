// The merchant's admin of the Shopify stand-in over plain HTTP: the frame's address, installing, languages, scripts.
import { Script } from 'node:vm';
import { LogSeverity, shopifyApi } from '@shopify/shopify-api';
import '@shopify/shopify-api/adapters/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Shopify } from './shopifyHarness.ts';
import { API_KEY, API_SECRET, at, call, DOMAIN, startTestShopify } from './shopifyHarness.ts';

let shopify: Shopify;
beforeAll(async () => {
  shopify = await startTestShopify({ appUrl: 'http://127.0.0.1:3999' });
});

const library = shopifyApi({
  apiKey: API_KEY,
  apiSecretKey: API_SECRET,
  hostName: 'app.example',
  apiVersion: '2026-10' as never,
  isEmbeddedApp: true,
  logger: { level: LogSeverity.Error },
});

async function frameUrl(path: string): Promise<URL> {
  const { text } = await call('GET', `${shopify.url}/admin/${DOMAIN}${path}`);
  const source = /<iframe[^>]* data-src="([^"]+)"/.exec(text)?.[1] ?? '';
  return new URL(source.replaceAll('&#38;', '&'));
}

describe('the frame', () => {
  it("opens the app with parameters that Shopify's own library accepts", async () => {
    const url = await frameUrl('/apps/kesit/app/segments?sort=size');
    expect(url.origin + url.pathname).toBe('http://127.0.0.1:3999/app/segments');
    const query = Object.fromEntries(url.searchParams);
    expect(query).toMatchObject({ embedded: '1', shop: DOMAIN, locale: 'tr', sort: 'size' });
    expect(await library.utils.validateHmac(query)).toBe(true);
    expect(await library.utils.validateHmac({ ...query, shop: 'baska.myshopify.com' })).toBe(false);
    expect(library.utils.sanitizeHost(query.host!)).toBe(query.host);
    expect(Buffer.from(query.host!, 'base64').toString()).toBe('admin.shopify.com/store/deneme');
    const claims = await library.session.decodeSessionToken(query.id_token!);
    expect(claims.dest).toBe(`https://${DOMAIN}`);
  });

  it("opens the app's root, also by the address Shopify's library redirects to", async () => {
    expect((await frameUrl('/apps/kesit')).pathname).toBe('/');
    expect((await frameUrl(`/apps/${API_KEY}/app`)).pathname).toBe('/app');
  });

  it.each(['tr', 'en'])('speaks %s when asked to', async (locale) => {
    const url = await frameUrl(`/apps/kesit?locale=${locale}`);
    expect(url.searchParams.get('locale')).toBe(locale);
    const { text } = await call('GET', `${shopify.url}/admin/${DOMAIN}/apps/kesit?locale=${locale}`);
    expect(text).toContain(`<html lang="${locale}">`);
    expect(text).toContain(locale === 'tr' ? 'Müşteriler' : 'Customers');
  });

  it('leads every other admin page to the app, and knows no other shop', async () => {
    const other = await call('GET', `${shopify.url}/admin/${DOMAIN}/products`);
    expect([other.status, other.headers.get('location')]).toEqual([302, `/admin/${DOMAIN}/apps/kesit`]);
    expect((await call('GET', `${shopify.url}/admin/yok.myshopify.com/apps/kesit`)).status).toBe(404);
  });

  it('cannot be broken out of by a name or a path', async () => {
    const name = '"><script>alert(1)</script>';
    await shopify.control('POST', '/shops', { domain: 'tuhaf.myshopify.com', name });
    const { text } = await call('GET', `${shopify.url}/admin/tuhaf.myshopify.com/apps/kesit/x"><script>?a="><script>`);
    expect(text).not.toContain('<script>alert');
    expect(text.match(/<script/g)).toHaveLength(1);
  });
});

describe('installing', () => {
  it('asks the merchant after an uninstall, and then opens the app', async () => {
    const server = await startTestShopify();
    await server.change({ op: 'uninstall' });
    const page = `${server.url}/admin/${DOMAIN}/apps/kesit`;
    const before = await call('GET', page);
    expect(before.text).not.toContain('<iframe');
    expect(before.text).toContain('read_customers');
    expect((await call('POST', `${server.url}/admin/${DOMAIN}/session-token`)).status).toBe(403);
    const pressed = await call('POST', `${server.url}/admin/${DOMAIN}/install`);
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, `/admin/${DOMAIN}/apps/kesit`]);
    expect((await call('GET', page)).text).toContain('<iframe');
  });
});

describe('the scripts', () => {
  it.each(['/app-bridge.js', '/admin-page.js'])('%s is plain JavaScript', async (path) => {
    const reply = await call('GET', shopify.url + path);
    expect(reply.headers.get('content-type')).toContain('text/javascript');
    expect(() => new Script(reply.text)).not.toThrow();
  });

  it('gives App Bridge a fresh token each time it asks', async () => {
    const ask = async () =>
      String(at((await call('POST', `${shopify.url}/admin/${DOMAIN}/session-token`)).json, 'id_token'));
    const [one, other] = [await ask(), await ask()];
    expect(one).not.toBe(other);
    await expect(library.session.decodeSessionToken(one)).resolves.toMatchObject({ aud: API_KEY });
  });
});
