/** A merchant's way through the admin, in a real browser, inside the page that frames the app, with the worker at work. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminPage, countIn, DESKTOP, eventually, PHONE, type AdminPage } from '#test/support/adminPage.ts';
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

beforeAll(async () => {
  stage = await adminStage({ customers: 150, worker: true });
  browser = await openBrowser();
  ({ page, app, frame, open, noise } = await adminPage(stage, browser));
});

afterAll(async () => {
  await browser.close();
});

/** Its card among the connections, which have much in common. */
const klaviyo = () => app().getByRole('region', { name: 'Klaviyo', exact: true });

/** Members of the lists that the stand-in Klaviyo holds, by name. */
async function lists(): Promise<Record<string, number>> {
  const answer = (await (await fetch(`${stage.klaviyo.url}/_control/lists`)).json()) as {
    lists: { name: string; count: number }[];
  };
  return Object.fromEntries(answer.lists.map(({ name, count }) => [name, count]));
}

const count = (sql: string): Promise<number> => countIn(stage, sql);

describe('a merchant who has just installed the app', () => {
  it('sees the history being read, then the shop as it stands', async () => {
    await open('/app');
    await app().getByText('1 of 4 steps done').waitFor();
    const customers = await count('SELECT count(*) FROM customer WHERE deleted_at IS NULL');
    expect(customers).toBeGreaterThanOrEqual(150);
    await app().locator('dl').getByText(customers.toLocaleString('en'), { exact: true }).waitFor();
    expect(await app().getByRole('heading', { level: 1 }).innerText()).toBe('Kesit');
  });

  it('finds the pages in the admin’s own menu', async () => {
    const links = page.locator('#app-nav a');
    await eventually(() => links.allInnerTexts()).toEqual(['Segments', 'Connections', 'Data', 'Privacy']);
    await links.getByText('Connections').click();
    await app().getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
    expect(page.url()).toContain('/apps/kesit/app/connections');
  });
});

describe('a page that is opened again without its token', () => {
  it('fetches one by way of the bounce page and comes up in the same language', async () => {
    await open('/app', 'tr');
    const inside = await frame();
    const address = new URL(inside.url());
    address.pathname = '/app/segments';
    address.searchParams.delete('id_token');
    const answers: string[] = [];
    page.on('response', (response) => answers.push(new URL(response.url()).pathname));
    await inside.goto(address.href);
    await app().getByRole('heading', { level: 1, name: 'Segmentler' }).waitFor();
    expect(answers).toContain('/auth/session-token');
  });
});

describe('connecting', () => {
  it('says beside the field what is wrong with a key, and keeps what was typed', async () => {
    await open('/app/connections');
    const field = klaviyo().getByLabel('Private API key');
    await field.fill('pk_00000000000000000000000000000000ff');
    await klaviyo().getByRole('button', { name: 'Connect Klaviyo' }).click();
    await app().getByText('Klaviyo does not accept this').waitFor();
    await app().getByText('Klaviyo says: ').waitFor();
    const described = await field.getAttribute('aria-describedby');
    expect(described).toBeTruthy();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.inputValue()).toBe('pk_00000000000000000000000000000000ff');
    expect(await page.locator('.toast').count()).toBe(0);
    expect(await count('SELECT count(*) FROM connection')).toBe(0);
  });

  it('offers the admin’s save bar while something is unsaved, and takes a good key through it', async () => {
    const field = klaviyo().getByLabel('Private API key');
    await page.locator('#save-bar').waitFor();
    await page.locator('#discard').click();
    await eventually(() => field.inputValue()).toBe('');
    await page.locator('#save-bar').waitFor({ state: 'hidden' });
    await field.fill(stage.klaviyoKey);
    await page.locator('#save').click();
    await page.getByText('Connected to Kuzey Tekstil').waitFor();
    await klaviyo().getByText('Connected', { exact: true }).waitFor();
    await page.locator('#save-bar').waitFor({ state: 'hidden' });
    expect(await klaviyo().getByLabel('Private API key').count()).toBe(0);
  });
});

describe('segments', () => {
  it('switches a list on from the keyboard and shows it filled', async () => {
    await open('/app/segments');
    const control = app().getByRole('switch', { name: 'Keep “Winback” as a list in Klaviyo' });
    expect(await control.getAttribute('aria-checked')).toBe('false');
    await control.focus();
    await page.keyboard.press('Space');
    expect(await control.getAttribute('aria-checked')).toBe('true');
    await page.getByText('Switched on: Winback').waitFor();
    await app().getByText('Up to date').waitFor();
    const wanted = await count(
      `SELECT count(*) FROM membership m JOIN customer c USING (shop_id, customer_id)
       WHERE m.segment_id = 8 AND c.email_consent = 'subscribed' AND c.email_key IS NOT NULL`,
    );
    expect(wanted).toBeGreaterThan(5);
    await eventually(lists).toEqual({ 'Kesit · Geri Kazanım': wanted });
  });

  it('puts the switch back, and says so beside it, when the choice could not be saved', async () => {
    await page.route('**/app/destinations**', (route) => route.abort());
    const control = app().getByRole('switch', { name: 'Keep “VIP customers” as a list in Klaviyo' });
    await control.click();
    await app().getByText('The change was not saved. Try again.').waitFor();
    expect(await control.getAttribute('aria-checked')).toBe('false');
    await page.unroute('**/app/destinations**');
    noise.length = 0;
  });

  it('shows the shape of the next page while it is slow to come', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/app/segments/8?**_data**', async (route) => {
      await held;
      await route.continue();
    });
    await app().getByRole('link', { name: 'Winback' }).click();
    await app().getByRole('status', { name: 'Loading', exact: true }).waitFor();
    release();
    await app().getByRole('heading', { level: 1, name: 'Winback' }).waitFor();
    await page.unroute('**/app/segments/8?**_data**');
  });

  it('pages through the members and finds one by the beginning of the address', async () => {
    await open('/app/segments/8');
    const members = await count('SELECT count(*) FROM membership WHERE segment_id = 8');
    expect(members).toBeGreaterThan(25);
    await app().getByText(`${members} customers`).waitFor();
    await app().getByRole('tab', { name: 'Members' }).click();
    await app().getByLabel('Search by the beginning').waitFor();
    const names = () => app().locator('table tbody tr td:first-child').allInnerTexts();
    const firstPage = await names();
    expect(firstPage).toHaveLength(25);
    await app().getByRole('button', { name: 'Next members' }).click();
    await eventually(names).not.toEqual(firstPage);
    await app().getByRole('button', { name: 'Previous members' }).click();
    await eventually(names).toEqual(firstPage);

    const email = await app().locator('table tbody tr td:nth-child(2)').nth(3).innerText();
    await app().getByLabel('Search by the beginning').fill(email.slice(0, -4).toUpperCase());
    await page.keyboard.press('Enter');
    await eventually(() => app().locator('table tbody tr td:nth-child(2)').allInnerTexts()).toEqual([email]);
    await app().getByLabel('Search by the beginning').fill('nobody-is-called-so');
    await page.keyboard.press('Enter');
    await app().getByText('No member found').waitFor();
    await app().getByRole('button', { name: 'Clear search' }).click();
    await eventually(names).toEqual(firstPage);
  });

  it('gives the history as a table too', async () => {
    await app().getByRole('tab', { name: 'Overview' }).click();
    await app().getByRole('button', { name: 'Show as a table' }).click();
    await app().getByRole('columnheader', { name: 'Entered' }).waitFor();
    await app().getByRole('button', { name: 'Hide the table' }).click();
    await app().locator('.recharts-area-curve').waitFor({ state: 'attached' });
  });

  it('tells why somebody is in, part by part', async () => {
    await app().getByRole('tab', { name: 'Members' }).click();
    await app()
      .getByRole('link', { name: /^Why is .* in this segment/ })
      .first()
      .click();
    await app()
      .getByRole('heading', { level: 1, name: /^Why is .+ in “Winback”\?$/ })
      .waitFor();
    await app().getByText('Last order: at least 180 days ago').waitFor();
    await app().getByText('Met', { exact: true }).waitFor();
    await app()
      .getByText(/^On record: \w+ \d+, \d{4}/)
      .waitFor();
    await app().getByText('only a new event can change it').waitFor();
    await app()
      .getByText(/^Entered: /)
      .waitFor();
  });

  it('places customers without consent only when told to', async () => {
    await open('/app/segments/8/lists');
    const everybody = await count(
      `SELECT count(*) FROM membership m JOIN customer c USING (shop_id, customer_id) WHERE m.segment_id = 8 AND c.email_key IS NOT NULL`,
    );
    const before = (await lists())['Kesit · Geri Kazanım'] ?? 0;
    expect(everybody).toBeGreaterThan(before);
    const rule = app().getByRole('checkbox', { name: /subscribed to e-mail marketing/ });
    await rule.uncheck();
    await eventually(async () => (await lists())['Kesit · Geri Kazanım']).toBe(everybody);
    await rule.check();
    await eventually(async () => (await lists())['Kesit · Geri Kazanım']).toBe(before);
  });
});

describe('every page', () => {
  const pages = [
    ['/app', 'Kesit', 'Kesit'],
    ['/app/segments', 'Segments', 'Segmentler'],
    ['/app/segments/8', 'Winback', 'Geri Kazanım'],
    ['/app/segments/8/definition', 'Winback', 'Geri Kazanım'],
    ['/app/segments/8/members', 'Winback', 'Geri Kazanım'],
    ['/app/segments/8/lists', 'Winback', 'Geri Kazanım'],
    ['/app/segments/8/experiment', 'Winback', 'Geri Kazanım'],
    ['/app/segments/8/history', 'Winback', 'Geri Kazanım'],
    ['/app/segments/catalogue', 'Ready-made segments', 'Hazır segmentler'],
    ['/app/connections', 'Connections', 'Bağlantılar'],
  ] as const;

  it.each(pages)('%s is fit for use in both languages and at both widths', async (path, english, turkish) => {
    for (const locale of ['en', 'tr'] as const)
      for (const size of [DESKTOP, PHONE]) {
        await page.setViewportSize(size);
        await open(path, locale);
        await app()
          .getByRole('heading', { level: 1, name: locale === 'tr' ? turkish : english, exact: true })
          .waitFor();
        expect(await (await frame()).evaluate(() => document.documentElement.lang)).toBe(locale);
        expect(await inspectPage(await frame())).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
      }
    await page.setViewportSize(DESKTOP);
  });

  it('keeps the language while the merchant walks about', async () => {
    await open('/app/segments', 'tr');
    await app().getByRole('link', { name: 'Geri Kazanım' }).click();
    await app().getByRole('heading', { level: 1, name: 'Geri Kazanım' }).waitFor();
    await app().getByRole('tab', { name: 'Üyeler' }).click();
    await app()
      .getByRole('link', { name: /neden bu segmentte/ })
      .first()
      .click();
    await app().getByText('Son sipariş: en az 180 gün önce').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await page.locator('#app-nav a').getByText('Bağlantılar').click();
    await app().getByRole('heading', { level: 1, name: 'Bağlantılar' }).waitFor();
  });

  it('says what it cannot show and tries again when asked', async () => {
    await stage.database.owner.query('REVOKE SELECT ON segment_size FROM kesit_web');
    await page.goto(stage.adminUrl('/app/segments/8'));
    await app().getByRole('heading', { level: 1, name: 'This page could not be shown' }).waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await stage.database.owner.query('GRANT SELECT ON segment_size TO kesit_web');
    await app().getByRole('button', { name: 'Try again' }).click();
    await app().getByRole('heading', { level: 1, name: 'Winback' }).waitFor();
    await page.goto(stage.adminUrl('/app/segments/4711'));
    await app().getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    noise.length = 0;
  });
});

describe('when the partner no longer accepts the key', () => {
  it('says so where the merchant looks, and asks for a new key', async () => {
    await stage.database.owner.query(
      `UPDATE connection SET status = 'reconnect', status_reason = 'The API key was revoked.'`,
    );
    await open('/app');
    await app().getByText('Klaviyo no longer accepts the key').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await app().getByRole('link', { name: 'Go to connections' }).click();
    await app().getByText('Klaviyo says: The API key was revoked.').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await klaviyo().getByLabel('Private API key').fill(stage.klaviyoKey);
    await klaviyo().getByRole('button', { name: 'Connect again' }).click();
    await klaviyo().getByText('Connected', { exact: true }).waitFor();
  });

  it('disconnects only after asking', async () => {
    await klaviyo().getByRole('button', { name: 'Disconnect' }).click();
    await app().getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await app().getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await count(`SELECT count(*) FROM connection WHERE status = 'active'`)).toBe(1);
    await klaviyo().getByRole('button', { name: 'Disconnect' }).click();
    await app().getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await klaviyo().getByText('Not connected').waitFor();
    await page.getByText('Disconnected', { exact: true }).waitFor();
    expect(await count('SELECT count(*) FROM connection WHERE secret IS NOT NULL')).toBe(0);
  });

  it('goes on with its lists when it connects the same account again', async () => {
    await klaviyo().getByLabel('Private API key').fill(stage.klaviyoKey);
    await klaviyo().getByRole('button', { name: 'Connect Klaviyo' }).click();
    await klaviyo().getByText('Connected', { exact: true }).waitFor();
    await open('/app/segments');
    expect(
      await app().getByRole('switch', { name: 'Keep “Winback” as a list in Klaviyo' }).getAttribute('aria-checked'),
    ).toBe('true');
  });
});

it('has left nothing in the console', () => {
  expect(noise).toEqual([]);
});
