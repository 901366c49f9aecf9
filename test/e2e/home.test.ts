/** The home page of a shop that is set up, in a real browser: its guide, its figures, and what it says when something is wrong. */
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPartner } from '#app/flows/adminConnections.ts';
import { switchDestination } from '#app/flows/destinations/changeDestination.ts';
import { findShop } from '#app/store/shops.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { openBrowser, openWindow } from '#test/support/browser.ts';
import { inspectPage } from '#test/support/pageInspection.ts';

let stage: AdminStage;
let browser: Browser;
let page: Page;

const app = () => page.frameLocator('#app-frame');

async function frame(): Promise<Frame> {
  const found = await (await page.locator('#app-frame').elementHandle()).contentFrame();
  if (!found) throw new Error('The admin frames nothing.');
  return found;
}

async function open(locale: 'tr' | 'en' = 'en'): Promise<void> {
  await page.goto(stage.adminUrl('/app', locale));
  await app().locator('h1').first().waitFor();
}

beforeAll(async () => {
  stage = await adminStage({ customers: 60, worker: true });
  browser = await openBrowser();
  page = await (await openWindow(browser, 1280, 900)).newPage();
  await open();
  await app().getByText('1 of 4 steps done').waitFor();
  const shopId = (await findShop(stage.services.database, stage.domain))?.shopId ?? 0;
  expect(await connectPartner(stage.services, shopId, 'klaviyo', { apiKey: stage.klaviyoKey })).toMatchObject({
    ok: true,
  });
  const wanted = { segmentId: 8, connectionId: 1, enabled: true };
  expect(await switchDestination(stage.services, shopId, wanted)).toEqual({ ok: true });
});

afterAll(async () => {
  await browser.close();
});

describe('the home page', () => {
  it('closes the set-up guide once all is done, and opens it when asked', async () => {
    await open();
    const step = app().getByText('First synchronization');
    await app().getByRole('heading', { name: 'Set-up is complete' }).waitFor();
    expect(await step.isVisible()).toBe(false);
    const opener = app().getByRole('button', { name: 'Show the steps' });
    expect(await opener.getAttribute('aria-expanded')).toBe('false');
    await opener.click();
    await step.waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
  });

  it('says in words what keeps the history from being read, and tries again when asked', async () => {
    await stage.database.owner.query(`UPDATE backfill SET state = 'failed', error = 'our-bug' WHERE kind = 'orders'`);
    await open('tr');
    await app().getByText('Eksiksiz okunamadı: Siparişler').waitFor();
    await app().getByText('Uygulamadaki bir hata nedeniyle').waitFor();
    await app().getByText('İlgi bekliyor').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await app().getByRole('button', { name: 'Yeniden dene' }).click();
    await page.getByText('Okuma yeniden başlıyor').waitFor();
    await app().getByText('Kurulum tamamlandı').waitFor();
    const { rows } = await stage.database.owner.query('SELECT DISTINCT state, error FROM backfill');
    expect(rows).toEqual([{ state: 'done', error: null }]);
  });
});
