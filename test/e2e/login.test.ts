/** Connecting by the partner's own login page, in a real browser: from the button out of the admin, back, and to "Connected". */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminPage, countIn, DESKTOP, PHONE, type AdminPage } from '#test/support/adminPage.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { openBrowser } from '#test/support/browser.ts';
import { inspectPage } from '#test/support/pageInspection.ts';

let stage: AdminStage;
let browser: Browser;
let merchant: AdminPage;

beforeAll(async () => {
  stage = await adminStage({ klaviyoApp: true });
  browser = await openBrowser();
  merchant = await adminPage(stage, browser);
});
afterAll(() => browser.close());

const klaviyo = (of = merchant) => of.app().getByRole('region', { name: 'Klaviyo', exact: true });

/** Presses the button of the card, and one of the partner's page, which takes the place of the whole admin. Back in it, the language is the shop's. */
async function logIn(button: string, decision: 'Allow' | 'Deny'): Promise<void> {
  await klaviyo().getByRole('button', { name: button, exact: true }).click();
  await merchant.page.waitForURL(`${stage.klaviyo.url}/**`);
  await merchant.page.getByRole('button', { name: decision }).click();
  await merchant.app().getByRole('heading', { level: 1 }).waitFor();
}

it('is offered before the key, fit for use in both languages and at both widths', async () => {
  for (const size of [DESKTOP, PHONE]) {
    const visitor = await adminPage(stage, browser, size);
    for (const [locale, login, other, key] of [
      ['en', 'Connect with Klaviyo', 'Or connect without logging in', 'Connect with this key'],
      ['tr', 'Klaviyo ile bağlan', 'Ya da oturum açmadan bağlan', 'Bu anahtarla bağlan'],
    ] as const) {
      await visitor.open('/app/connections', locale);
      const buttons = klaviyo(visitor).getByRole('button');
      expect(await buttons.allInnerTexts()).toEqual([login, other]);
      expect(await inspectPage(await visitor.frame())).toEqual([]);
      await buttons.last().click();
      await klaviyo(visitor).getByRole('button', { name: key, exact: true }).waitFor();
      expect(await buttons.allInnerTexts()).toEqual([login, other, key]);
      expect(await inspectPage(await visitor.frame())).toEqual([]);
    }
    expect(visitor.noise).toEqual([]);
    await visitor.page.context().close();
  }
});

it('connects nothing, and says so, when the merchant does not allow it', async () => {
  await merchant.open('/app/connections', 'tr');
  await logIn('Klaviyo ile bağlan', 'Deny');
  await merchant.app().getByText('Klaviyo hesabınızda izin vermediniz').waitFor();
  await klaviyo().getByText('Bağlı değil', { exact: true }).waitFor();
  expect(await inspectPage(await merchant.frame())).toEqual([]);
  expect(await countIn(stage, 'SELECT count(*) FROM connection')).toBe(0);
});

it('is connected when the merchant allows it, and a reload does not try once more', async () => {
  await logIn('Klaviyo ile bağlan', 'Allow');
  await merchant.page.getByText('Bağlandı: Kuzey Tekstil').waitFor();
  await klaviyo().getByText('Bağlı', { exact: true }).waitFor();
  expect(await inspectPage(await merchant.frame())).toEqual([]);
  expect(await countIn(stage, `SELECT count(*) FROM connection WHERE status = 'active'`)).toBe(1);
  await merchant.page.reload();
  await klaviyo().getByText('Bağlı', { exact: true }).waitFor();
  expect(await merchant.app().getByText('daha önce kullanıldı').count()).toBe(0);
});

it('is asked for again when Klaviyo does not accept the permission any more', async () => {
  await stage.database.owner.query(
    `UPDATE connection SET status = 'reconnect', status_reason = 'The permission given to Kesit in Klaviyo has ended. Connect again.'`,
  );
  await merchant.open('/app/connections', 'tr');
  await klaviyo().getByText('Klaviyo diyor ki: Klaviyo’da Kesit’e verilen izin sona erdi.').waitFor();
  expect(await inspectPage(await merchant.frame())).toEqual([]);
  await logIn('Klaviyo ile yeniden bağlan', 'Allow');
  await klaviyo().getByText('Bağlı', { exact: true }).waitFor();
});

it('has left nothing in the console', () => {
  expect(merchant.noise).toEqual([]);
});
