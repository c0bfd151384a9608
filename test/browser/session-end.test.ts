/** A session that ends by itself: said ten minutes before, put off by one press, and owned up to afterwards. */
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { OfficerRow, SessionRow } from '../../src/store/entities/officer.entity.js';
import { WatchRow } from '../../src/store/entities/staff.entity.js';
import { landslide } from '../acceptance/steps.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { furnish } from './screens.js';
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

/** A session of the real hub that ends so soon, and the watch that its officer has. */
const endsIn = async (login: string, milliseconds: number) => {
  const { store } = hub.hub;
  const { id } = await store.read.rows.findOneByOrFail(OfficerRow, { login });
  await store.write(({ rows }) =>
    rows.update(SessionRow, { officerId: id }, { expiresAt: Date.now() + milliseconds }),
  );
  return id;
};

browserTest(
  'on a watch longer than a session she signs in again where she stands: page, words, duty and alarms go on',
  async () => {
    const [officer] = hub.officers;
    const { store } = hub.hub;
    const { page } = await openDesk(browser, phone);
    await listen(page);
    await resume(page, hub.url, officer);
    await page.goto(hub.url);
    await button(page, '当直に就く').click();
    expect(await page.locator('[data-until]').innerText()).toMatch(/この画面は .*\d\d:\d\d まで使えます/);
    const id = await endsIn(officer.login, 9 * minute);
    await page.goto(`${hub.url}/log`);
    const line = page.locator('form textarea').first();
    await line.fill('須江区長から電話。裏山から');
    const since = (await store.read.rows.findOneByOrFail(WatchRow, { officerId: id })).beganAt;
    const newest = async () => {
      const order = { createdAt: 'DESC' } as const;
      const [row] = await store.read.rows.find(SessionRow, { where: { officerId: id }, order });
      if (row === undefined) throw new Error('no session');
      return row;
    };
    const before = await newest();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    const bar = page.locator('[data-session-ends=over]');
    await bar.waitFor();
    expect(await sound(page, 'over')).toEqual([]);
    await line.focus();
    await button(page, 'サインインし直す').click();
    const dialog = page.locator('dialog[open]');
    expect(await dialog.innerText()).toContain('当直はそのまま続きます');
    expect(await sound(page, 'renew')).toEqual([]);
    await dialog.locator('input[type=password]').fill('not her password');
    await dialog.locator('button[type=submit]').click();
    await dialog.locator('[data-failure]').waitFor();
    await dialog.locator('input[type=password]').fill(officer.password);
    await dialog.locator('button[type=submit]').click();
    await dialog.waitFor({ state: 'detached' });
    await bar.waitFor({ state: 'detached' });

    // The very same page, with her words and the focus in them.
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
    expect(new URL(page.url()).pathname).toBe('/log');
    expect(await line.inputValue()).toBe('須江区長から電話。裏山から');
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    const fresh = await newest();
    expect(fresh.idHash).not.toBe(before.idHash);
    // A whole new one, as at the door; the old one was not made longer, and ends within the minute.
    expect(fresh.expiresAt - fresh.createdAt).toBe(12 * 60 * minute);
    const old = await store.read.rows.findOneByOrFail(SessionRow, { idHash: before.idHash });
    expect(old.expiresAt).toBeLessThanOrEqual(Date.now() + minute);
    const watch = await store.read.rows.findBy(WatchRow, { officerId: id });
    expect(watch.map(({ beganAt, endedAt }) => [beganAt, endedAt])).toEqual([[since, null]]);

    // The old session ends: nobody is signed out, and the line that brings the alarms stands by the new one.
    await store.write(({ rows }) =>
      rows.update(SessionRow, { idHash: before.idHash }, { expiresAt: Date.now() - 1 }),
    );
    await line.fill('須江区長から電話。裏山から小石');
    await page.keyboard.press('Control+Enter');
    await page.locator('li, article', { hasText: '裏山から小石' }).first().waitFor();
    await hub.injectTelegram(landslide);
    await page.locator('[data-alarm]').waitFor({ timeout: 15_000 });
    expect(await page.locator('[data-ended], [data-stale]').count()).toBe(0);
  },
  120_000,
);

browserTest(
  'the bar can be pressed over a question that stands open, and the words typed there stay',
  async () => {
    const { page } = await openDesk(browser, { ...phone, language: 'en', width: 1280 });
    fixture.faults.ends = { at: Date.now() + 9 * minute, idle: 120 * minute, onDuty: true };
    await signIn(page, fixture.url, sato);
    await page.goto(`${fixture.url}/alerts/${furnish(fixture).issued.alertId}/manual`);
    await page
      .getByRole('button', { name: /^Could not/ })
      .first()
      .click();
    const words = page.locator('dialog[open] textarea');
    await words.fill('no damage reported');
    await page.locator('dialog[open] [data-session-ends=over]').waitFor();
    await page.locator('[data-session-ends] button').click();
    const renew = page.locator('dialog[open]', { hasText: 'your duty go on' });
    await renew.locator('input[type=password]').fill(sato.password);
    fixture.faults.ends = { at: Date.now() + 720 * minute, idle: 120 * minute, onDuty: true };
    await renew.locator('button[type=submit]').click();
    await renew.waitFor({ state: 'detached' });
    expect(await words.inputValue()).toBe('no damage reported');
    expect(await page.locator('[data-session-ends]').count()).toBe(0);
    delete fixture.faults.ends;
  },
);

browserTest(
  'a desk on duty whose session ran out calls every minute until somebody signs in; one without duty only says so',
  async () => {
    const { page } = await openDesk(browser, phone);
    await listen(page);
    await page.clock.install();
    await signIn(page, fixture.url, sato);
    const ended = { at: Date.now(), why: 'over' as const };
    for (const onDuty of [false, true]) {
      fixture.faults.ended = { ...ended, onDuty };
      fixture.faults.signedOut = true;
      await page.clock.runFor(30_000);
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await page.locator('[data-ended=over]').waitFor();
      const tones = await tonesOf(page);
      await page.clock.runFor(5 * minute);
      const calls = (await tonesOf(page)) - tones;
      if (onDuty) expect(calls).toBeGreaterThanOrEqual(4);
      else expect(calls).toBe(0);
      expect(await page.locator('[data-ended]').innerText()).toContain(
        onDuty ? '1分ごとに呼び続けます' : 'この画面では音が鳴りません',
      );
      await signInHere(page, sato);
    }
    delete fixture.faults.ended;
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
