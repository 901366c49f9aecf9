/**
 * Pictures of every page of the admin, in both languages and at both widths: docs/screenshots/PAGE-LANGUAGE-WIDTH.png.
 * By itself it raises the demo shop for it; given KESIT_ADMIN_URL it takes them of a shop that is running already.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { openBrowser, openWindow } from '#test/support/browser.ts';
import { ensureBuild } from './buildOnce.ts';
import { raiseDemoShop } from './stage/demoShop.ts';
import { sendLive } from './stage/live.ts';
import { onlooker } from './stage/onlooker.ts';
import { untilRest } from './stage/rest.ts';
import { SHOP_DOMAIN, startStage, until } from './stage/stage.ts';

export interface ScreenshotOptions {
  /** The app in the merchant's admin, as in `http://127.0.0.1:4010/admin/SHOP/apps/kesit`. */
  adminUrl: string;
  /** Folder for the pictures; made when missing. */
  outDir: string;
}

const LOCALES = ['tr', 'en'] as const;
const WIDTHS = { desktop: 1280, phone: 390 } as const;
/** A picture is as high as its page, within these. */
const LEAST_HEIGHT = 700;
const GREATEST_HEIGHT = 5_000;
/** Room under the last card. */
const FOOT_HEIGHT = 24;
/** What happens at the shop before the pictures are taken: notifications to see coming in, and a customer's request for data. */
const LIVE_DELIVERIES = 400;
/** Segments whose rule has the most to explain come first; the first with members is shown. */
const SHOWN_SEGMENTS = [7, 6, 2, 1, 8] as const;

/** @returns The files written. */
export async function takeScreenshots({ adminUrl, outDir }: ScreenshotOptions): Promise<string[]> {
  await mkdir(outDir, { recursive: true });
  const browser = await openBrowser();
  const files: string[] = [];
  try {
    const page = await (await openWindow(browser, WIDTHS.desktop, LEAST_HEIGHT)).newPage();
    const segment = await segmentToShow(page, adminUrl);
    const ownPath = await ownSegment(page, adminUrl);
    const pages = {
      home: '/app',
      segments: '/app/segments',
      catalogue: '/app/segments/catalogue',
      'segment-new': '/app/segments/new?from=lapsed-vip',
      ...(ownPath === null ? {} : { 'segment-edit': `${ownPath}/edit` }),
      rfm: '/app/rfm',
      segment: segment.path,
      'segment-definition': `${segment.path}/definition`,
      'segment-members': `${segment.path}/members`,
      'segment-lists': `${segment.path}/lists`,
      'segment-experiment': `${segment.path}/experiment`,
      'segment-history': `${segment.path}/history`,
      explanation: segment.memberPath,
      customer: segment.customerPath,
      connections: '/app/connections',
      data: '/app/data',
      privacy: '/app/privacy',
    };
    for (const [name, address] of Object.entries(pages))
      for (const locale of LOCALES)
        for (const [size, width] of Object.entries(WIDTHS)) {
          const file = path.join(outDir, `${name}-${locale}-${size}.png`);
          await page.setViewportSize({ width, height: LEAST_HEIGHT });
          await open(page, `${adminUrl}${address}${address.includes('?') ? '&' : '?'}locale=${locale}`);
          await growToContent(page, width);
          await page.screenshot({ path: file });
          files.push(file);
        }
  } finally {
    await browser.close();
  }
  return files;
}

const appOf = (page: Page): FrameLocator => page.frameLocator('#app-frame');

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await appOf(page).locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  if ((await appOf(page).locator('.kesit-chart').count()) > 0)
    await appOf(page).locator('.recharts-surface path').first().waitFor({ state: 'attached' });
  await appOf(page)
    .locator('body')
    .evaluate(() => document.fonts.ready);
}

async function growToContent(page: Page, width: number): Promise<void> {
  const frame = page.locator('#app-frame');
  const contentHeight = await appOf(page)
    .locator('body')
    .evaluate((body) => body.scrollHeight);
  const frameHeight = (await frame.boundingBox())?.height ?? 0;
  const height = LEAST_HEIGHT + Math.ceil(contentHeight - frameHeight) + FOOT_HEIGHT;
  await page.setViewportSize({ width, height: Math.max(LEAST_HEIGHT, Math.min(GREATEST_HEIGHT, height)) });
  // Two frames: the layout follows the new size, then the chart does.
  await appOf(page)
    .locator('body')
    .evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function segmentToShow(
  page: Page,
  adminUrl: string,
): Promise<{ path: string; memberPath: string; customerPath: string }> {
  for (const segmentId of SHOWN_SEGMENTS) {
    const address = `/app/segments/${segmentId}`;
    await open(page, `${adminUrl}${address}/members?locale=en`);
    const links = appOf(page).locator(`a[href^="${address}/customers/"]`);
    const memberPath = (await links.count()) > 0 ? await links.first().getAttribute('href') : null;
    if (memberPath) return { path: address, memberPath, customerPath: memberPath.replace(address, '/app') };
  }
  throw new Error('No segment of the shop has a member.');
}

/** The shop's own segment that was made last; null where there is none, so that there is nothing to edit. */
async function ownSegment(page: Page, adminUrl: string): Promise<string | null> {
  await open(page, `${adminUrl}/app/segments?locale=en`);
  const links = appOf(page).locator('[data-primary-link]');
  const paths = await links.evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  const [latest] = paths.sort((one, other) => Number(other.split('/').at(-1)) - Number(one.split('/').at(-1)));
  if (latest === undefined) return null;
  await open(page, `${adminUrl}${latest}?locale=en`);
  return (await appOf(page).locator(`a[href="${latest}/edit"]`).count()) > 0 ? latest : null;
}

/** Builds a segment of the shop's own as a merchant would, from a ready-made one. */
async function buildSegment(adminUrl: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await (await openWindow(browser, WIDTHS.desktop, LEAST_HEIGHT)).newPage();
    await open(page, `${adminUrl}/app/segments/new?from=lapsed-vip&locale=tr`);
    await appOf(page).getByLabel('Ad', { exact: true }).fill('VIP’leri geri kazan');
    await page.locator('#save').click();
    await appOf(page).getByRole('heading', { level: 1, name: 'VIP’leri geri kazan' }).waitFor();
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const outDir = path.resolve(process.argv[2] ?? 'docs/screenshots');
  const say = (text: string): void => console.error(text);
  const running = process.env.KESIT_ADMIN_URL;
  if (running) {
    for (const file of await takeScreenshots({ adminUrl: running, outDir })) say(path.relative('.', file));
    return;
  }
  await ensureBuild(say);
  const stage = await startStage({ folder: '.data/screenshots', fresh: true, say });
  const view = onlooker(stage.databaseUrl);
  try {
    await raiseDemoShop(stage, { customers: 2_000, seed: 34, say });
    await untilRest(view, 300_000);
    await sendLive(stage, LIVE_DELIVERIES, { duplicateRate: 0, shuffleWindow: 0, badSignatureRate: 0, seed: 34 });
    await untilRest(view, 300_000);
    await until('the file for a customer', async () => {
      const { files } = await view.one<{ files: string }>('SELECT count(*) AS files FROM privacy_file');
      return files !== '0';
    });
    await until('the figures of the shop', async () => {
      const { known } = await view.one<{ known: string }>('SELECT count(computed_at) AS known FROM yardstick');
      return known !== '0';
    });
    const adminUrl = `${stage.shopifyUrl}/admin/${SHOP_DOMAIN}/apps/kesit`;
    await buildSegment(adminUrl);
    await untilRest(view, 300_000);
    for (const file of await takeScreenshots({ adminUrl, outDir })) say(path.relative('.', file));
  } finally {
    await view.close();
    await stage.stop();
  }
}

if (import.meta.main) await main();
