import { describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Fixture } from './fixtures/hub.js';
import { onFixture } from './fixtures/on-fixture.js';
import { browserTest, openDesk } from './support.js';

let browser: Browser;
let hub: Fixture;
onFixture((opened) => ({ browser, hub } = opened));

/** Tabs until the focused element's name or label has these words; fails when two hundred stops have none. */
const tabTo = async (page: Page, words: RegExp): Promise<void> => {
  for (let stop = 0; stop < 200; stop += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement | null;
      // After the last stop the focus is nowhere, and the body has every word.
      if (at === document.body) return '';
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

/** Tabs until the focus is on something that matches. */
const tabOn = async (page: Page, selector: string): Promise<void> => {
  for (let stop = 0; stop < 200; stop += 1) {
    const there = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    if (there) return expectVisibleFocus(page);
    await page.keyboard.press('Tab');
  }
  throw new Error(`no stop for ${selector}`);
};

const enterBy = async (page: Page, login: string): Promise<void> => {
  await page.locator('form input[type=password]').waitFor();
  await tabTo(page, /ログインID/);
  await page.keyboard.type(login);
  await page.keyboard.press('Tab');
  await page.keyboard.type('correct horse battery');
  await page.keyboard.press('Enter');
  await page.locator('#proposals').waitFor();
  await page.locator('article').first().waitFor();
};

const holdSpace = async (page: Page): Promise<void> => {
  await tabOn(page, 'button.hold');
  await page.keyboard.down('Space');
  await page.waitForTimeout(2300);
  await page.keyboard.up('Space');
};

const typeThePhrase = async (page: Page): Promise<void> => {
  const words = page.locator('[id$=-words]');
  await words.waitFor();
  const phrase = await words.innerText();
  await tabOn(page, 'input[aria-describedby$=-words]');
  await page.keyboard.insertText(phrase);
};

/** From a draft that lacks only its decision to the submission. */
const decideAndSubmit = async (page: Page): Promise<void> => {
  await tabTo(page, /決定した人/);
  await page.keyboard.type('町長 山田太郎');
  await tabTo(page, /対面|電話/);
  await page.keyboard.press('Space');
  await tabTo(page, /送信前の確認へ/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/check/);
  await typeThePhrase(page);
  await holdSpace(page);
  await page.waitForURL(/versions/);
};

describe('without a mouse', () => {
  browserTest(
    'A2: sign-in, proposal, submission, the other’s approval, correction and lift by keys alone, the focus always in sight',
    async () => {
      const { page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 });
      await page.goto(hub.url);
      await enterBy(page, 'sato');
      await tabTo(page, /この情報で作成/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/drafts/);
      await page.locator('input[type=search]').waitFor();
      await tabTo(page, /鳩山町立鳩山中学校/);
      await page.keyboard.press('Space');
      await decideAndSubmit(page);
      const order = hub.office.versions.find(({ kind }) => kind === 'evacuation-instruction');
      expect(order?.status).toBe('submitted');

      await tabTo(page, /サインアウト/);
      await page.keyboard.press('Enter');
      await page.locator('form input[type=password]').waitFor();
      await page.goto(hub.url);
      await enterBy(page, 'suzuki');
      await tabTo(page, /内容を見て承認する/);
      await page.keyboard.press('Enter');
      await page.locator('[data-readback]').waitFor();
      await holdSpace(page);
      await page.waitForURL(/alerts/);
      expect(order?.approver?.name).toBe('鈴木 一郎');

      await page.locator('[data-channel]').first().waitFor();
      await tabTo(page, /誤りを訂正・取消する/);
      await page.keyboard.press('Enter');
      await page.locator('[data-fit]').first().waitFor();
      await tabTo(page, /誤発令の取消/);
      await page.keyboard.press('ArrowDown');
      await typeThePhrase(page);
      await holdSpace(page);
      await page.waitForURL(/alerts\/[^/]+$/);
      expect(hub.office.versions.find(({ purpose }) => purpose === 'correction')?.status).toBe('issued');

      await page.locator('[data-channel]').first().waitFor();
      await tabTo(page, /^解除/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/lift/);
      await page.getByRole('checkbox', { name: '須江' }).waitFor();
      await tabTo(page, /須江/);
      await page.keyboard.press('Space');
      await tabTo(page, /解除の文を作る/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/drafts/);
      await page.locator('input[list]').waitFor();
      await decideAndSubmit(page);
      expect(hub.office.versions.find(({ kind }) => kind === 'order-lifted')?.status).toBe('submitted');
    },
    180_000,
  );
});
