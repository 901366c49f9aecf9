/** The data and privacy pages in a real browser: what a merchant can do there, in both languages, by hand and by keyboard. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { absorb } from '#app/flows/absorb/absorb.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { answerRequests } from '#app/flows/privacy/answerRequests.ts';
import { findShop } from '#app/store/shops.ts';
import { adminPage, DESKTOP, eventually, PHONE, type AdminPage } from '#test/support/adminPage.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { openBrowser } from '#test/support/browser.ts';
import { inspectPage } from '#test/support/pageInspection.ts';

let stage: AdminStage;
let browser: Browser;
let page: Page;
let app: AdminPage['app'];
let frame: AdminPage['frame'];
let open: AdminPage['open'];
let noise: AdminPage['noise'];
let shopId: number;

/** Without a worker, what is asked for stays as it is asked until the test does it. */
beforeAll(async () => {
  stage = await adminStage({ customers: 30 });
  browser = await openBrowser();
  ({ page, app, frame, open, noise } = await adminPage(stage, browser));
  await open('/app');
  shopId = (await findShop(stage.services.database, stage.domain))?.shopId ?? 0;
  await runInstall(stage.services, shopId);
});

afterAll(async () => {
  await browser.close();
});

const button = (name: string | RegExp) => app().getByRole('button', { name, exact: true });

async function receive(deliveryId: string, topic: string, body: string): Promise<void> {
  await stage.database.worker.inShop(shopId, (sql) =>
    sql.query('INSERT INTO inbox (shop_id, delivery_id, topic, api_version, body) VALUES ($1, $2, $3, $4, $5)', [
      shopId,
      deliveryId,
      topic,
      '2026-10',
      Buffer.from(body),
    ]),
  );
}

async function valueOf<Value>(sql: string): Promise<Value | undefined> {
  const { rows } = await stage.database.owner.query<{ value: Value }>(sql);
  return rows[0]?.value;
}

/** Whatever state the page is in, it is fit for use in both languages and at both widths. */
async function expectFit(path: string, title: { en: string; tr: string }): Promise<void> {
  for (const locale of ['en', 'tr'] as const)
    for (const size of [DESKTOP, PHONE]) {
      await page.setViewportSize(size);
      await open(path, locale);
      await app().getByRole('heading', { level: 1, name: title[locale], exact: true }).waitFor();
      expect(await inspectPage(await frame()), `${path} ${locale} ${size.width}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
    }
  await page.setViewportSize(DESKTOP);
}

describe('the history', () => {
  const states = `SELECT string_agg(DISTINCT state::text, ' ') AS value FROM backfill`;

  it('rests and goes on from the keyboard', async () => {
    await open('/app/data');
    await app().getByText('Waiting to start').first().waitFor();
    await button('Pause').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Reading is paused').waitFor();
    await button('Go on').waitFor();
    expect(await app().getByText('Paused', { exact: true }).count()).toBe(3);
    await button('Go on').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Reading goes on').waitFor();
    await button('Pause').waitFor();
  });

  it('is read again only after asking', async () => {
    await stage.database.owner.query(
      `UPDATE backfill SET state = 'done', started_at = now() - interval '3 minutes', finished_at = now()`,
    );
    await open('/app/data', 'tr');
    await button('Yeniden oku').click();
    await app().getByRole('dialog').getByRole('button', { name: 'Vazgeç' }).click();
    await app().getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await valueOf(states)).toBe('done');
    await button('Yeniden oku').click();
    await app().getByRole('dialog').getByRole('button', { name: 'Yeniden oku' }).click();
    await page.getByText('Okuma yeniden başlıyor').waitFor();
    await eventually(() => valueOf(states)).not.toContain('done');
  });
});

describe('what was set aside', () => {
  it('is told with its reason in the merchant’s language, and worked in again one by one or all', async () => {
    await receive('one', 'orders/create', 'no JSON');
    await receive('two', 'orders/create', 'no JSON');
    await receive('three', 'customers/update', '{"id": "x"}');
    await absorb(stage.services, shopId);
    await open('/app/data', 'tr');
    await app().getByRole('cell', { name: 'Gövde JSON değil.' }).first().waitFor();
    await app().getByRole('cell', { name: 'id bir kimlik numarası değil.' }).first().waitFor();
    await open('/app/data');
    await app().getByRole('cell', { name: 'The body is not JSON.' }).first().waitFor();

    const waiting = `SELECT count(*)::int AS value FROM inbox WHERE state = 'pending'`;
    const again = app().getByRole('button', { name: 'Work in again: customers/update, id is not an id.' });
    await again.click();
    await page.getByText('1 notification is being worked in again').waitFor();
    expect(await valueOf(waiting)).toBe(1);
    await absorb(stage.services, shopId);
    await open('/app/data');
    await button('Show one by one').click();
    expect(await button('Hide one by one').getAttribute('aria-expanded')).toBe('true');
    await app()
      .getByRole('button', { name: /^Work in again: orders\/create, received / })
      .first()
      .click();
    await eventually(() => valueOf(waiting)).toBe(1);
    await absorb(stage.services, shopId);
    await open('/app/data');
    await button('Work all in again').focus();
    await page.keyboard.press('Space');
    await page.getByText('3 notifications are being worked in again').waitFor();
    await app().getByText('No notification is set aside.').waitFor();
    await absorb(stage.services, shopId);
  });

  it('says beside the button that it could not be asked for', async () => {
    await open('/app/data');
    await page.route('**/app/data**', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await button('Work all in again').click();
    await app().getByText('The change was not saved. Try again.').waitFor();
    await page.unroute('**/app/data**');
    noise.length = 0;
  });
});

describe('the settings', () => {
  it('are kept through the admin’s save bar; what is wrong is told beside its field', async () => {
    await open('/app/data');
    const days = app().getByLabel('Keep notifications for');
    await days.fill('91');
    const born = app().getByLabel('Metafield with the date of birth');
    await born.fill('birth date');
    await page.locator('#save-bar').waitFor();
    await page.locator('#save').click();
    await app().getByText('Enter a whole number from 1 to 90.').waitFor();
    await app().getByText('It has to look like namespace.key.').waitFor();
    expect(await days.getAttribute('aria-invalid')).toBe('true');
    expect(await days.inputValue()).toBe('91');
    await page.locator('#discard').click();
    await eventually(() => days.inputValue()).toBe('30');
    expect(await born.inputValue()).toBe('facts.birth_date');
    await page.locator('#save-bar').waitFor({ state: 'hidden' });

    await days.fill('45');
    await born.fill('custom.birth_date');
    await app().getByRole('checkbox', { name: 'Count orders whose payment is pending' }).uncheck();
    await app().getByRole('checkbox', { name: 'Count opens by software' }).check();
    await app().getByLabel('Customer metafields to read').fill('custom.birth_date\ncustom.size');
    await page.locator('#save').click();
    await page.getByText('Settings saved').waitFor();
    await page.locator('#save-bar').waitFor({ state: 'hidden' });
    expect(await valueOf('SELECT settings AS value FROM shop')).toMatchObject({
      inboxRetentionDays: 45,
      birthDateMetafield: 'custom.birth_date',
      countPendingOrders: false,
      countMachineOpens: true,
      customerMetafields: ['custom.birth_date', 'custom.size'],
    });
    await open('/app/data');
    expect(await days.inputValue()).toBe('45');
  });

  it('stay typed, with a word that they were not saved, when we cannot be reached', async () => {
    await page.route('**/app/data**', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    const days = app().getByLabel('Keep notifications for');
    await days.fill('50');
    await page.locator('#save').click();
    await app().getByText('The change was not saved. Try again.').waitFor();
    expect(await days.inputValue()).toBe('50');
    await page.unroute('**/app/data**');
    await page.locator('#save').click();
    await page.getByText('Settings saved').waitFor();
    expect(await app().getByText('The change was not saved. Try again.').count()).toBe(0);
    noise.length = 0;
  });
});

describe('the pixel’s key', () => {
  it('is changed after asking, and Shopify has the new one', async () => {
    const key = () => valueOf<string>('SELECT pixel_account AS value FROM shop');
    const before = await key();
    await open('/app/data');
    await button('Change the key').click();
    await app().getByRole('dialog').getByText('The old one is heard for another week').waitFor();
    await app().getByRole('dialog').getByRole('button', { name: 'Change the key' }).click();
    await page.getByText('The key is changed').waitFor();
    expect(await key()).not.toBe(before);
    expect(await valueOf('SELECT pixel_previous AS value FROM shop')).toBe(before);
    await app().getByText('Last changed:').waitFor();
  });
});

describe('the privacy page', () => {
  const asked = { customer: { id: 11, email: 'ayse@example.com' }, orders_requested: [], data_request: { id: 5 } };

  it('hands the file of a request over to be saved, and has it on record', async () => {
    await open('/app/privacy');
    await app().getByText('No requests yet').waitFor();
    await receive('asked', 'customers/data_request', JSON.stringify(asked));
    await absorb(stage.services, shopId);
    await answerRequests(stage.services, shopId);
    await open('/app/privacy');
    await app().getByText('Request for data').waitFor();
    const coming = page.waitForEvent('download');
    await app()
      .getByRole('button', { name: /^Download the file of the request received / })
      .focus();
    await page.keyboard.press('Enter');
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^kesit-data-request-\d{4}-\d\d-\d\d\.json$/);
    expect(download.url()).toMatch(/^blob:/);
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toHaveProperty('sections');
    await page.getByText('File saved').waitFor();
    await app().getByText('File with a customer’s data downloaded').waitFor();
    await app()
      .getByText(/^First downloaded /)
      .waitFor();
  });

  it('says so when the file could not be fetched', async () => {
    await page.route('**/app/privacy/files/**', (route) => route.abort());
    await app()
      .getByRole('button', { name: /^Download the file/ })
      .click();
    await app().getByText('The file could not be fetched. Try again.').waitFor();
    await page.unroute('**/app/privacy/files/**');
    noise.length = 0;
  });
});

describe('with something of everything on them', () => {
  beforeAll(async () => {
    await receive('four', 'orders/create', JSON.stringify({ id: 7, admin_graphql_api_id: 'gid://shopify/Order/7' }));
    await absorb(stage.services, shopId);
    await stage.database.owner.query(`UPDATE compliance_request SET received_at = now() - interval '22 days',
      due_at = now() + interval '8 days', done_at = NULL`);
    await stage.database.owner.query(
      `INSERT INTO access_log (shop_id, at, actor, action, subject, row_count)
       SELECT $1, now() - n * interval '1 minute', 'staff:90071992547', 'members', 'f0e1d2c3b4a5' || n, n
       FROM generate_series(1, 60) n`,
      [shopId],
    );
    await stage.database.owner.query(`UPDATE shop SET access_problem = 'open-app', access_problem_at = now(),
      pixel_problem = 'retry: not reached'`);
    await stage.database.owner.query(
      `UPDATE backfill SET state = 'loading', started_at = now() - interval '4 minutes', total_count = 12345, rows_done = 4321,
       object_count = 12345, lines_done = 4321, root_count = 12345, phase_at = now() - interval '3 minutes'
       WHERE kind = 'customers'`,
    );
  });

  it.each([
    ['/app/data', { en: 'Data', tr: 'Veri' }],
    ['/app/privacy', { en: 'Privacy', tr: 'Gizlilik' }],
    ['/app', { en: 'Kesit', tr: 'Kesit' }],
  ])('%s is fit for use in both languages and at both widths', async (path, title) => {
    await expectFit(path, title);
  });

  it('home tells all that needs the merchant in one place, and leads there', async () => {
    await open('/app', 'tr');
    await app().getByText('Shopify’a şu anda sorulamıyor').waitFor();
    await app().getByRole('link', { name: 'Taleplere bak' }).click();
    await app().getByRole('heading', { level: 1, name: 'Gizlilik' }).waitFor();
    await app().getByText('Süre doluyor').waitFor();
    await page.locator('#app-nav a').getByText('Veri').click();
    await app().getByRole('heading', { level: 1, name: 'Veri' }).waitFor();
    await app().getByText('Shopify’a ulaşılamadı.').waitFor();
  });
});

it('has left nothing in the console', () => {
  expect(noise).toEqual([]);
});
