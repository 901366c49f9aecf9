/** A merchant lets another tool read a list, in a real browser: key, list, replacement, revocation; and the tool reads along. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminPage, type AdminPage } from '#test/support/adminPage.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { openBrowser } from '#test/support/browser.ts';
import { inspectPage } from '#test/support/pageInspection.ts';

let stage: AdminStage;
let browser: Browser;
let page: Page;
let app: AdminPage['app'];
let frame: AdminPage['frame'];
let open: AdminPage['open'];

/** What the tool is answered. */
async function read(path: string, key: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${stage.web.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The key that is shown now, and no more once that is said. */
async function takeKey(): Promise<string> {
  const key = await app().getByRole('alert').getByLabel('Key', { exact: true }).inputValue();
  // As soon as the list of keys is read anew.
  await expect.poll(async () => inspectPage(await frame()), { timeout: 10_000 }).toEqual([]);
  await app().getByRole('button', { name: 'I have stored it' }).click();
  await expect.poll(() => app().getByLabel('Key', { exact: true }).count()).toBe(0);
  return key;
}

beforeAll(async () => {
  stage = await adminStage({ customers: 150, worker: true });
  browser = await openBrowser();
  ({ page, app, frame, open } = await adminPage(stage, browser));
});
afterAll(() => browser.close());

it('a tool reads what the merchant publishes, for as long as the merchant wants', async () => {
  await open('/app/connections');
  await app().getByRole('link', { name: 'Manage API keys' }).click();
  await app().getByText('There is no key yet.').waitFor();
  expect(await inspectPage(await frame())).toEqual([]);

  await app().getByRole('button', { name: 'Make key' }).click();
  await app().getByText('Enter a name of at most 60 characters.').waitFor();
  await app().getByLabel('What the key is for').fill('Mektup');
  await app().getByRole('button', { name: 'Make key' }).click();
  const key = await takeKey();
  expect(await read('/lists', key)).toEqual({ status: 200, body: { lists: [] } });

  await open('/app/segments/9/lists');
  await app()
    .getByRole('switch', { name: /in API$/ })
    .click();
  await expect
    .poll(async () => (await read('/lists/1/members', key)).body.members, { timeout: 30_000 })
    .toHaveLength(await expectedCount());
  await open('/app/segments/9/lists');
  await app().getByText('Up to date', { exact: true }).first().waitFor();
  expect(await inspectPage(await frame())).toEqual([]);

  await open('/app/api');
  await app().getByRole('button', { name: 'Replace the key “Mektup”' }).click();
  await app().getByRole('dialog').getByLabel('The former key goes on for').selectOption('1');
  await app().getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
  const fresh = await takeKey();
  expect(await app().getByRole('cell', { name: 'Lists, Members and changes' }).count()).toBe(2);
  for (const one of [key, fresh]) expect((await read('/lists', one)).status).toBe(200);

  await app().getByRole('button', { name: 'Revoke the key “Mektup”' }).last().click();
  await app().getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect.poll(async () => (await read('/lists', key)).status, { timeout: 10_000 }).toBe(401);
  expect((await read('/lists', fresh)).status).toBe(200);
  await expect.poll(() => app().getByRole('button', { name: 'Revoke the key “Mektup”' }).count()).toBe(1);

  await open('/app/privacy');
  await app().getByText('A list, read over the API').first().waitFor();
});

/** Members of the segment who may be written to. */
async function expectedCount(): Promise<number> {
  const { rows } = await stage.database.owner.query<{ count: string }>(
    `SELECT count(*) FROM membership m JOIN customer c USING (shop_id, customer_id)
     WHERE m.segment_id = 9 AND c.email IS NOT NULL AND c.email_consent = 'subscribed'`,
  );
  const count = Number(rows[0]?.count);
  expect(count).toBeGreaterThan(5);
  return count;
}

it('the page fits a phone, in both languages', async () => {
  for (const locale of ['en', 'tr'] as const) {
    await open('/app/api', locale);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await inspectPage(await frame())).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 1100 });
  }
});
