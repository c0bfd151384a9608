import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestHub, type TestHub } from '../support/hub.js';
import { browserTest, faultsOf, hold, launch, missing, openDesk, signIn, typePhrase } from './support.js';

const telegram = 'config/scenarios/night-landslide/telegrams/05-landslide-danger-l4.xml';

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

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const settled = (page: Page) => page.locator('[data-settled=true]').waitFor({ timeout: 90_000 });

/** From the open proposal to the check: the fields a telegram cannot know. */
const compose = async (page: Page): Promise<void> => {
  await button(page, /^この情報で作成/)
    .first()
    .click();
  await page.waitForURL(/drafts/);
  await page.locator('fieldset', { hasText: '避難所' }).getByRole('checkbox').first().check();
  await page.locator('input[list]').fill('町長 山田太郎');
  await page.getByRole('radio', { name: '電話' }).check();
  await page.locator('[data-saving=saved]').waitFor();
  await button(page, '送信前の確認へ').click();
  await page.waitForURL(/check/);
};

/** Phrase and hold; answers the address of what was handed in. */
const submit = async (page: Page): Promise<string> => {
  await page.locator('button.hold').waitFor();
  await typePhrase(page);
  await hold(page, 2300);
  await page.waitForURL(/versions/);
  return page.url();
};

const approve = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await page.locator('[data-readback]').waitFor();
  expect(await page.locator('[data-readback]').innerText()).toContain('訓練');
  await hold(page, 2300);
  await page.waitForURL(/alerts/);
};

describe('two officers at two desks, on a real hub', () => {
  browserTest(
    'telegram → proposal → draft → check → submission → approval → delivery → correction → partial lift',
    async () => {
      const [duty, chief] = hub.officers;
      const look = { language: 'ja', theme: 'day', width: 1280 } as const;
      const { page: hers } = await openDesk(browser, look);
      const { page: his } = await openDesk(browser, { ...look, width: 400 });
      const faults: string[] = [];
      for (const page of [hers, his]) page.on('pageerror', (error) => faults.push(error.message));
      await signIn(hers, hub.url, duty);
      await signIn(his, hub.url, chief);

      const { refused } = await hub.injectTelegram(telegram);
      expect(refused).toBeNull();
      await compose(hers);
      expect(await hers.locator('[data-summary]').innerText()).toContain('警戒レベル4 避難指示');
      faults.push(...(await faultsOf(hers, 'check')));
      const handedIn = await submit(hers);
      await hers.locator('[data-blocked=true]', { hasText: '自分が依頼したもの' }).waitFor();

      await his.goto(hub.url);
      await his.getByRole('link', { name: /^内容を見て承認する/ }).waitFor();
      await approve(his, handedIn);
      await settled(his);
      faults.push(...(await faultsOf(his, 'alert')));
      const alert = his.url();
      await hers.goto(hub.url);
      await hers.getByText('25地区のうち 7地区に発令中').waitFor();

      await his.goto(alert);
      await his.getByRole('link', { name: '誤りを訂正・取消する' }).click();
      await his.locator('[data-fit]').first().waitFor();
      faults.push(...(await faultsOf(his, 'stop')));
      await typePhrase(his);
      await hold(his, 2300);
      await his.waitForURL(alert);
      await settled(his);

      await hers.goto(`${alert}/lift`);
      await hers.getByRole('checkbox', { name: '須江' }).check();
      await button(hers, '解除の文を作る').click();
      await hers.waitForURL(/drafts/);
      await hers.locator('input[list]').fill('町長 山田太郎');
      await hers.getByRole('radio', { name: '対面' }).check();
      await hers.locator('[data-saving=saved]').waitFor();
      await button(hers, '送信前の確認へ').click();
      await hers.waitForURL(/check/);
      await approve(his, await submit(hers));
      await settled(his);
      await hers.goto(hub.url);
      await hers.getByText('25地区のうち 6地区に発令中').waitFor();

      await hers.goto(`${hub.url}/log`);
      await hers.locator('[data-log=issue]').nth(2).waitFor();
      faults.push(...(await faultsOf(hers, 'log')));
      expect(faults).toEqual([]);
    },
    240_000,
  );
});
