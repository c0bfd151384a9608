/** The maintenance switch by keyboard: every screen says that nothing leaves, on paper too, until it is over. */
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { furnish, screens } from './screens.js';
import {
  browserTest,
  faultsOf,
  launch,
  missing,
  openDesk,
  openScreen,
  signIn,
  type Look,
} from './support.js';

const sato = { login: 'sato', password: 'correct horse battery' };
const words = {
  ja: {
    begin: '外への経路をすべて断つ…',
    now: 'すべて断つ',
    end: '保守を終えて経路を開く…',
    open: '経路を開く',
  },
  en: {
    begin: 'Sever every way out…',
    now: 'Sever all',
    end: 'End the maintenance and open the ways out…',
    open: 'Open the ways out',
  },
} as const;
const looks: readonly Look[] = [
  { language: 'ja', theme: 'night', width: 320 },
  { language: 'en', theme: 'day', width: 1280 },
];

let browser: Browser;
const hubs: Fixture[] = [];
beforeAll(async () => {
  if (missing === null) browser = await launch();
});
afterAll(async () => {
  await Promise.all(hubs.map((hub) => hub.close()));
  await browser?.close();
});

describe('the maintenance switch', () => {
  for (const look of looks)
    browserTest(`${look.language}, ${look.theme}, ${look.width} px`, async () => {
      const hub = await startFixture('live');
      hubs.push(hub);
      const hand = furnish(hub);
      const say = words[look.language];
      const { context, page } = await openDesk(browser, look);
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      const banner = page.locator('[data-maintenance]');
      await signIn(page, hub.url, sato);
      await openScreen(page, '/channels');
      expect(await banner.count()).toBe(0);
      await button(say.begin).focus();
      await page.keyboard.press('Enter');
      // Nothing written: it says so, and nothing is severed.
      await button(say.now).press('Enter');
      expect(hub.office.maintenance).toBeNull();
      await page.locator('dialog textarea').fill('DB の更新、業者 A、16 時まで');
      const faults = await faultsOf(page, 'dialog');
      await button(say.now).press('Enter');
      await banner.waitFor();
      expect(await banner.innerText()).toContain('DB の更新');

      for (const screen of ['home', 'draft', 'check', 'approval', 'alert', 'log', 'map'] as const) {
        await openScreen(page, screens[screen]?.(hand) ?? '');
        await banner.waitFor();
        if (screen === 'home') faults.push(...(await faultsOf(page, screen)));
      }
      await page.emulateMedia({ media: 'print' });
      expect(await banner.isVisible()).toBe(true);
      await page.emulateMedia({ media: 'screen' });
      expect(faults).toEqual([]);

      await banner.getByRole('link').press('Enter');
      await button(say.end).press('Enter');
      await button(say.open).press('Enter');
      await banner.waitFor({ state: 'detached' });
      expect(hub.office.maintenance).toBeNull();
      await context.close();
    });
});
