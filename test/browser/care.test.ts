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
  signIn,
  smallTargets,
  typePhrase,
} from './support.js';

const look = { language: 'ja', theme: 'day', width: 1280 } as const;
const [first, second] = officers as [(typeof officers)[0], (typeof officers)[0]];

let browser: Browser;
let hub: Fixture;
onFixture((opened) => ({ browser, hub } = opened), 'test');

const desk = async (officer = sato): Promise<Page> => {
  const { page } = await openDesk(browser, look);
  await resume(page, hub.url, officer);
  return page;
};
const sent = (path: RegExp) => hub.requests.filter((one) => one.method === 'POST' && path.test(one.path));
const submits = () => sent(/\/submit$/);

describe('nothing is sent by one slip', () => {
  const toCheck = async (): Promise<[Page, Version]> => {
    const draft = hub.office.open(first, order);
    const page = await desk();
    await page.goto(`${hub.url}/drafts/${draft.id}/check`);
    await page.locator('button.hold').waitFor();
    return [page, draft];
  };

  browserTest(
    'A7: a wrong phrase, a short hold and Enter send nothing; the right phrase held for two seconds does',
    async () => {
      const [page] = await toCheck();
      const phrase = page.locator('input[aria-describedby$=-words]');
      await phrase.fill('避難指示 発令');
      await hold(page, 2300);
      await phrase.press('Enter');
      expect(submits()).toHaveLength(0);
      await typePhrase(page);
      await phrase.press('Enter');
      const tooShort = page.locator('p', { hasText: '2秒押し続けてください。まだ何も送っていません。' });
      await page.locator('button.hold').press('Enter');
      await tooShort.waitFor();
      await hold(page, 900);
      await tooShort.waitFor();
      expect(submits()).toHaveLength(0);
      await hold(page, 2300);
      await page.waitForURL(/versions/);
      expect(submits()).toHaveLength(1);
    },
  );

  browserTest('going back has the focus when the check opens', async () => {
    const [page] = await toCheck();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toMatch(
      /^\/drafts\/[^/]+$/,
    );
  });

  browserTest(
    'A11: a phrase in wide characters counts; Enter that commits an IME composition sends nothing',
    async () => {
      const [page] = await toCheck();
      const phrase = page.locator('input[aria-describedby$=-words]');
      await phrase.focus();
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Input.imeSetComposition', {
        text: 'くんれん',
        selectionStart: 4,
        selectionEnd: 4,
      });
      await devtools.send('Input.dispatchKeyEvent', {
        type: 'rawKeyDown',
        key: 'Enter',
        windowsVirtualKeyCode: 229,
      });
      await devtools.send('Input.insertText', { text: '訓練　避難指示　発令' });
      expect(submits()).toHaveLength(0);
      expect(await page.locator('button.hold').getAttribute('aria-disabled')).toBe('false');
    },
  );

  browserTest(
    'A11: while kana are composed the counter counts what stands there, and the Enter that commits them goes nowhere',
    async () => {
      const draft = hub.office.open(first, order);
      const page = await desk();
      await page.goto(`${hub.url}/drafts/${draft.id}`);
      const note = page.locator('textarea');
      const counter = page.locator('label:has(textarea) > span.numbers');
      await note.focus();
      const left = async () => Number(/\d+/.exec(await counter.innerText())?.[0]);
      const most = await left();
      const devtools = await page.context().newCDPSession(page);
      const kana = { text: 'ひなんじょ', selectionStart: 5, selectionEnd: 5 };
      await devtools.send('Input.imeSetComposition', kana);
      await page.waitForFunction(() => document.querySelector('textarea')?.value === 'ひなんじょ');
      expect(await left()).toBe(most - 5);
      await devtools.send('Input.dispatchKeyEvent', {
        type: 'rawKeyDown',
        key: 'Enter',
        windowsVirtualKeyCode: 229,
      });
      await devtools.send('Input.insertText', { text: '避難所' });
      expect(await note.inputValue()).toBe('避難所');
      expect(await left()).toBe(most - 3);
      expect(new URL(page.url()).pathname).toBe(`/drafts/${draft.id}`);
      expect(submits()).toHaveLength(0);
    },
  );

  browserTest('who cannot hold presses twice, the second time after three seconds', async () => {
    const [page] = await toCheck();
    await typePhrase(page);
    await page.getByRole('button', { name: '押し続けずに進む' }).press('Enter');
    const yes = page.getByRole('button', { name: /^はい、/ });
    await yes.press('Enter');
    expect(submits()).toHaveLength(0);
    await page.getByText('押せるようになりました').first().waitFor({ timeout: 5000 });
    await yes.press('Enter');
    await page.waitForURL(/versions/);
    expect(submits()).toHaveLength(1);
  });

  browserTest(
    'A7: a second act while the first is under way is not sent; a retry after a broken line bears the same key',
    async () => {
      const [page] = await toCheck();
      await typePhrase(page);
      await page.route('**/submit', (route) => void route.abort());
      await hold(page, 2300);
      await page.locator('[data-failure]').waitFor();
      const keys: (string | undefined)[] = [];
      await page.unroute('**/submit');
      await page.route('**/submit', async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length === 1) await route.abort();
        else setTimeout(() => void route.continue(), 1500);
      });
      await hold(page, 2300);
      await page.locator('[data-failure]').waitFor();
      await hold(page, 2300);
      await page.getByText('依頼しています…').waitFor();
      await hold(page, 500);
      await page.waitForURL(/versions/);
      expect(keys).toHaveLength(2);
      expect(keys[0]).toBe(keys[1]);
      expect(submits()).toHaveLength(1);
    },
  );
});

describe('two people', () => {
  const submitted = (): Version => {
    const version = hub.office.open(first, order);
    hub.office.submit(version, first);
    return version;
  };

  browserTest(
    'A7: her own submission waits for another: nothing to approve it with, and word when it is out',
    async () => {
      const version = submitted();
      const page = await desk(sato);
      await page.goto(`${hub.url}/versions/${version.id}`);
      await page.getByText('依頼しました。別の職員が承認すると発令されます。').waitFor();
      expect(await page.locator('h1').innerText()).toBe('承認を待っています：警戒レベル4 避難指示');
      expect(await page.locator('button.hold').count()).toBe(0);
      expect(await page.getByRole('link', { name: /承認/ }).count()).toBe(0);

      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
      hub.office.issue(version, second);
      hub.sockets.of('/console').emit('changed', { topics: ['alerts'], seq: 0, at: Date.now() });
      const word = page.locator('[data-became=issued]');
      await word.waitFor();
      await page.waitForFunction(() => {
        const { top, bottom } = document.querySelector('[data-became]')?.getBoundingClientRect() ?? {
          top: -1,
          bottom: -1,
        };
        return top > 0 && bottom <= innerHeight;
      });
      expect(await page.getByRole('status').innerText()).toContain('警戒レベル4 避難指示を発令しました');
      expect([...(await faultsOf(page, 'became')), ...(await smallTargets(page, 'became'))]).toEqual([]);
      await word.getByRole('link').click();
      await page.waitForURL(new RegExp(`/alerts/${version.alertId}`));
    },
  );

  browserTest(
    'the other officer reads who asks for what, where and to how many, and holding issues it',
    async () => {
      const version = submitted();
      const page = await desk(suzuki);
      await page.goto(`${hub.url}/versions/${version.id}`);
      const sentence = await page.locator('[data-readback]').innerText();
      for (const words of ['佐藤 花子', '訓練', '須江', '4,812', '警戒レベル4 避難指示', '防災行政無線'])
        expect(sentence).toContain(words);
      const texts = version.renderings.filter((one) => one.channel === 'sms').length;
      expect(await page.locator('section[aria-label="SMS"] h4').count()).toBe(texts);
      expect(texts).toBeGreaterThan(6);
      await hold(page, 2300);
      await page.waitForURL(/alerts/);
      expect(version.approver?.id).toBe(second.id);
    },
  );

  browserTest('a return needs a reason', async () => {
    const version = submitted();
    const page = await desk(suzuki);
    await page.goto(`${hub.url}/versions/${version.id}`);
    await page.getByRole('button', { name: '差し戻す', exact: true }).click();
    await page.getByRole('button', { name: '理由をつけて差し戻す' }).click();
    expect(version.status).toBe('submitted');
    await page.locator('form textarea').fill('泉井も対象に');
    await page.getByRole('button', { name: '理由をつけて差し戻す' }).click();
    await page.getByText('理由：泉井も対象に').waitFor();
  });
});

describe('nothing is missing unnoticed', () => {
  browserTest('each field that is missing is named, and its name leads to it', async () => {
    const draft = hub.office.open(first, { ...order, slots: {}, districts: [], decision: null });
    const page = await desk(sato);
    await page.goto(`${hub.url}/drafts/${draft.id}`);
    const decision = page.locator('section[aria-labelledby=decision]');
    await decision.waitFor();
    expect(await decision.getByText('必須', { exact: true }).count()).toBe(2);
    await page.getByRole('button', { name: '送信前の確認へ' }).click();
    const missing = page.locator('[data-missing] button');
    expect(await missing.allInnerTexts()).toEqual(['災害の種類', '対象地区', '決定した人', 'どう確認したか']);
    expect([...(await faultsOf(page, 'missing')), ...(await smallTargets(page, 'missing'))]).toEqual([]);
    await missing.getByText('災害の種類').click();
    const focused = () =>
      page.evaluate(() => {
        const { activeElement: one } = document;
        const { top } = one?.getBoundingClientRect() ?? { top: -1 };
        return { name: one?.getAttribute('name'), seen: top > 0 && top < innerHeight };
      });
    expect(await focused()).toEqual({ name: 'slot-hazard', seen: true });
    await page.keyboard.press('Space');
    await missing.getByText('決定した人').click();
    await page.keyboard.type('町長 山田太郎');
    expect(await missing.allInnerTexts()).toEqual(['対象地区', 'どう確認したか']);
    await missing.getByText('どう確認したか').press('Enter');
    await page.keyboard.press('Space');
    expect(await missing.allInnerTexts()).toEqual(['対象地区']);
    await page.waitForFunction(() => document.querySelector('[data-saving=saved]') !== null);
    expect(draft.decision).toMatchObject({ by: '町長 山田太郎', means: 'in-person' });
  });
});

describe('nothing typed is lost', () => {
  const note = (page: Page) => page.locator('textarea');

  browserTest('two editors: the slower one sees both texts and may overwrite or take theirs', async () => {
    const draft = hub.office.open(first, order);
    const [hers, his] = [await desk(sato), await desk(suzuki)];
    await hers.goto(`${hub.url}/drafts/${draft.id}`);
    await his.goto(`${hub.url}/drafts/${draft.id}`);
    await note(his).fill('川に近づかない');
    await his.locator('[data-saving=saved]').waitFor();
    await expect(untilNote(draft, '川に近づかない')).resolves.toBe(true);
    await note(hers).fill('崖に近づかない');
    const conflict = hers.locator('section[aria-labelledby=conflict]');
    await conflict.waitFor();
    const both = await conflict.innerText();
    expect(both).toContain('川に近づかない');
    expect(both).toContain('崖に近づかない');
    await conflict.getByRole('button', { name: '自分の内容で上書きする' }).click();
    await expect(untilNote(draft, '崖に近づかない')).resolves.toBe(true);
  });

  browserTest(
    'a colleague’s text that cannot be read just then is asked for again, and nothing is left “saving”',
    async () => {
      const draft = hub.office.open(first, order);
      const [hers, his] = [await desk(sato), await desk(suzuki)];
      await hers.goto(`${hub.url}/drafts/${draft.id}`);
      await his.goto(`${hub.url}/drafts/${draft.id}`);
      await note(his).fill('川に近づかない');
      await expect(untilNote(draft, '川に近づかない')).resolves.toBe(true);
      let lost = 0;
      await hers.route('**/api/v1/versions/*', (route) => {
        lost += 1;
        return route.abort('connectionreset');
      });
      await note(hers).fill('崖に近づかない');
      await hers.locator('[data-saving=offline]').waitFor();
      expect(lost).toBeGreaterThan(0);
      await hers.unroute('**/api/v1/versions/*');
      const conflict = hers.locator('section[aria-labelledby=conflict]');
      await conflict.waitFor({ timeout: 15_000 });
      expect(await conflict.innerText()).toContain('川に近づかない');
      expect(await note(hers).inputValue()).toBe('崖に近づかない');
    },
  );

  browserTest('a save whose answer was lost is no conflict with oneself when it is saved again', async () => {
    const draft = hub.office.open(first, order);
    const page = await desk();
    await page.goto(`${hub.url}/drafts/${draft.id}`);
    let lost = 0;
    await page.route('**/api/v1/drafts/*', async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await note(page).fill('川に近づかない');
    await page.locator('[data-saving=offline]').waitFor();
    await expect(untilNote(draft, '川に近づかない')).resolves.toBe(true);
    await page.locator('[data-saving=saved], section[aria-labelledby=conflict]').first().waitFor();
    expect(await page.locator('section[aria-labelledby=conflict]').count()).toBe(0);
    expect(lost).toBe(2);
    await note(page).fill('崖に近づかない');
    await expect(untilNote(draft, '崖に近づかない')).resolves.toBe(true);
  });

  browserTest(
    'A22: a session that ends in the middle: after signing in again the words are there and saved',
    async () => {
      const draft = hub.office.open(first, order);
      const page = await desk();
      await page.goto(`${hub.url}/drafts/${draft.id}`);
      await note(page).waitFor();
      await note(page).focus();
      hub.faults.signedOut = true;
      // At once: the next request of the page leads to the sign-in.
      await page.keyboard.insertText('夜明けまで外に出ない');
      await page.locator('input[autocomplete=username]').fill('sato');
      await page.locator('input[type=password]').fill(sato.password);
      await page.locator('form button[type=submit]').click();
      await note(page).waitFor();
      expect(await note(page).inputValue()).toBe('夜明けまで外に出ない');
      await expect(untilNote(draft, '夜明けまで外に出ない')).resolves.toBe(true);
    },
  );
});

/** True once the hub holds this note; false after six seconds. */
const untilNote = async (draft: Version, text: string): Promise<boolean> => {
  const end = Date.now() + 6000;
  while (draft.slots['note'] !== text && Date.now() < end) await new Promise((next) => setTimeout(next, 50));
  return draft.slots['note'] === text;
};

describe('what one sees is fresh, or says that it is not', () => {
  browserTest(
    'A12: an event of progress is on the screen within a second; a cut line shows within six; then all is fetched again',
    async () => {
      const version = hub.office.open(first, order);
      hub.office.submit(version, first);
      hub.office.issue(version, second, 0.1);
      const { page } = await openDesk(browser, look);
      await signIn(page, hub.url, suzuki);
      await page.goto(`${hub.url}/alerts/${version.alertId}`);
      const sms = page.locator('[data-channel=sms] [data-count=refused]');
      const push = page.locator('[data-channel=push] [data-count=accepted]');
      await page.locator('[data-channel=push]').waitFor();
      const start = Date.now();
      hub.advance(version, 0.5);
      await push.getByText('3,105', { exact: true }).waitFor({ timeout: 3000 });
      expect(Date.now() - start).toBeLessThan(1000);
      expect(await sms.innerText()).toBe('14');
      await page.context().setOffline(true);
      hub.sockets.of('/console').disconnectSockets(true);
      await page.locator('[data-stale]').waitFor({ timeout: 6500 });
      hub.advance(version, 1);
      await page.context().setOffline(false);
      await page.locator('[data-settled=true]').waitFor({ timeout: 10_000 });
      expect(await page.locator('[data-stale]').count()).toBe(0);
      expect(await push.innerText()).toBe('6,208');
    },
  );
});

describe('districts', () => {
  browserTest(
    'a district is found by ヶ, ケ, が, kana and romaji; the whole town is a choice of its own',
    async () => {
      const draft = hub.office.open(first, { ...order, districts: [] });
      const page = await desk();
      await page.goto(`${hub.url}/drafts/${draft.id}`);
      const search = page.locator('input[type=search]');
      for (const words of ['鳩ヶ丘', '鳩ケ丘', '鳩が丘', 'はとがおか', 'ハトガオカ', 'hatogaoka']) {
        await search.fill(words);
        expect(await page.locator('fieldset:has(input[type=search]) ul ul .choice').count()).toBe(5);
      }
      await search.fill('鳩ヶ丘3丁目');
      await page.locator('fieldset:has(input[type=search]) ul .choice').click();
      expect(await page.locator('[data-districts]').getAttribute('data-districts')).toBe('1');
      expect(await page.getByLabel(/^全域/).isChecked()).toBe(false);
      await page.getByLabel(/^全域/).check();
      expect(await page.locator('[data-districts]').getAttribute('data-districts')).toBe('25');
    },
  );
});

describe('an error is put right faster than it was made', () => {
  browserTest(
    'A8: from the alert to a sent correction in two actions and a phrase, well within thirty seconds',
    async () => {
      const version = hub.office.open(first, order);
      hub.office.submit(version, first);
      hub.office.issue(version, second, 1);
      const page = await desk(suzuki);
      await page.goto(`${hub.url}/alerts/${version.alertId}`);
      const start = Date.now();
      await page.getByRole('link', { name: '誤りを訂正・取消する' }).click();
      await page.getByRole('radio', { name: /^誤配信の訂正/ }).check();
      await page.locator('[data-fit]').first().waitFor();
      await typePhrase(page);
      await hold(page, 2300);
      await page.waitForURL(new RegExp(`/alerts/${version.alertId}$`));
      expect(Date.now() - start).toBeLessThan(30_000);
      const correction = hub.office.versions.find((one) => one.purpose === 'correction');
      expect(correction?.channels).toEqual(version.channels);
      expect(correction?.districts).toEqual(version.districts);
    },
  );

  browserTest(
    'an order in error is cancelled unless she chooses otherwise; what a correction leaves in force is said, with the ways to end it',
    async () => {
      const version = hub.office.open(first, order);
      hub.office.submit(version, first);
      hub.office.issue(version, second, 1);
      const { page } = await openDesk(browser, { ...look, theme: 'night', width: 320 });
      await resume(page, hub.url, suzuki);
      const stop = () => page.goto(`${hub.url}/alerts/${version.alertId}/stop`);
      const send = async () => {
        await page.locator('[data-fit]').first().waitFor();
        await typePhrase(page);
        await hold(page, 2300);
        await page.waitForURL(new RegExp(`/alerts/${version.alertId}$`));
      };
      const chosen = () => page.locator('input[name=act]:checked').locator('..').innerText();
      await stop();
      expect(await chosen()).toMatch(/^誤発令の取消/);
      await page.getByRole('radio', { name: /^誤配信の訂正/ }).check();
      await send();
      const corrected = page.locator('[data-corrected]');
      await corrected.waitFor();
      const standing = await corrected.innerText();
      for (const words of ['警戒レベル4 避難指示', '須江', '熊井', '発令中のまま'])
        expect(standing).toContain(words);
      expect(await corrected.getByRole('link', { name: /解除/ }).isVisible()).toBe(true);
      expect([...(await faultsOf(page, 'corrected')), ...(await smallTargets(page, 'corrected'))]).toEqual(
        [],
      );

      await corrected.getByRole('link', { name: '発令を取り消す' }).click();
      expect(await chosen()).toMatch(/^誤発令の取消/);
      await send();
      expect(version.status).toBe('cancelled');
      await corrected.waitFor({ state: 'detached' });
    },
  );

  browserTest('after thirty minutes, and of what is no order, the correction is offered', async () => {
    const page = await desk(suzuki);
    const offered = async (version: Version, ago = 0) => {
      hub.office.submit(version, first);
      hub.office.issue(version, second, 1);
      Object.assign(version, { issuedAt: Date.now() - ago });
      await page.goto(`${hub.url}/alerts/${version.alertId}/stop`);
      return page.locator('input[name=act]:checked').locator('..').innerText();
    };
    expect(await offered(hub.office.open(first, order), 31 * 60_000)).toMatch(/^誤配信の訂正/);
    expect(await offered(hub.office.open(first, { kind: 'test-broadcast', districts: 'all' }))).toMatch(
      /^誤配信の訂正/,
    );
  });

  browserTest('a cancel and a correction are no orders in force, though they are going out', async () => {
    const page = await desk(suzuki);
    const issued = () => {
      const version = hub.office.open(first, order);
      hub.office.submit(version, first);
      return hub.office.issue(version, second, 1);
    };
    const put = async (act: string, data: object = {}) => {
      const headers = { 'x-todoku-request': '1' };
      const { alertId } = issued();
      await page.context().request.post(`${hub.url}/api/v1/alerts/${alertId}/${act}`, { headers, data });
    };
    await put('cancel');
    await page.goto(hub.url);
    const glance = page.locator('[data-glance] li', { hasText: '発令中' });
    const rows = page.locator('section[aria-labelledby=live] article');
    await rows.first().waitFor();
    expect(await glance.innerText()).toMatch(/発令中\s*0/);
    // Two of its notices wait for a person: it is not called done.
    expect(await rows.locator('.tag').allInnerTexts()).toEqual(['配信が残っています（保留）']);
    expect(await page.getByText('発令中のものはありません。').isVisible()).toBe(true);

    await put('correction', { cause: 'wrong-area' });
    await page.reload();
    await rows.nth(1).waitFor();
    expect(await glance.innerText()).toMatch(/発令中\s*1/);
    expect(await rows.locator('.tag').allInnerTexts()).toEqual([
      '送信済み',
      'もとの発令は続いています',
      '配信が残っています（保留）',
    ]);
    await page.goto(`${hub.url}/alerts?state=inForce`);
    await page.getByText('2件のうち 1件').waitFor();
  });
});
