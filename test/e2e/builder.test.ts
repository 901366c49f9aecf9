/** Building a segment in a real browser: by keyboard alone, with what goes wrong on the way, and the page of RFM groups. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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
  await open('/app');
  await vi.waitFor(
    async () => {
      expect(await count('SELECT count(*) FROM customer_fact WHERE order_count > 1')).toBeGreaterThan(10);
    },
    { timeout: 200_000, interval: 200 },
  );
});

afterAll(async () => {
  await browser.close();
});

const count = (sql: string): Promise<number> => countIn(stage, sql);

const wantedSql = `SELECT count(*) FROM customer_fact WHERE order_count >= 2 AND last_order_at <= now() - interval '60 days'`;

/** What is read out of the control that has the focus. */
const focused = async (): Promise<string> =>
  (await frame()).evaluate(() => {
    const control = document.activeElement;
    const labels = control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? control.labels : null;
    return control?.getAttribute('aria-label') ?? [...(labels ?? [])].map(({ textContent }) => textContent).join(' ');
  });

/** Goes on by Tab until a control of that name has the focus. */
async function tabTo(name: string): Promise<void> {
  const seen: string[] = [];
  for (let step = 0; step < 15; step += 1) {
    await page.keyboard.press('Tab');
    seen.push(await focused());
    if (seen.at(-1) === name) return;
  }
  throw new Error(`Tab does not come to "${name}": ${seen.join(', ')}`);
}

const words = {
  en: {
    name: 'Name',
    add: 'Add a condition to group 1',
    first: 'Condition 1 of group 1: ',
    second: 'Condition 2 of group 1: ',
    subject: 'What is asked about',
    operator: 'How it is asked',
    value: 'Value',
    window: 'Length of time',
    orders: 'Orders',
    lastOrder: 'Last order',
    customers: 'customers',
    title: 'New segment',
    segments: 'Segments',
  },
  tr: {
    name: 'Ad',
    add: 'Grup 1 içine koşul ekle',
    first: 'Grup 1, koşul 1: ',
    second: 'Grup 1, koşul 2: ',
    subject: 'Neye bakılacağı',
    operator: 'Nasıl bakılacağı',
    value: 'Değer',
    window: 'Süre',
    orders: 'Sipariş sayısı',
    lastOrder: 'Son sipariş',
    customers: 'müşteri',
    title: 'Yeni segment',
    segments: 'Segmentler',
  },
} as const;

/** Types into the list of what can be asked, and takes what it then offers first. */
async function choose(subject: string): Promise<void> {
  await page.keyboard.type(subject);
  await eventually(offered).toBe(subject);
  await page.keyboard.press('Enter');
}

/** What Enter would take, as it is read out. */
const offered = async (): Promise<string | undefined> =>
  (await frame()).evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant');
    return id ? document.getElementById(id)?.innerText : undefined;
  });

/** "Ordered at least 2 times and not for 60 days", without the mouse. */
async function buildByKeyboard(locale: 'tr' | 'en', name: string): Promise<void> {
  const say = words[locale];
  await open('/app/segments/new', locale);
  await app().getByLabel(say.name, { exact: true }).focus();
  await page.keyboard.type(name);
  await tabTo(say.add);
  await page.keyboard.press('Enter');
  await eventually(focused).toBe(say.first + say.subject);
  await choose(say.orders);
  await tabTo(say.first + say.value);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('2');
  await tabTo(say.add);
  await page.keyboard.press('Enter');
  await eventually(focused).toBe(say.second + say.subject);
  await choose(say.lastOrder);
  await tabTo(say.second + say.operator);
  await page.keyboard.press('ArrowDown');
  await tabTo(say.second + say.window);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('60');
}

describe.each(['en', 'tr'] as const)('a segment built by keyboard, in %s', (locale) => {
  const say = words[locale];

  it('is counted before it is saved, and shows its members after', async () => {
    const wanted = await count(wantedSql);
    expect(wanted).toBeGreaterThan(3);
    await buildByKeyboard(locale, `Gone ${locale}`);
    const told = `${wanted.toLocaleString(locale)} ${say.customers}`;
    await app().getByText(told, { exact: true }).waitFor();
    expect(await app().locator('.kesit-examples > li').count()).toBe(Math.min(20, wanted));
    expect(await inspectPage(await frame())).toEqual([]);

    await page.locator('#save').focus();
    await page.keyboard.press('Enter');
    await app()
      .getByRole('heading', { level: 1, name: `Gone ${locale}` })
      .waitFor();
    await page.locator('#save-bar').waitFor({ state: 'hidden' });
    await app().getByText(told, { exact: true }).first().waitFor();
    expect(
      await count(
        `SELECT count(*) FROM membership JOIN segment USING (shop_id, segment_id) WHERE name = 'Gone ${locale}'`,
      ),
    ).toBe(wanted);
  });
});

const edit = async (): Promise<string> => {
  const { rows } = await stage.database.owner.query<{ segment_id: number }>(
    `SELECT segment_id FROM segment WHERE name = 'Gone en'`,
  );
  return `/app/segments/${rows[0]?.segment_id}/edit`;
};

describe('changing a segment', () => {
  it('says beside the field what is wrong, saves nothing, and takes everything back when asked', async () => {
    await open(await edit());
    const days = app().getByLabel('Condition 2 of group 1: Length of time');
    await days.fill('4000');
    await app().getByText('Enter a number from 1 to 3,650.').waitFor({ state: 'attached' });
    await page.locator('#save').click();
    await app().getByText('One place in the rule needs your attention.').waitFor();
    expect(await days.getAttribute('aria-invalid')).toBe('true');
    expect(await focused()).toBe('Condition 2 of group 1: Length of time');
    expect(await inspectPage(await frame())).toEqual([]);
    await page.locator('#discard').click();
    await page.locator('#save-bar').waitFor({ state: 'hidden' });
    expect(await days.inputValue()).toBe('60');
    expect(await app().getByText('needs your attention').count()).toBe(0);
  });

  it('moves a condition into a group by keyboard, says so, and keeps the focus on it', async () => {
    await open(await edit());
    await app().getByRole('button', { name: 'Add a group to group 1' }).click();
    await choose('E-mail subscription');
    await app().getByRole('button', { name: 'Condition 2 of group 1: move down' }).focus();
    await page.keyboard.press('Enter');
    await app().getByText('Moved. Now: Condition 1 of group 2').waitFor({ state: 'attached' });
    expect(await focused()).toBe('Condition 1 of group 2: move down');
    await app()
      .getByRole('group', { name: 'Group 2', exact: true })
      .getByLabel('Condition 1 of group 2: Length of time')
      .waitFor();
    await app().getByRole('button', { name: 'Condition 2 of group 2: remove' }).focus();
    await page.keyboard.press('Enter');
    await eventually(focused).toBe('Condition 1 of group 2: remove');
    await page.locator('#discard').click();
  });

  it('does not let a segment stand on itself', async () => {
    const [own = ''] = /\d+/.exec(await edit()) ?? [];
    await open('/app/segments/new?from=vip');
    await app().getByLabel('Name', { exact: true }).fill('Stands on the other');
    await app().getByRole('button', { name: 'Add a condition to group 1' }).click();
    await choose('Gone en');
    await page.locator('#save').click();
    await app().getByRole('heading', { level: 1, name: 'Stands on the other' }).waitFor();

    await open(`/app/segments/${own}/edit`);
    await app().getByRole('button', { name: 'Add a condition to group 1' }).click();
    // By mouse this time.
    await page.keyboard.type('Stands on the other');
    await eventually(offered).toBe('Stands on the other');
    await app().getByRole('option', { name: 'Stands on the other' }).click();
    await page.locator('#save').click();
    await app().getByText('stands, directly or by way of others, on the one that you are changing').waitFor();
    await page.locator('#discard').click();
  });

  it('takes no special category of personal data', async () => {
    await open('/app/segments/new');
    await app().getByRole('button', { name: 'Add a condition to group 1' }).click();
    await choose('Customer tags');
    await app().getByLabel('Condition 1 of group 1: Values').fill('vegan, "salt, pepper", Alevi,');
    await app().getByRole('button', { name: 'Remove vegan' }).waitFor();
    await app().getByRole('button', { name: 'Remove salt, pepper' }).waitFor();
    await page.locator('#save').click();
    await app().getByText('“Alevi” speaks of a special category of personal data').waitFor();
    await app().getByRole('button', { name: 'Remove Alevi' }).click();
    await app().getByText('speaks of a special category').waitFor({ state: 'detached' });
    await page.locator('#discard').click();
  });

  it('keeps everything as it was typed when we cannot be reached', async () => {
    await open(await edit());
    await app().getByLabel('Name', { exact: true }).fill('Never to arrive');
    await page.route('**/edit**', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.locator('#save').click();
    await app().getByText('The change was not saved. Try again.').waitFor();
    expect(await app().getByLabel('Name', { exact: true }).inputValue()).toBe('Never to arrive');
    await page.unroute('**/edit**');
    await page.locator('#discard').click();
    noise.length = 0;
  });

  it('starts from the rule of a ready-made segment', async () => {
    await open('/app/segments/new');
    await app().getByLabel('Start from a ready-made segment').selectOption({ label: 'Churned' });
    await app().getByLabel('Condition 2 of group 1: What is asked about').waitFor();
    await app()
      .getByText(/^Last order: at least 180 days ago$/)
      .waitFor();
    await page.locator('#discard').click();
  });
});

describe('the pages', () => {
  const sizes = [DESKTOP, PHONE];

  it.each([
    ['/app/segments/new', 'New segment', 'Yeni segment'],
    ['/app/rfm', 'RFM groups', 'RFM grupları'],
  ] as const)('%s is fit for use in both languages and at both widths', async (path, english, turkish) => {
    for (const locale of ['en', 'tr'] as const)
      for (const size of sizes) {
        await page.setViewportSize(size);
        await open(path, locale);
        await app()
          .getByRole('heading', { level: 1, name: locale === 'tr' ? turkish : english, exact: true })
          .waitFor();
        expect(await inspectPage(await frame())).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
      }
    await page.setViewportSize(DESKTOP);
  });

  it('hold a deep rule on a phone without growing wider than it', async () => {
    const rule = {
      all: [
        { is: 'did', event: 'ordered', of: { by: 'type', values: ['Elbise'] }, times: 2, window: { days: 90 } },
        { any: [{ fact: 'city', is: 'one-of', values: ['İstanbul'] }, { all: [{ is: 'likely-lost', percent: 30 }] }] },
      ],
    };
    const { rows } = await stage.database.owner.query<{ segment_id: number }>(
      `UPDATE segment_version SET rule = $1 WHERE segment_id = (SELECT segment_id FROM segment WHERE name = 'Gone tr') RETURNING segment_id`,
      [JSON.stringify(rule)],
    );
    await page.setViewportSize(PHONE);
    for (const locale of ['en', 'tr'] as const) {
      await open(`/app/segments/${rows[0]?.segment_id}/edit`, locale);
      await app().locator('.kesit-condition').nth(2).waitFor();
      expect(await inspectPage(await frame())).toEqual([]);
    }
    await page.setViewportSize(DESKTOP);
  });

  it('switch all RFM groups on, and count the buyers of each', async () => {
    await open('/app/rfm');
    await app().getByRole('switch', { name: 'Keep all eleven as segments' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('All eleven groups are kept as segments').waitFor();
    await app().getByRole('link', { name: 'Champions' }).waitFor();
    const buyers = await count('SELECT count(*) FROM customer_fact WHERE order_count > 0');
    const cells = await app().locator('.kesit-rfm-count').allInnerTexts();
    expect(cells.reduce((sum, text) => sum + Number(text), 0)).toBe(buyers);
  });

  it('write nothing on the console', () => {
    expect(noise).toEqual([]);
  });
});
