/** A merchant at work on segments in a real browser: the list, the catalogue, a segment's page, a customer's page. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
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
  await app().getByText('1 of 4 steps done').waitFor({ timeout: 120_000 });
});

afterAll(async () => {
  await browser.close();
});

const count = (sql: string): Promise<number> => countIn(stage, sql);

/** The names of the segments in the list, in order. */
const listed = () => app().locator('[data-primary-link]').allInnerTexts();
const entry = (name: string) =>
  app()
    .getByRole('listitem')
    .filter({ has: app().getByRole('heading', { name, exact: true }) });
const switchOf = (name: string) => app().getByRole('switch', { name: `Keep the segment “${name}” on`, exact: true });

describe('the catalogue', () => {
  it('switches a ready-made segment on from the keyboard, and shows it computed', async () => {
    await open('/app/segments/catalogue');
    const control = switchOf('Active customers');
    expect(await control.getAttribute('aria-checked')).toBe('false');
    await control.focus();
    await page.keyboard.press('Space');
    expect(await control.getAttribute('aria-checked')).toBe('true');
    await page.getByText('Switched on: Active customers').waitFor();
    const members = () =>
      count(
        `SELECT count(*) FROM membership WHERE segment_id = (SELECT segment_id FROM segment WHERE preset_id = 'active-customers')`,
      );
    await eventually(members).toBeGreaterThan(0);
    await entry('Active customers')
      .getByText(`${(await members()).toLocaleString('en')} customers`)
      .waitFor();
  });

  it('finds by the name in the other language, and keeps what was searched for in the address', async () => {
    await app().getByLabel('Search ready-made segments').fill('doğum');
    await app().getByRole('heading', { level: 3, name: 'Birthday this week' }).waitFor();
    await eventually(() => app().getByRole('heading', { level: 3 }).count()).toBe(1);
    await eventually(() => page.url()).toContain('search=do%C4%9Fum');
    await app().getByLabel('Search ready-made segments').fill('nothing is called so');
    await app().getByText('No ready-made segment found').waitFor();
    await app().getByRole('button', { name: 'Clear search' }).last().click();
    await eventually(() => app().getByRole('heading', { level: 3 }).count()).toBeGreaterThan(70);
  });

  it('says what is missing instead of showing that nobody is in', async () => {
    await open('/app/segments/catalogue?category=profile');
    await entry('By age').getByText('Missing: dates of birth.').waitFor();
  });

  it('asks for what only the merchant knows before it switches on, and says beside the field what is wrong', async () => {
    await open('/app/segments/catalogue');
    await switchOf('By interest').click();
    const dialog = app().getByRole('dialog');
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    await dialog.getByText('Fill this in.').waitFor();
    const values = dialog.getByLabel('Values');
    expect(await values.getAttribute('aria-invalid')).toBe('true');
    await values.fill('coffee, tea');
    await dialog.getByLabel('Metafield', { exact: true }).fill('custom.religion');
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    await dialog.getByText('special category of personal data').waitFor();
    // The fields take input again once the page has been read anew.
    await eventually(async () => inspectPage(await frame())).toEqual([]);
    await dialog.getByLabel('Metafield', { exact: true }).fill('custom.interest');
    await page.keyboard.press('Enter');
    await page.getByText('Switched on: By interest').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await eventually(() => switchOf('By interest').getAttribute('aria-checked')).toBe('true');
  });

  it('puts the switch back, and says so beside it, when the choice could not be saved', async () => {
    await page.route('**/app/segments/changes**', (route) => route.abort());
    try {
      await switchOf('Dormant').click();
      await entry('Dormant').getByText('The change was not saved. Try again.').waitFor();
      expect(await switchOf('Dormant').getAttribute('aria-checked')).toBe('false');
    } finally {
      await page.unroute('**/app/segments/changes**');
      noise.length = 0;
    }
  });
});

describe('the list', () => {
  it('shows those that are on first, and finds by name, label and state', async () => {
    await open('/app/segments');
    await switchOf('Engaged 60').click();
    await page.getByText('Switched off: Engaged 60').waitFor();
    await eventually(async () => (await listed()).at(-1)).toBe('Engaged 60');
    const all = await listed();
    expect(all).toHaveLength(11);

    await app().getByLabel('Search segments by name or label').fill('geri');
    await eventually(listed).toEqual(['Winback']);
    await app().getByLabel('Search segments by name or label').fill('');
    await app().getByRole('button', { name: 'State' }).click();
    await app().getByRole('checkbox', { name: 'Off' }).check();
    await eventually(listed).toEqual(['Engaged 60']);
    await eventually(() => page.url()).toContain('state=off');
    await page.keyboard.press('Escape');
    // Its row goes with the answer, the word of it does not.
    await switchOf('Engaged 60').click();
    await page.getByText('Switched on: Engaged 60').waitFor();
    await eventually(listed).toEqual([]);
    await app().getByRole('button', { name: 'Clear all' }).click();
    await eventually(async () => (await listed()).sort()).toEqual([...all].sort());
  });

  it('hints at what may want a look, and says more when the hint is focused', async () => {
    await open('/app/segments?search=winback');
    const hint = app().getByText('Not sent anywhere');
    await hint.waitFor();
    await hint.hover();
    await app().getByText('It is not kept as a list anywhere.').waitFor();
    expect(await page.locator('[role=dialog]').count()).toBe(0);
  });
});

describe('a segment', () => {
  it('is computed anew when a threshold is changed, and as before when that is undone', async () => {
    await open('/app/segments/8/definition');
    await app().getByText('Last order: at least 180 days ago').waitFor();
    const members = () => count('SELECT count(*) FROM membership WHERE segment_id = 8');
    const before = await members();
    const field = app().getByLabel('Days', { exact: false }).first();
    await field.fill('0');
    await page.locator('#save').click();
    await app().getByText('Enter a whole number from').waitFor();
    await field.fill('30');
    await page.locator('#save').click();
    await page.getByText('Saved. The segment is being computed.').waitFor();
    await page.locator('#save-bar').waitFor({ state: 'hidden' });
    await app().getByText('Last order: at least 30 days ago').waitFor();
    await eventually(members).toBeGreaterThan(before);

    await app().getByRole('tab', { name: 'History' }).click();
    await app()
      .getByText(/: 180 → 30$/)
      .waitFor();
    await app()
      .getByText(/^Staff member \d+, /)
      .waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await app()
      .getByRole('button', { name: /^Undo the change of version/ })
      .click();
    await page.getByText('Taken back. The segment is being computed.').waitFor();
    await eventually(members).toBe(before);
    await app().getByRole('heading', { name: 'Taken back' }).waitFor();
  });

  it('goes back to the usual values before anything is saved, and leaves its form by the save bar', async () => {
    await app().getByRole('tab', { name: 'Definition' }).click();
    const field = app().getByLabel('Days', { exact: false }).first();
    await field.fill('99');
    await page.locator('#save-bar').waitFor();
    await app().getByRole('button', { name: 'Back to the usual values' }).click();
    expect(await field.inputValue()).toBe('180');
    await field.fill('99');
    await page.locator('#discard').click();
    await eventually(() => field.inputValue()).toBe('180');
  });

  it('takes labels, by which the list is then filtered', async () => {
    await app().getByRole('tab', { name: 'Overview' }).click();
    await app().getByLabel('New label').fill('Bahar kampanyası');
    await page.keyboard.press('Enter');
    await page.getByText('Labels saved').waitFor();
    await app().getByRole('button', { name: 'Remove Bahar kampanyası' }).waitFor();
    expect(await app().getByLabel('New label').inputValue()).toBe('');
    await open('/app/segments');
    await app().getByRole('button', { name: 'Label', exact: true }).click();
    await app().getByRole('checkbox', { name: 'Bahar kampanyası' }).check();
    await eventually(listed).toEqual(['Winback']);
    await open('/app/segments/8');
    await app().getByRole('button', { name: 'Remove Bahar kampanyası' }).click();
    await eventually(() => count(`SELECT cardinality(labels) AS count FROM segment WHERE segment_id = 8`)).toBe(0);
  });

  it('holds members out for an experiment, within its limits', async () => {
    await app().getByRole('tab', { name: 'Experiment' }).click();
    await app().getByText('No experiment is under way.').waitFor();
    await app().getByLabel('Hold out').fill('60');
    await page.locator('#save').click();
    await app().getByText('Enter a whole number from 0 to 50.').waitFor();
    await app().getByLabel('Hold out').fill('20');
    await app().getByRole('checkbox', { name: 'Split the members' }).check();
    await page.locator('#save').click();
    await page.getByText('Experiment saved').waitFor();
    await app().getByText('The first results appear after the next night.').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
  });

  it('of the shop’s own is archived only after asking, and is gone from the list', async () => {
    const rule = { fact: 'orderCount', is: 'more-than', value: 2 };
    const shopId = await count('SELECT shop_id AS count FROM shop');
    const made = await changeSegment(
      stage.services,
      shopId,
      { what: 'create', name: 'Old friends', rule, active: true },
      'app',
    );
    if (!made.ok) throw new Error(made.problem.kind);
    await open('/app/segments/8');
    expect(await app().getByRole('button', { name: 'Archive' }).count()).toBe(0);
    await open(`/app/segments/${made.segmentId}`);
    await app().getByRole('button', { name: 'Archive' }).click();
    const dialog = app().getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await app().getByRole('button', { name: 'Archive' }).click();
    await dialog.getByRole('button', { name: 'Archive' }).click();
    await page.getByText('Archived: Old friends').waitFor();
    await app().getByRole('heading', { level: 1, name: 'Segments' }).waitFor();
    await eventually(listed).not.toContain('Old friends');
  });
});

describe('a customer', () => {
  it('is shown with all their segments, and why they are in each', async () => {
    await open('/app/segments/8/members');
    const first = app().locator('table tbody tr').first().getByRole('link').first();
    const name = await first.innerText();
    await first.click();
    await app().getByRole('heading', { level: 1, name }).waitFor();
    await app().getByText('Entered “Winback”').waitFor();
    await app().getByRole('button', { name: 'Show the others' }).click();
    await app()
      .getByRole('link', { name: /^Why is the customer not in/ })
      .first()
      .waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await app().getByRole('link', { name: 'Why is the customer in “Winback”?' }).click();
    await app()
      .getByRole('heading', { level: 1, name: /^Why is .+ in “Winback”\?$/ })
      .waitFor();
  });
});

describe('every page', () => {
  const pages = [
    ['/app/segments', 'Segments', 'Segmentler'],
    ['/app/segments/catalogue', 'Ready-made segments', 'Hazır segmentler'],
    ['/app/segments/8', 'Winback', 'Geri Kazanım'],
    ['/app/segments/8/definition', 'Winback', 'Geri Kazanım'],
    ['/app/segments/8/history', 'Winback', 'Geri Kazanım'],
  ] as const;

  it.each(pages)('%s is fit for use in both languages and at both widths', async (path, english, turkish) => {
    for (const locale of ['en', 'tr'] as const)
      for (const size of [DESKTOP, PHONE]) {
        await page.setViewportSize(size);
        await open(path, locale);
        await app()
          .getByRole('heading', { level: 1, name: locale === 'tr' ? turkish : english, exact: true })
          .waitFor();
        expect(await inspectPage(await frame()), `${locale} ${size.width}`).toEqual([]);
      }
    await page.setViewportSize(DESKTOP);
  });
});

it('has left nothing in the console', () => {
  expect(noise).toEqual([]);
});
