/** Logging in at Meta in a real browser: asked before, out of the frame and back, an account chosen by the keyboard, and told before the end. */
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMeta, type RunningMeta } from '#sandbox/meta/server.ts';
import { APP } from '#test/flows/metaLogin.ts';
import { adminPage, type AdminPage } from '#test/support/adminPage.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { openBrowser } from '#test/support/browser.ts';
import { inspectPage } from '#test/support/pageInspection.ts';

let meta: RunningMeta;
let stage: AdminStage;
let browser: Browser;
let merchant: AdminPage;
let page: Page;

const app = () => merchant.app();
const frame = (): Promise<Frame> => merchant.frame();
const open = (path: string, locale?: 'tr' | 'en'): Promise<void> => merchant.open(path, locale);

async function control(path: string, body: object): Promise<void> {
  const response = await fetch(`${meta.url}/_control${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

beforeAll(async () => {
  meta = await startMeta({ limits: 'off' });
  for (let id = 61001; id <= 61012; id += 1) await control('/accounts', { id: String(id), name: `Shop ${id}` });
  await control('/accounts', { id: '61003', status: 101 });
  await control('/accounts', { id: '61005', tosAccepted: false });
  stage = await adminStage({
    environment: {
      META_GRAPH_BASE_URL: meta.url,
      META_LOGIN_BASE_URL: meta.url,
      META_APP_ID: APP.clientId,
      META_APP_SECRET: APP.clientSecret,
    },
  });
  browser = await openBrowser();
  merchant = await adminPage(stage, browser);
  ({ page } = merchant);
});

afterAll(async () => {
  await browser.close();
  await meta.close();
});

describe('a login at Meta', () => {
  it('asks for the basis of the matching before it leads out', async () => {
    await open('/app/connections');
    await app().getByRole('button', { name: 'Connect with Meta' }).click();
    await app().getByText('Fill this in.').first().waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
  });

  it('comes back to a choice of accounts, which waits for the merchant and is made by the keyboard', async () => {
    await app().getByLabel('Legal basis of the matching').first().selectOption('consent');
    await app().getByLabel('Limited data use').first().selectOption('off');
    await app().getByRole('button', { name: 'Connect with Meta' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await app().getByText('Shop 61001', { exact: true }).waitFor();
    expect(page.url()).not.toContain('login=');
    await open('/app/connections');
    await app().getByRole('button', { name: 'Connect this account' }).click();
    await app().getByText('Choose an account.').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await app().getByLabel('Search by name or number').fill('61005');
    await app().getByRole('radio', { name: 'Shop 61005' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    const terms = app().getByRole('link', { name: /customaudiences\/tos\/\?act=61005/ });
    expect(await terms.getAttribute('href')).toMatch(/act=61005$/);
    expect(await inspectPage(await frame())).toEqual([]);
    await control('/accounts', { id: '61005', tosAccepted: true });
    await app().getByRole('button', { name: 'Connect this account' }).click();
    await app().getByRole('button', { name: 'Log in again or change the account' }).waitFor();
  });

  it('is told to run out, on the home page and in the card, with a way to Meta that asks nothing', async () => {
    await stage.database.owner.query(`UPDATE connection SET login_ends_at = now() + interval '3 days'`);
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['/app', '/app/connections']) {
      await open(path, 'tr');
      await app().getByText('Meta oturumunuzun süresi yakında doluyor').waitFor();
      expect(await inspectPage(await frame())).toEqual([]);
      await app().getByRole('button', { name: 'Meta ile yeniden bağlan' }).click();
      await page.waitForURL(/\/dialog\/oauth\?/);
    }
  });
});
