// The stand-in's admin page and App Bridge in a real browser, around a small app of this test's own.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readIdToken } from '#sandbox/shopify/oauth/idToken.ts';
import type { Shopify } from './shopifyHarness.ts';
import { API_KEY, API_SECRET, DOMAIN, startTestShopify, until } from './shopifyHarness.ts';

interface Call {
  path: string;
  authorization: string | undefined;
  bounce: string | undefined;
}

let browser: Browser;
let page: Page;
let shopify: Shopify;
let app: { url: string; calls: Call[]; refuseNext: number };

/** A page of the app: App Bridge first, a menu, a title bar, a form with a save bar. */
const appPage = (bridge: string, title: string) => `<!doctype html><html><head>
<script src="${bridge}" data-api-key="${API_KEY}"></script><title>${title}</title></head><body>
<ui-nav-menu><a href="/app" rel="home">Home</a><a href="/app/segments">Segmentler</a><a href="/app/connections">Bağlantılar</a></ui-nav-menu>
<ui-title-bar title="${title}"><button variant="primary" onclick="document.body.dataset.pressed = 'yes'">Yeni</button></ui-title-bar>
<h1>${title}</h1>
<form data-save-bar onsubmit="event.preventDefault(); document.body.dataset.saved = this.name.value"><input name="name" value="eski"></form>
<ui-save-bar id="bar"><button variant="primary" onclick="document.body.dataset.barSaved = 'yes'">Kaydet</button><button>Vazgeç</button></ui-save-bar>
<script>addEventListener('shopify:navigate', (event) => {
  history.pushState(null, '', event.target.getAttribute('href'));
  document.querySelector('h1').textContent = event.target.textContent;
});</script></body></html>`;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', app.url);
  const { authorization } = request.headers;
  app.calls.push({
    path: url.pathname,
    authorization,
    bounce: request.headers['x-shopify-bounce'] as string | undefined,
  });
  if (url.pathname === '/data' && app.refuseNext > 0) {
    app.refuseNext -= 1;
    response.writeHead(401, { 'X-Shopify-Retry-Invalid-Session-Request': '1' }).end();
  } else if (url.pathname === '/data') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  } else if (url.pathname === '/bounce') {
    const html = `<script data-api-key="${API_KEY}" src="${shopify.appBridgeUrl}"></script>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  } else {
    const html = appPage(shopify.appBridgeUrl, `Kesit ${url.pathname}`);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  }
}

/** CHROMIUM_PATH, a system browser, or the one that comes inside an npm package. */
async function browserPath(): Promise<string> {
  const places = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  return places.find((place) => place !== undefined && existsSync(place)) ?? (await sparticuz.executablePath());
}

beforeAll(async () => {
  app = { url: '', calls: [], refuseNext: 0 };
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  app.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  shopify = await startTestShopify({ appUrl: app.url });
  browser = await chromium.launch({ executablePath: await browserPath(), args: ['--no-sandbox', '--disable-gpu'] });
  return async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  };
});

beforeEach(async () => {
  app.calls.length = 0;
  page = await browser.newPage();
  return () => page.close();
});

async function open(path = '/app'): Promise<FrameLocator> {
  await page.goto(`${shopify.url}/admin/${DOMAIN}/apps/kesit${path}`);
  const frame = page.frameLocator('#app-frame');
  await frame.locator('h1').waitFor();
  return frame;
}

const inFrame = async (work: () => unknown): Promise<unknown> =>
  page
    .frames()
    .find((frame) => frame.url().startsWith(app.url))!
    .evaluate(work);

describe('App Bridge', () => {
  it('knows shop, host, language and key', async () => {
    await open('/app?locale=en');
    const config = await inFrame(() => (window as never as { shopify: { config: object } }).shopify.config);
    expect(config).toMatchObject({ apiKey: API_KEY, shop: DOMAIN, locale: 'en' });
  });

  it("puts a valid fresh token on the app's requests, unless they carry one already", async () => {
    await open();
    await inFrame(async () => {
      await fetch('/data');
      await fetch('/data', { headers: { Authorization: 'Bearer own' } });
    });
    const [first, second] = app.calls.filter(({ path }) => path === '/data');
    const token = first!.authorization!.replace('Bearer ', '');
    const expected = { domain: DOMAIN, apiKey: API_KEY, apiSecret: API_SECRET, nowMs: Date.now() };
    expect(readIdToken(token, expected)).toHaveProperty('claims');
    expect(second!.authorization).toBe('Bearer own');
  });

  it('tries once more with a new token when the app asks for it, not twice', async () => {
    await open();
    app.refuseNext = 1;
    expect(await inFrame(() => fetch('/data').then((response) => response.status))).toBe(200);
    const tokens = app.calls.filter(({ path }) => path === '/data').map(({ authorization }) => authorization);
    expect(new Set(tokens).size).toBe(2);
    app.refuseNext = 5;
    expect(await inFrame(() => fetch('/data').then((response) => response.status))).toBe(401);
    expect(app.refuseNext).toBe(3);
    app.refuseNext = 0;
  });

  it('passes the bounce page: the page it came for, fetched with a token', async () => {
    const target = `${app.url}/app/segments?shop=${DOMAIN}&embedded=1`;
    await page.goto(`${shopify.url}/admin/${DOMAIN}/apps/kesit/bounce?shopify-reload=${encodeURIComponent(target)}`);
    await page.frameLocator('#app-frame').locator('h1', { hasText: 'Kesit /app/segments' }).waitFor();
    const bounced = app.calls.find(({ bounce }) => bounce === '1');
    expect(bounced).toMatchObject({
      path: '/app/segments',
      authorization: expect.stringContaining('Bearer ey') as string,
    });
    await page.locator('#app-nav a', { hasText: 'Bağlantılar' }).waitFor();
    await page.waitForURL(/\/apps\/kesit\/app\/segments$/);
  });
});

describe('the admin around the app', () => {
  it('draws the menu, navigates by it, and keeps its address in step', async () => {
    const frame = await open();
    const item = page.locator('#app-nav a', { hasText: 'Segmentler' });
    await item.click();
    await frame.locator('h1', { hasText: 'Segmentler' }).waitFor();
    await page.waitForURL(/\/apps\/kesit\/app\/segments$/);
    expect(await item.getAttribute('aria-current')).toBe('page');
    expect(await page.locator('#app-nav a', { hasText: 'Home' }).count()).toBe(0);
    // A reload opens the same place of the app.
    await page.reload();
    await page.frameLocator('#app-frame').locator('h1', { hasText: 'Kesit /app/segments' }).waitFor();
  });

  it('changes the language and stays where it is', async () => {
    await open('/app/segments');
    await page.waitForURL(/segments$/);
    await page.locator('#languages a', { hasText: 'EN' }).click();
    await page.waitForURL(/\/app\/segments\?locale=en$/);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('shows toasts and tells how they ended', async () => {
    await open();
    await inFrame(() => {
      const { toast } = (window as never as { shopify: { toast: { show(text: string, options: object): void } } })
        .shopify;
      toast.show('Kaydedildi', { action: 'Geri al', onAction: () => (document.body.dataset.undone = 'yes') });
    });
    await page.getByRole('status').getByText('Kaydedildi').waitFor();
    await page.getByRole('button', { name: 'Geri al' }).click();
    await page.frameLocator('#app-frame').locator('body[data-undone="yes"]').waitFor();
    expect(await page.getByText('Kaydedildi').count()).toBe(0);
  });

  it('shows the save bar for a touched form, and saves or discards it', async () => {
    const frame = await open();
    const bar = page.locator('#save-bar');
    expect(await bar.isVisible()).toBe(false);
    await frame.locator('input').fill('yeni');
    await bar.waitFor();
    await page.locator('#discard').click();
    await bar.waitFor({ state: 'hidden' });
    expect(await frame.locator('input').inputValue()).toBe('eski');
    await frame.locator('input').fill('yeni');
    await page.locator('#save').click();
    await frame.locator('body[data-saved="yeni"]').waitFor();
    await bar.waitFor({ state: 'hidden' });
  });

  it('shows a save bar by its id, and asks before leaving', async () => {
    const frame = await open();
    interface Bridge {
      shopify: { saveBar: { show(id: string): Promise<void>; leaveConfirmation(): Promise<void> } };
    }
    await inFrame(() => (window as never as Bridge).shopify.saveBar.show('bar'));
    await page.locator('#save').click();
    await frame.locator('body[data-bar-saved="yes"]').waitFor();
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void dialog.accept();
    });
    await inFrame(() => (window as never as Bridge).shopify.saveBar.leaveConfirmation());
    expect(asked).toEqual(['Kaydedilmemiş değişiklikler var. Sayfadan çıkılsın mı?']);
    await page.locator('#save-bar').waitFor({ state: 'hidden' });
    await inFrame(() => (window as never as Bridge).shopify.saveBar.leaveConfirmation());
    expect(asked).toHaveLength(1);
  });

  it('draws the title bar and its buttons', async () => {
    const frame = await open();
    await page.locator('#title-buttons button', { hasText: 'Yeni' }).click();
    await frame.locator('body[data-pressed="yes"]').waitFor();
    await until('the title is shown', async () => (await page.title()) === 'Kesit /app');
  });

  it('takes what leaves the frame to the top: the app itself goes back into the frame', async () => {
    await open();
    await inFrame(() => void window.open('https://admin.shopify.com/store/deneme/apps/kesit/app/connections', '_top'));
    await page.frameLocator('#app-frame').locator('h1', { hasText: 'Kesit /app/connections' }).waitFor();
    await page.waitForURL(`${shopify.url}/admin/${DOMAIN}/apps/kesit/app/connections`);
  });

  it('fits a phone: the menu folds away', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open();
    expect(await page.locator('nav').isVisible()).toBe(false);
    await page.locator('#menu-button').click();
    await page.locator('#app-nav a', { hasText: 'Segmentler' }).click();
    await page.waitForURL(/segments$/);
    expect(await page.locator('nav').isVisible()).toBe(false);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
