import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { browserTest, launch, missing, openDesk } from './support.js';

let browser: Browser;
let hub: Fixture;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  hub = await startFixture('drill');
});
afterAll(async () => {
  if (missing !== null) return;
  await browser.close();
  await hub.close();
});

/** Tabs until the focused element's name or label has these words; fails when two hundred stops have none. */
const tabTo = async (page: Page, words: RegExp): Promise<void> => {
  for (let stop = 0; stop < 200; stop += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement | null;
      const label = at?.closest('label')?.innerText ?? '';
      return `${at?.innerText ?? ''} ${label} ${at?.getAttribute('aria-label') ?? ''}`;
    });
    if (words.test(name)) return expectVisibleFocus(page);
  }
  throw new Error(`no stop for ${words.source}`);
};

/** The focus must be on the screen, not under the world's bar or the footer, and have its ring (WCAG 2.4.7, 2.4.11). */
const expectVisibleFocus = async (page: Page): Promise<void> => {
  const seen = await page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    const { left, top, width, height } = at.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    const over = hit !== null && (at.contains(hit) || hit.contains(at));
    return { over, ring: Number.parseFloat(getComputedStyle(at).outlineWidth) };
  });
  expect(seen).toEqual({ over: true, ring: 4 });
};

describe('without a mouse', () => {
  browserTest(
    'from sign-in to a submission by keys alone, the focus always in sight',
    async () => {
      const { page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 });
      await page.goto(hub.url);
      await page.locator('form').waitFor();
      await tabTo(page, /ログインID/);
      await page.keyboard.type('sato');
      await page.keyboard.press('Tab');
      await page.keyboard.type('correct horse battery');
      await page.keyboard.press('Enter');
      await page.locator('#proposals').waitFor();
      await page.locator('article').first().waitFor();
      await tabTo(page, /この情報で作成/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/drafts/);
      await page.locator('input[type=search]').waitFor();
      await tabTo(page, /鳩山町立鳩山中学校/);
      await page.keyboard.press('Space');
      await tabTo(page, /決定した人/);
      await page.keyboard.type('町長 山田太郎');
      await tabTo(page, /対面|電話/);
      await page.keyboard.press('Space');
      await tabTo(page, /送信前の確認へ/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/check/);
      const words = page.locator('[id$=-words]');
      await words.waitFor();
      const phrase = await words.innerText();
      await tabToPhrase(page);
      await page.keyboard.insertText(phrase);
      await tabTo(page, /承認を依頼する/);
      await page.keyboard.down('Space');
      await page.waitForTimeout(2300);
      await page.keyboard.up('Space');
      await page.waitForURL(/versions/);
      expect(hub.office.versions[0]?.status).toBe('submitted');
    },
    120_000,
  );
});

const tabToPhrase = async (page: Page): Promise<void> => {
  for (let stop = 0; stop < 40; stop += 1) {
    const there = await page.evaluate(
      () => document.activeElement?.matches('input[aria-describedby$=-words]') ?? false,
    );
    if (there) return expectVisibleFocus(page);
    await page.keyboard.press('Tab');
  }
  throw new Error('no stop for the phrase');
};
