/** The app in a browser as a merchant has it: framed by the admin. What the browser tests repeat: opening, looking in, listening. */
import type { Browser, Frame, FrameLocator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { AdminStage } from './adminStage.ts';
import { openWindow } from './browser.ts';

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface AdminPage {
  page: Page;
  /** What is inside the frame. */
  app(): FrameLocator;
  frame(): Promise<Frame>;
  /** Opens a page of the app and waits until it listens: before, what is clicked is lost. */
  open(path: string, locale?: 'tr' | 'en'): Promise<void>;
  /** Errors in the browser's console, in order. A test that provokes some empties it. */
  noise: string[];
}

export async function adminPage(stage: AdminStage, browser: Browser, size = DESKTOP): Promise<AdminPage> {
  const page = await (await openWindow(browser, size.width, size.height)).newPage();
  const noise: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') noise.push(message.text());
  });
  page.on('pageerror', (error) => noise.push(error.message));
  const app = (): FrameLocator => page.frameLocator('#app-frame');
  const frame = async (): Promise<Frame> => {
    const handle = await page.locator('#app-frame').elementHandle();
    const found = await handle?.contentFrame();
    if (!found) throw new Error('The admin frames nothing.');
    return found;
  };
  return {
    page,
    app,
    frame,
    noise,
    async open(path, locale = 'en') {
      await page.goto(stage.adminUrl(path, locale));
      await app().locator('h1').first().waitFor();
      const inside = await frame();
      await inside.waitForFunction(() =>
        Object.keys(document.querySelector('h1') ?? {}).some((key) => key.startsWith('__react')),
      );
    },
  };
}

/** Asks again until it is so. */
export const eventually = <Value>(ask: () => Value | Promise<Value>) =>
  expect.poll(ask, { timeout: 30_000, interval: 50 });

/** The number that a query answers. */
export async function countIn(stage: AdminStage, sql: string): Promise<number> {
  const { rows } = await stage.database.owner.query<{ count: string }>(sql);
  return Number(rows[0]?.count);
}
