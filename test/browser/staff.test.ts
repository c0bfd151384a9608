/** A lone officer's night at a real hub: duty, an issue without a second person, its review; officers by request; the audit. */
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { VersionRow } from '../../src/store/entities/alert.entity.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import * as step from '../acceptance/steps.js';
import { browserTest, faultsOf, launch, missing, openDesk, resume, type Look } from './support.js';

jest.setTimeout(120_000);
let hub: TestHub;
let browser: Browser;
let night: Page;
let chief: Page;
/** Milliseconds; two browsers and a hub may have to share one machine with others. */
const patience = 150_000;
const faults: string[] = [];
/** Looks at a screen as it stands: axe, one h1, no sideways scroll. */
const look = async (page: Page, name: string) => {
  faults.push(...(await faultsOf(page, name)));
};
const desk = async (at: 0 | 1, how: Look) => {
  const { page } = await openDesk(browser, how);
  page.setDefaultTimeout(20_000);
  await resume(page, hub.url, hub.officers[at]);
  return page;
};
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: false });

beforeAll(async () => {
  if (missing !== null) return;
  hub = await startTestHub(step.fast);
  browser = await launch();
  night = await desk(0, { language: 'ja', theme: 'day', width: 1280 });
  chief = await desk(1, { language: 'ja', theme: 'night', width: 320 });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await hub?.close();
});

browserTest(
  'alone at night: duty taken, issued alone after the wait, told on every screen, reviewed by another',
  async () => {
    await night.goto(hub.url);
    await button(night, '当直に就く').click();
    await night.getByText('当直中：').waitFor();
    const waiting = await step.submitted(await hub.signIn(hub.officers[0]), step.order(['okuda']));
    await night.goto(`${hub.url}/versions/${waiting.id}`);
    await button(night, '単独緊急発令へ進む').click();
    const form = night.locator('[data-alone-form]');
    await form.getByText('人の命に危険が迫り、待てない').click();
    await form.getByText('連絡つかず').click();
    await form.getByLabel('かけた先').fill('危機管理課長');
    const fire = form.locator('button.hold');
    expect(await fire.getAttribute('aria-disabled')).toBe('true');
    await look(night, 'alone-waiting');
    await hub.hub.store.write(({ rows }) =>
      rows.update(VersionRow, { id: waiting.id }, { submittedAt: Date.now() - 60_000 }),
    );
    await form.locator('button.hold[aria-disabled=false]').waitFor({ timeout: 20_000 });
    await fire.scrollIntoViewIfNeeded();
    await fire.hover();
    await night.mouse.down();
    await night.waitForURL(/\/alerts\//);
    await night.mouse.up();
    await night.locator('[data-alone-banner]').waitFor();
    await chief.goto(`${hub.url}/log`);
    await chief.locator('[data-alone-banner]').getByRole('link', { name: '内容を確認する' }).click();
    await chief.getByLabel('確認した所見').waitFor();
    await look(chief, 'review-night-320');
    await button(chief, '確認を記録する').click();
    await chief.getByText('所見を入れてください。').waitFor();
    await chief.getByLabel('確認した所見').fill('雨量と電話の記録を確かめた。妥当。');
    await button(chief, '確認を記録する').click();
    await chief.getByText('雨量と電話の記録を確かめた。妥当。').waitFor();
    await chief.locator('[data-alone-banner]').waitFor({ state: 'detached' });
    await night.locator('[data-alone-banner]').waitFor({ state: 'detached' });
  },
  patience,
);

browserTest(
  'an officer is invited by one, confirmed by another, and comes by her link',
  async () => {
    await night.goto(`${hub.url}/officers`);
    await button(night, '職員を招待する').click();
    await night.getByLabel('氏名').fill('田中 春');
    await night.getByLabel('ログインID').fill('haru');
    await night.getByRole('dialog').getByText('本部', { exact: false }).first().click();
    await night.getByLabel('理由').fill('本部の応援');
    await look(night, 'officers-ask');
    await button(night, '申請する').click();
    await night.getByText('自分の申請です。').waitFor();
    await look(night, 'officers-day-1280');
    await chief.goto(`${hub.url}/officers`);
    await button(chief, '内容を見て確認する').click();
    await button(chief, '確認して反映する').click();
    const link = await chief.locator('[data-secret]').inputValue();
    await look(chief, 'officers-link-night-320');
    const { page } = await openDesk(browser, { language: 'en', theme: 'day', width: 320 });
    await page.goto(link);
    await page.getByLabel('New password', { exact: false }).first().fill('haru chose it herself');
    await page.getByLabel('again', { exact: false }).fill('haru chose it herself');
    await look(page, 'invitation-en-320');
    await page.locator('button.btn-primary').click();
    await page.getByText('Your password is set.').waitFor();
    await button(chief, '渡したので閉じる').click();
    await chief.locator('[data-officer=haru]').getByText('本部').waitFor();
    await look(chief, 'officers-night-320');
  },
  patience,
);

browserTest(
  'the audit shows what was changed from what to what, and checks the chain',
  async () => {
    await night.goto(`${hub.url}/audit`);
    await night.locator('[data-audit=setting]').first().waitFor();
    await button(night, '検査する').click();
    await night.locator('[data-chain=whole]').waitFor();
    await look(night, 'audit-day-1280');
    await chief.goto(`${hub.url}/audit`);
    await chief.locator('[data-audit=setting]').first().waitFor();
    await look(chief, 'audit-night-320');
    expect(faults).toEqual([]);
  },
  patience,
);
