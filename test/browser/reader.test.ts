/** What an officer reads is what she acts on: texts that change under her, her unsaved words, and what has lapsed. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { officers, type Version } from './fixtures/office.js';
import {
  browserTest,
  faultsOf,
  hold,
  launch,
  missing,
  openDesk,
  resume,
  smallTargets,
  typePhrase,
  type Look,
} from './support.js';

const password = 'correct horse battery';
const sato = { login: 'sato', password };
const suzuki = { login: 'suzuki', password };
const byDay = { language: 'ja', theme: 'day', width: 1280 } as const;
const byNight = { language: 'ja', theme: 'night', width: 320 } as const;
const [first, second] = officers as [(typeof officers)[0], (typeof officers)[0]];
const order = {
  kind: 'evacuation-instruction',
  slots: { hazard: 'landslide', shelters: ['E1134800022201'] },
  districts: ['sue', 'kumai'],
  decision: { by: '町長 山田太郎', means: 'phone' as const },
};

let browser: Browser;
let hub: Fixture;
beforeAll(async () => {
  if (missing === null) browser = await launch();
}, 60_000);
afterAll(async () => {
  if (missing === null) await browser.close();
});
beforeEach(async () => {
  if (missing === null) hub = await startFixture('drill');
});
afterEach(async () => {
  if (missing !== null) return;
  for (const context of browser.contexts()) await context.close();
  await hub.close();
});

const desk = async (officer = sato, look: Look = byDay): Promise<Page> => {
  const { page } = await openDesk(browser, look);
  await resume(page, hub.url, officer);
  return page;
};
const sent = (path: RegExp) => hub.requests.filter((one) => one.method === 'POST' && path.test(one.path));
const submitted = (): Version => {
  const version = hub.office.open(first, order);
  hub.office.submit(version, first);
  return version;
};
/** The consoles are told, as by a real hub. */
const tell = () => hub.sockets.of('/console').emit('changed', { topics: ['alerts'], seq: 0, at: Date.now() });
/** A colleague saves the draft from a desk of his own. */
const colleagueSaves = async (draft: Version, change: Partial<Version>): Promise<void> => {
  const { context, page } = await openDesk(browser, byDay);
  await resume(page, hub.url, suzuki);
  const { revision, slots, districts, channels, decision } = draft;
  const headers = { 'x-todoku-request': '1' };
  const data = { revision, slots, districts, channels, decision, ...change };
  const answer = await context.request.put(`${hub.url}/api/v1/drafts/${draft.id}`, { headers, data });
  expect(answer.status()).toBe(200);
  await context.close();
};

describe('a text that changes while it is being read', () => {
  const changed = (page: Page) => page.locator('[data-changed]');
  const take = (page: Page) => page.getByRole('button', { name: '変わった内容を読みました' }).click();
  const blocked = (page: Page) => page.locator('button.hold').getAttribute('aria-disabled');

  browserTest(
    'at the check, while the phrase is typed: the phrase is gone, the button is blocked, and what changed is said',
    async () => {
      const draft = hub.office.open(first, order);
      const page = await desk(sato);
      await page.goto(`${hub.url}/drafts/${draft.id}/check`);
      await page.locator('button.hold').waitFor();
      await typePhrase(page);
      expect(await blocked(page)).toBe('false');
      await colleagueSaves(draft, {
        districts: ['sue', 'izui'],
        slots: { ...order.slots, note: '崖に近づかない' },
      });
      await page.locator('[data-summary]').getByText('崖に近づかない').waitFor();
      await hold(page, 2300);
      expect(sent(/\/submit$/)).toHaveLength(0);

      expect(await changed(page).locator('li').allInnerTexts()).toEqual([
        '加えた地区：泉井',
        '外した地区：熊井',
        expect.stringMatching(/：なし → 崖に近づかない$/),
      ]);
      expect(await page.getByRole('alert').innerText()).toContain('開いたあとで内容が変わりました');
      const phrase = page.locator('input[aria-describedby$=-words]');
      expect(await phrase.inputValue()).toBe('');
      await typePhrase(page);
      expect(await blocked(page)).toBe('true');
      await take(page);
      expect(await phrase.inputValue()).toBe('');
      await typePhrase(page);
      await page.waitForFunction(
        () => document.querySelector('button.hold')?.getAttribute('aria-disabled') === 'false',
      );
      await hold(page, 2300);
      await page.waitForURL(/versions/);
      expect(draft.status).toBe('submitted');
    },
  );

  browserTest(
    'at the approval, in a resubmission: another digest is not approved by the same hold',
    async () => {
      const version = submitted();
      const page = await desk(suzuki, byNight);
      await page.goto(`${hub.url}/versions/${version.id}`);
      await page.locator('button.hold').scrollIntoViewIfNeeded();
      Object.assign(version, { status: 'draft', digest: null, districts: ['sue', 'kumai', 'izui'] });
      tell();
      await page.locator('button.hold').waitFor({ state: 'detached' });
      hub.office.submit(version, first);
      tell();
      await page.locator('[data-readback]', { hasText: '泉井' }).waitFor();
      await hold(page, 2300);
      expect(sent(/\/approve$/)).toHaveLength(0);

      const words = await changed(page).locator('li').allInnerTexts();
      expect(words[0]).toBe('加えた地区：泉井');
      expect(words[1]).toMatch(/^文が変わったチャネル：.*SMS/);
      expect([...(await faultsOf(page, 'changed')), ...(await smallTargets(page, 'changed'))]).toEqual([]);
      await take(page);
      await changed(page).waitFor({ state: 'detached' });
      await hold(page, 2300);
      await page.waitForURL(/alerts/);
      expect(version.approver?.id).toBe(second.id);
    },
  );

  browserTest('while the button is held: the hold is let go', async () => {
    const version = submitted();
    const page = await desk(suzuki);
    await page.goto(`${hub.url}/versions/${version.id}`);
    await page.locator('button.hold').focus();
    await page.keyboard.down(' ');
    Object.assign(version, { districts: ['sue'] });
    hub.office.submit(version, first);
    tell();
    await changed(page).waitFor();
    await page.waitForTimeout(2300);
    await page.keyboard.up(' ');
    expect(sent(/\/approve$/)).toHaveLength(0);
    expect(await blocked(page)).toBe('true');
  });

  browserTest('what was opened anew, or is renewed as it was, is read as it stands', async () => {
    const version = submitted();
    const page = await desk(suzuki);
    await page.goto(`${hub.url}/versions/${version.id}`);
    await page.locator('button.hold').waitFor();
    Object.assign(version, { lapsesAt: Date.now() + 600_000 });
    tell();
    await page.locator('nav').getByRole('link', { name: '当直ホーム' }).first().click();
    await page.waitForURL(hub.url + '/');
    Object.assign(version, { districts: ['sue'] });
    hub.office.submit(version, first);
    tell();
    await page.getByRole('link', { name: /内容を見て承認する/ }).click();
    await page.locator('button.hold').waitFor();
    expect(await changed(page).count()).toBe(0);
    await hold(page, 2300);
    await page.waitForURL(/alerts/);
  });
});
