/** The shop itself as a destination, in a real browser with the worker at work: switched on without a form, in use, and off again. */
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { openBrowser, openWindow } from '#test/support/browser.ts';
import { inspectPage } from '#test/support/pageInspection.ts';

let stage: AdminStage;
let browser: Browser;
let page: Page;
let phone: Page;

const eventually = <Value>(ask: () => Value | Promise<Value>) => expect.poll(ask, { timeout: 30_000, interval: 100 });

const app = (of = page) => of.frameLocator('#app-frame');

async function frame(of = page): Promise<Frame> {
  const handle = await of.locator('#app-frame').elementHandle();
  const found = await handle?.contentFrame();
  if (!found) throw new Error('The admin frames nothing.');
  return found;
}

/** Opens a page and waits until it listens: before, what is clicked is lost. */
async function open(path: string, locale: 'tr' | 'en' = 'en', of = page): Promise<void> {
  await of.goto(stage.adminUrl(path, locale));
  await app(of).locator('h1').first().waitFor();
  const inside = await frame(of);
  await inside.waitForFunction(() =>
    Object.keys(document.querySelector('h1') ?? {}).some((key) => key.startsWith('__react')),
  );
}

async function taggedCount(tag: string): Promise<number> {
  const tagged = await stage.control<unknown[]>('GET', `/shops/${stage.domain}/tagged?tag=${encodeURIComponent(tag)}`);
  return tagged.length;
}

beforeAll(async () => {
  stage = await adminStage({ customers: 150, worker: true });
  browser = await openBrowser();
  page = await (await openWindow(browser, 1280, 900)).newPage();
  phone = await (await openWindow(browser, 390, 844)).newPage();
});

afterAll(async () => {
  await browser.close();
});

describe('tags in the shop', () => {
  it('are offered by one button that says what it does, in both languages and on a phone', async () => {
    await open('/app/connections', 'tr');
    await app().getByRole('button', { name: 'Etiketleri aç' }).waitFor();
    await app().getByText('gibi etiketler ve bir meta alanı olarak tutar').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await open('/app/connections', 'en', phone);
    await app(phone).getByRole('button', { name: 'Switch on tags' }).waitFor();
    expect(await inspectPage(await frame(phone))).toEqual([]);
  });

  it('are switched on with it, and say so when Shopify refuses', async () => {
    const scopes = { currentAppInstallation: { accessScopes: [{ handle: 'read_customers' }] } };
    const action = { status: 200, body: { data: scopes } };
    await stage.control('POST', '/faults', { bodyContains: 'TagsScopes', action });
    await open('/app/connections');
    await app().getByRole('button', { name: 'Switch on tags' }).click();
    await app().getByText('Approve the app’s new permissions').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await app().getByRole('button', { name: 'Switch on tags' }).click();
    await app().getByText('Connected', { exact: true }).waitFor();
    await app().getByRole('button', { name: 'Switch off tags' }).waitFor();
    expect(await app().getByRole('button', { name: 'Replace the key' }).count()).toBe(0);
    expect(await app().getByLabel('Names of new lists').inputValue()).toBe('Kesit: {segment}');
    expect(await inspectPage(await frame())).toEqual([]);
  });

  it('are put on the members of a segment that is switched on', async () => {
    await open('/app/segments');
    await app().getByRole('switch', { name: 'Keep “Winback” as a list in Shopify' }).click();
    await eventually(() => taggedCount('Kesit: Geri Kazanım')).toBeGreaterThan(5);
  });

  it('are taken off again when they are switched off', async () => {
    await open('/app/connections');
    await app().getByRole('button', { name: 'Switch off tags' }).click();
    const asked = app().getByRole('dialog');
    await asked.getByText('Other tags stay as they are').waitFor();
    await asked.getByRole('button', { name: 'Switch off tags' }).click();
    await page.getByText('Tags are being taken off').first().waitFor();
    await eventually(() => taggedCount('Kesit: Geri Kazanım')).toBe(0);
    await open('/app/connections');
    await app().getByRole('button', { name: 'Switch on tags' }).waitFor();
  });
});
