/** A segment kept as an audience of Meta, in a real browser with the worker at work: connected, filled, and how it stands there. */
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pull } from '#app/flows/pull/pull.ts';
import { ACCESS_TOKEN, ACCOUNT_ID, SETTINGS, startMetaWorld, type MetaWorld } from '#test/connectors/meta/world.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { openBrowser, openWindow } from '#test/support/browser.ts';
import { inspectPage } from '#test/support/pageInspection.ts';

let meta: MetaWorld;
let stage: AdminStage;
let browser: Browser;
let page: Page;
let phone: Page;

const WINBACK = '/app/segments/8/lists';
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

/** What the sweeper has done once a minute, at once, with all lists due. */
async function read(): Promise<void> {
  const { rows } = await stage.database.owner.query<{ shop_id: string }>(
    `WITH due AS (UPDATE list_standing SET asked_at = asked_at - interval '1 day') SELECT shop_id FROM shop`,
  );
  await pull(stage.services, Number(rows[0]?.shop_id), 1);
}

beforeAll(async () => {
  meta = await startMetaWorld();
  stage = await adminStage({ customers: 150, worker: true, environment: { META_GRAPH_BASE_URL: meta.url } });
  browser = await openBrowser();
  page = await (await openWindow(browser, 1280, 900)).newPage();
  phone = await (await openWindow(browser, 390, 844)).newPage();
});

afterAll(async () => {
  await browser.close();
  await meta.close();
});

describe('a list at Meta', () => {
  it('is filled once the account is connected and the segment switched on', async () => {
    await open('/app/connections');
    await app().getByLabel('Access token').fill(ACCESS_TOKEN);
    await app().getByLabel('Ad account ID').fill(ACCOUNT_ID);
    await app().getByLabel('App secret').fill(SETTINGS.appSecret);
    await app().getByLabel('Legal basis of the matching').selectOption('consent');
    await app().getByLabel('Limited data use').selectOption('off');
    await app().getByRole('button', { name: 'Connect Meta' }).click();
    await app().getByText('Connected', { exact: true }).waitFor();
    await open('/app/segments');
    await app().getByRole('switch', { name: 'Keep “Winback” as a list in Meta' }).click();
    await eventually(async () => (await meta.audiences())[0]?.count ?? 0).toBeGreaterThan(5);
  });

  it('says that it is too small so far, and from how many people on it is used', async () => {
    await read();
    await open(WINBACK);
    await app().getByText('Too small so far').waitFor();
    await app().getByText('once it has found at least 100 of its people').waitFor();
    await app().getByText('Meta has found at most 1,000 people.').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
  });

  it('says that the merchant has to act on a flagged one, in both languages and on a phone', async () => {
    const [audience] = await meta.audiences();
    await meta.control('POST', `/audiences/${audience?.id}`, { status: 471 });
    await read();
    await open(WINBACK, 'tr', phone);
    await app(phone).getByText('Sizi bekliyor').waitFor();
    await app(phone).getByText('Reklam Yöneticisi’nde ona nötr bir ad verin').waitFor();
    expect(await inspectPage(await frame(phone))).toEqual([]);
    await open(WINBACK);
    await app().getByText('Waiting for you').waitFor();
    await app().getByText('Nothing changes in this list until you have acted in Meta.').waitFor();
  });

  it('says that it can be used', async () => {
    const [audience] = await meta.audiences();
    await meta.control('POST', `/audiences/${audience?.id}`, { status: null });
    await meta.switches({ smallestUsable: 2 });
    await read();
    await open(WINBACK);
    await app().getByText('Can be used').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
  });

  it('is emptied and made anew with what its customers are worth, once the merchant chooses it', async () => {
    const choice = 'Value sent to Meta with each customer';
    const [plain] = await meta.audiences();
    const count = plain?.count ?? 0;
    await app().getByLabel(choice).selectOption('spent');
    await page.getByText('Saved. The list follows').waitFor();
    await eventually(async () =>
      (await meta.audiences()).map(({ valueBased, count: people }) => [valueBased, people]),
    ).toEqual([
      [false, 0],
      [true, count],
    ]);
    const made = (await meta.audiences()).find(({ valueBased }) => valueBased);
    for (const { value } of await meta.members(made?.id ?? '')) expect(value).toBeGreaterThan(0);
    await open(WINBACK, 'tr', phone);
    await expect
      .poll(() => app(phone).getByLabel('Her müşteriyle Meta hesabına gönderilen değer').inputValue())
      .toBe('spent');
    expect(await inspectPage(await frame(phone))).toEqual([]);
  });
});
