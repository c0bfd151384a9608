/** A line that dies without a word, and a hub that cannot look at the session just now. */
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startSilentProxy } from '../support/silent-proxy.js';
import { startFixture } from './fixtures/hub.js';
import { browserTest, launch, missing, openDesk, resume } from './support.js';

const look = { language: 'ja', theme: 'day', width: 1280 } as const;
let browser: Browser;
let hub: TestHub;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  hub = await startTestHub();
}, 120_000);
afterAll(async () => {
  if (missing !== null) return;
  await browser.close();
  await hub.close();
});

const stale = (page: Page) => page.locator('[data-stale]');
const gone = (page: Page) => stale(page).waitFor({ state: 'detached', timeout: 30_000 });

/** Notes the page's own clock when the mark first stands there. */
const markedAt = (page: Page): Promise<number> =>
  page
    .waitForFunction(() => document.querySelector('[data-stale]') && Date.now(), null, {
      polling: 'raf',
      timeout: 60_000,
    })
    .then((handle) => handle.jsonValue() as Promise<number>);

browserTest(
  'A12: a line that dies without a word is marked within five seconds with the time of its last sign of life, and comes back by itself',
  async () => {
    const proxy = await startSilentProxy(hub.url);
    const { page } = await openDesk(browser, look);
    try {
      await resume(page, proxy.url, hub.officers[0]);
      const beats: number[] = [];
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => {
          if (String(payload).includes('"beat"')) beats.push(Date.now());
        }),
      );
      await page.goto(proxy.url);
      await page.locator('#levels').waitFor();
      // A while in which nothing happens but signs of life.
      while (beats.length < 4) await page.waitForEvent('websocket', { timeout: 500 }).catch(() => null);
      expect(await stale(page).count()).toBe(0);
      const died = Date.now();
      proxy.die();
      const marked = await markedAt(page);
      expect(marked - died).toBeLessThanOrEqual(5500);
      const shown = /最終更新 (\d\d):(\d\d):(\d\d)/.exec(await stale(page).innerText()) ?? [];
      const last = new Date((beats.at(-1) ?? 0) + 9 * 3_600_000);
      const seconds = Number(shown[1]) * 3600 + Number(shown[2]) * 60 + Number(shown[3]);
      const wanted = last.getUTCHours() * 3600 + last.getUTCMinutes() * 60 + last.getUTCSeconds();
      expect(Math.abs(seconds - wanted)).toBeLessThanOrEqual(1);
      proxy.heal();
      await gone(page);
    } finally {
      await page.close();
      await proxy.close();
    }
  },
  120_000,
);

browserTest(
  'a hub that refuses the socket for another reason than the session is asked again until it does not',
  async () => {
    const fixture = await startFixture('drill');
    const { page } = await openDesk(browser, look);
    try {
      await resume(page, fixture.url, { login: 'sato', password: 'correct horse battery' });
      await page.goto(fixture.url);
      await page.locator('#levels').waitFor();
      fixture.faults.refuseSockets = true;
      fixture.sockets.of('/console').disconnectSockets(true);
      await stale(page).waitFor();
      fixture.faults.refuseSockets = false;
      await gone(page);
    } finally {
      await page.close();
      await fixture.close();
    }
  },
  90_000,
);
