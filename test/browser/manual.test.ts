import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import * as step from '../acceptance/steps.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import { browserTest, faultsOf, launch, missing, openDesk, signIn, type Look } from './support.js';

let browser: Browser;
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 120_000);
afterAll(async () => {
  if (missing !== null) return;
  await browser.close();
  await hub.close();
});

const words = {
  ja: {
    ...{
      done: /^済にする/,
      doneNow: '済を記録する',
      failed: /^できなかった/,
      failedNow: 'できなかったと記録する',
    },
    ...{ mark: /^印をつける/, copy: /^コピー/, board: '手作業の伝達を開く' },
    off: '取りやめになりました。もう行わないでください。',
  },
  en: {
    ...{
      done: /^Done/,
      doneNow: 'Record as done',
      failed: /^Could not/,
      failedNow: 'Record as not possible',
    },
    ...{ mark: /^Mark/, copy: /^Copy/, board: 'Open the manual tasks' },
    off: 'Withdrawn. Do not do it any more.',
  },
} as const;

/** Controls that a thumb would miss. */
const small = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('[data-post] button, dialog button, dialog label.choice')]
      .map((one) => [one, one.getBoundingClientRect()] as const)
      .filter(([, { width, height }]) => width > 0 && (width < 43.9 || height < 43.9))
      .map(([one]) => one.textContent ?? ''),
  );

const looks: readonly (Look & { readonly districts: readonly string[] })[] = [
  { language: 'ja', theme: 'night', width: 320, districts: ['okuda', 'kumai'] },
  { language: 'en', theme: 'day', width: 1280, districts: ['akanuma', 'mamedo'] },
];

describe('what people carry, on the board', () => {
  for (const { districts, ...look } of looks)
    browserTest(
      `${look.language}, ${look.theme}, ${look.width} px: from home by keyboard, copy, tick, mark a call, could not, print, taken back`,
      async () => {
        const order = await step.issued(duty, chief, step.order(districts), { channels: ['manual'] });
        await step.settled(duty, order.id);
        const say = words[look.language];
        const { context, page } = await openDesk(browser, look);
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(error.message));
        const inspect = async (where: string) => {
          faults.push(...(await faultsOf(page, where)));
          faults.push(...(await small(page)).map((text) => `${where}: small ${text}`));
        };
        const post = (id: string) => page.locator(`[data-post="${id}"]`).first();
        await signIn(page, hub.url, hub.officers[0]);
        await page.getByRole('link', { name: say.board }).press('Enter');
        await page.waitForURL(/\/manual$/);
        await post('form-l-alert').waitFor();
        await inspect('board');

        await context.grantPermissions(['clipboard-read', 'clipboard-write']);
        const items = post('form-l-alert').getByRole('button', { name: say.copy });
        expect(await items.count()).toBe(7);
        await items.last().press('Enter');
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        expect(copied).toMatch(/^【訓練】.*避難指示/);

        await post('form-l-alert').getByRole('button', { name: say.done }).press('Enter');
        await page.locator('dialog[open]').waitFor();
        await inspect('tick');
        await page.locator('dialog input[type=text]').fill('山田 次郎');
        await page.locator('dialog').getByRole('button', { name: say.doneNow }).press('Enter');
        await post('form-l-alert').and(page.locator('[data-state=done]')).waitFor();
        const line = post('form-l-alert').locator('summary');
        expect(await line.innerText()).toMatch(/山田 次郎.*\d\d:\d\d/);
        // What somebody has seen to is one line, and the next Tab goes on from it.
        const text = post('form-l-alert').locator('ol').first();
        expect(await text.isVisible()).toBe(false);
        expect((await post('form-l-alert').boundingBox())?.height).toBeLessThan(100);
        await page.waitForFunction(() => document.activeElement?.tagName === 'SUMMARY');
        await inspect('one line');
        await page.keyboard.press('Enter');
        expect(await text.isVisible()).toBe(true);
        await page.keyboard.press('Enter');

        await post('heads').getByRole('button', { name: say.mark }).first().click();
        await page.locator('dialog').getByRole('button', { name: say.doneNow }).click();
        await post('heads').and(page.locator('[data-state=under-way]')).waitFor();

        await post('fax').getByRole('button', { name: say.failed }).click();
        await page.locator('dialog').getByRole('radio').last().check();
        const failedNow = page.locator('dialog').getByRole('button', { name: say.failedNow });
        expect(await failedNow.getAttribute('aria-disabled')).toBe('true');
        await page.locator('dialog textarea').fill('紙詰まり');
        await inspect('could not');
        await failedNow.click();
        await post('fax').and(page.locator('[data-state=could-not]')).waitFor();

        await page.emulateMedia({ media: 'print' });
        const printed = await post('brigade').innerText();
        expect(printed).toMatch(look.language === 'ja' ? /警戒レベル4 避難指示/ : /evel 4/);
        expect(printed).toContain('訓練');
        expect(await text.isVisible()).toBe(true);
        expect(await line.isVisible()).toBe(false);
        expect(await post('brigade').getByRole('button').first().isVisible()).toBe(false);
        expect(await page.locator('.print-watermark').isVisible()).toBe(true);
        const pages = await page.evaluate(() =>
          [...document.querySelectorAll('.manual-post')].map((one) => getComputedStyle(one).breakAfter),
        );
        expect(new Set(pages)).toEqual(new Set(['page']));
        await page.emulateMedia({ media: 'screen' });

        step.good(await step.cancel(duty, order.alertId));
        await page.goto(`${hub.url}/alerts/${order.alertId}`);
        await page.getByRole('link', { name: say.board }).click();
        await page.waitForURL(/\/alerts\/[^/]+\/manual$/);
        const withdrawn = page.locator('[data-post=brigade][data-state=withdrawn]');
        await withdrawn.getByText(say.off).waitFor();
        expect(await withdrawn.getByRole('button', { name: say.done }).count()).toBe(0);
        await page.locator('[data-post="form-l-alert"][data-state=to-do]').waitFor();
        await inspect('taken back');
        expect(faults).toEqual([]);
        await context.close();
      },
      120_000,
    );
});
