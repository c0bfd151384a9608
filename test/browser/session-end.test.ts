/** A session that ends by itself: said ten minutes before, put off by one press, and owned up to afterwards. */
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { OfficerRow, SessionRow } from '../../src/store/entities/officer.entity.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startFixture, type Fixture } from './fixtures/hub.js';
import {
  browserTest,
  faultsOf,
  launch,
  missing,
  openDesk,
  resume,
  signIn,
  signInHere,
  smallTargets,
} from './support.js';

const minute = 60_000;
const sato = { login: 'sato', password: 'correct horse battery' };
const phone = { language: 'ja', theme: 'night', width: 320 } as const;

let browser: Browser;
let hub: TestHub;
let fixture: Fixture;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  hub = await startTestHub();
  fixture = await startFixture('drill');
}, 120_000);
afterAll(async () => {
  if (missing !== null) return;
  await browser.close();
  await hub.close();
  await fixture.close();
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const sound = async (page: Page, where: string): Promise<string[]> => [
  ...(await faultsOf(page, where)),
  ...(await smallTargets(page, where)),
];
/** Notes each tone that the page plays, by its pitch. */
const listen = (page: Page) =>
  page.addInitScript(() => {
    const tones: number[] = [];
    Object.assign(window, { tones });
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (this: OscillatorNode, at?: number) {
      tones.push(this.frequency.value);
      start.call(this, at);
    };
  });
const tonesOf = (page: Page) => page.evaluate(() => (window as unknown as { tones: number[] }).tones.length);

browserTest(
  'ten minutes before two idle hours a bar says so with a tone, and one press extends',
  async () => {
    const { page } = await openDesk(browser, phone);
    await listen(page);
    const ends = { at: Date.now() + 300 * minute, onDuty: false };
    // Two hours less what has passed: to the page it is as if they had.
    fixture.faults.ends = { ...ends, idle: 9 * minute };
    await signIn(page, fixture.url, sato);
    const bar = page.locator('[data-session-ends=idle]');
    await bar.waitFor();
    expect(await bar.innerText()).toContain('自動でサインアウトします');
    await page.waitForFunction(() => (window as unknown as { tones: number[] }).tones.length > 0);
    expect(await sound(page, 'idle')).toEqual([]);
    fixture.faults.ends = { ...ends, idle: 120 * minute };
    await button(page, '使い続ける').click();
    await bar.waitFor({ state: 'detached' });
  },
);

browserTest(
  'ten minutes before the longest life is over it says to sign in again, with duty too',
  async () => {
    const { page } = await openDesk(browser, { ...phone, language: 'en', width: 1280 });
    fixture.faults.ends = { at: Date.now() + 9 * minute, idle: 120 * minute, onDuty: true };
    await signIn(page, fixture.url, sato);
    await page.locator('[data-session-ends=over]').waitFor();
    expect(await sound(page, 'over')).toEqual([]);
    delete fixture.faults.ends;
    await button(page, 'Sign in again').click();
    await signInHere(page, sato);
    expect(await page.locator('[data-session-ends]').count()).toBe(0);
  },
);

browserTest(
  'a session that ended for idleness: the sign-in page says when, and that it makes no sound; own sign-out says nothing',
  async () => {
    const { store } = hub.hub;
    const { page } = await openDesk(browser, phone);
    await listen(page);
    await resume(page, hub.url, hub.officers[0]);
    await page.goto(hub.url);
    await page.locator('#levels').waitFor();
    await page.locator('h1').click();
    const { id } = await store.read.rows.findOneByOrFail(OfficerRow, { login: hub.officers[0].login });
    const tones = await tonesOf(page);
    await store.write(({ rows }) =>
      rows.update(SessionRow, { officerId: id }, { seenAt: Date.now() - 121 * minute }),
    );
    const ended = page.locator('[data-ended=idle]');
    await ended.waitFor({ timeout: 15_000 });
    expect(await ended.innerText()).toMatch(
      /\d+月\d+日.*\d\d:\d\d、操作がなかったため、自動でサインアウトしました。[^]*音が鳴りません/,
    );
    expect(await tonesOf(page)).toBeGreaterThan(tones);
    expect(await sound(page, 'ended')).toEqual([]);
    await page.reload();
    await ended.waitFor();
    await signInHere(page, hub.officers[0]);
    await page.getByRole('button', { name: 'メニュー' }).click();
    await button(page, 'サインアウト').click();
    await button(page, 'サインインする').waitFor();
    expect(await page.locator('[data-ended]').count()).toBe(0);
  },
  90_000,
);
