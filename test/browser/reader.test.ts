/** What an officer reads is what she acts on: texts that change under her, her unsaved words, and what has lapsed. */
import { describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Fixture } from './fixtures/hub.js';
import { onFixture } from './fixtures/on-fixture.js';
import { officers, type Version } from './fixtures/office.js';
import { order, sato, suzuki } from './fixtures/order.js';
import {
  browserTest,
  faultsOf,
  hold,
  openDesk,
  resume,
  smallTargets,
  typePhrase,
  type Look,
} from './support.js';

const byDay = { language: 'ja', theme: 'day', width: 1280 } as const;
const byNight = { language: 'ja', theme: 'night', width: 320 } as const;
const [first, second] = officers as [(typeof officers)[0], (typeof officers)[0]];

let browser: Browser;
let hub: Fixture;
onFixture((opened) => ({ browser, hub } = opened), 'test');

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

describe('words that could not be saved', () => {
  const note = (page: Page) => page.locator('textarea');
  const signInAgain = async (page: Page, { login }: { login: string }) => {
    await page.locator('input[autocomplete=username]').fill(login);
    await page.locator('input[type=password]').fill(sato.password);
    await page.locator('form button[type=submit]').click();
    await note(page).waitFor();
  };
  const saves = () => hub.requests.filter(({ method }) => method === 'PUT').length;
  /** Her session ends while she writes; the page asks who she is. */
  const writeAndLose = async (draft: Version, words: string): Promise<Page> => {
    const page = await desk(sato);
    await page.goto(`${hub.url}/drafts/${draft.id}`);
    await note(page).waitFor();
    hub.faults.signedOut = true;
    await note(page).fill(words);
    await page.locator('input[autocomplete=username]').waitFor();
    return page;
  };

  browserTest('a colleague saved meanwhile: both are shown, and typing on overwrites neither', async () => {
    const draft = hub.office.open(first, order);
    const page = await writeAndLose(draft, '崖に近づかない');
    Object.assign(draft, { slots: { ...draft.slots, note: '川に近づかない' }, editors: [second] });
    draft.revision += 1;
    await page.reload();
    await signInAgain(page, sato);
    const conflict = page.locator('section[aria-labelledby=conflict]');
    await conflict.waitFor();
    const both = await conflict.innerText();
    expect(both).toContain('川に近づかない');
    expect(both).toContain('崖に近づかない');
    await note(page).fill('崖に近づかない。');
    await page.waitForTimeout(1500);
    expect(draft.slots['note']).toBe('川に近づかない');
    await page.getByRole('button', { name: '自分の内容で上書きする' }).click();
    await page.locator('[data-saving=saved]').waitFor();
    expect(draft.slots['note']).toBe('崖に近づかない。');
  });

  browserTest(
    'at a shared desk they become nobody else’s edit, and wait for whoever wrote them',
    async () => {
      const draft = hub.office.open(first, order);
      const page = await writeAndLose(draft, '崖に近づかない');
      await signInAgain(page, suzuki);
      expect(await note(page).inputValue()).toBe('');
      await page.waitForTimeout(1500);
      expect(saves()).toBe(0);
      expect(draft.editors).toEqual([]);
      hub.faults.signedOut = true;
      await page.reload();
      await signInAgain(page, sato);
      expect(await note(page).inputValue()).toBe('崖に近づかない');
      await page.locator('[data-saving=saved]').waitFor();
      expect(draft.slots['note']).toBe('崖に近づかない');
    },
  );

  browserTest('what is typed while a save is under way is not called saved before it is', async () => {
    const draft = hub.office.open(first, order);
    const page = await desk(sato);
    await page.goto(`${hub.url}/drafts/${draft.id}`);
    await note(page).waitFor();
    const underWay = page.waitForRequest((request) => request.method() === 'PUT');
    await page.route('**/api/v1/drafts/*', (route) => void setTimeout(() => void route.continue(), 700));
    await note(page).fill('崖に');
    await underWay;
    await note(page).fill('崖に近づかない');
    await page.locator('[data-saving=saved]').waitFor();
    expect(draft.slots['note']).toBe('崖に近づかない');
  });
});

describe('a submission that lapses', () => {
  /** Hands one in that lapses so soon; the hub says nothing when it does: only the clock goes on. */
  const lapsingIn = (milliseconds: number): Version =>
    Object.assign(submitted(), { lapsesAt: Date.now() + milliseconds });
  const waiting = (page: Page) => page.locator('[data-glance] li', { hasText: '承認待ち' }).innerText();

  browserTest('at home its submitter sees the time run out, hears that it has, and asks again', async () => {
    const version = lapsingIn(6000);
    const page = await desk(sato, byNight);
    await page.goto(hub.url);
    const card = page.locator('[data-waits]');
    await card.getByText(/あと \d:\d\d で失効します/).waitFor();
    expect(await card.getAttribute('data-waits')).toBe('submitted');
    expect(await waiting(page)).toMatch(/1$/);
    await page.locator('[data-waits=lapsed]').waitFor();
    expect(await card.getByText('失効', { exact: true }).isVisible()).toBe(true);
    expect(await waiting(page)).toMatch(/0$/);
    expect(await page.locator('[data-alarm="3"]').innerText()).toContain('失効');
    expect([...(await faultsOf(page, 'lapsed')), ...(await smallTargets(page, 'lapsed'))]).toEqual([]);
    await card.getByRole('button', { name: /同じ内容でもう一度依頼する/ }).click();
    await page.locator('[data-waits=submitted]').waitFor();
    expect(version.lapsesAt).toBeGreaterThan(Date.now() + 500_000);
    await page.locator('[data-alarm="3"]').waitFor({ state: 'detached' });
  });

  browserTest('the other officer’s alarm stops, and nothing is left to approve', async () => {
    lapsingIn(6000);
    const page = await desk(suzuki);
    await page.goto(hub.url);
    await page.locator('[data-alarm="3"]').waitFor();
    await page.locator('[data-alarm="3"]').waitFor({ state: 'detached' });
    // The card looks at the clock by itself, within a second of the alarm.
    await page.getByRole('link', { name: /内容を見て承認する/ }).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: /もう一度依頼する/ }).count()).toBe(0);
  });

  browserTest('a machine whose clock is two hours fast takes nothing for lapsed', async () => {
    submitted();
    const page = await desk(sato);
    await page.clock.install({ time: Date.now() + 2 * 3_600_000 });
    await page.addInitScript(() => {
      const seen = window as unknown as { lapsed: boolean };
      seen.lapsed = false;
      const look = () => {
        seen.lapsed ||= document.querySelector('[data-waits=lapsed], [data-alarm="3"]') !== null;
      };
      new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
    });
    await page.goto(hub.url);
    await page.locator('[data-waits=submitted]').waitFor();
    expect(await page.evaluate(() => (window as unknown as { lapsed: boolean }).lapsed)).toBe(false);
  });
});
