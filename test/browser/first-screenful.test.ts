/** What an officer must know is in the first screenful of a phone, and what is over does not stand in its way. */
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { World } from '../../src/domain/world.js';
import * as step from '../acceptance/steps.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { sato } from './fixtures/order.js';
import { browserTest, dress, faultsOf, launch, missing, openDesk, resume, smallTargets } from './support.js';
import { furnish } from './screens.js';

const night = { language: 'ja', theme: 'night', width: 320 } as const;

let browser: Browser;
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
const fixtures: Fixture[] = [];
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
  await Promise.all(fixtures.map((fixture) => fixture.close()));
});

/** How far down the last line of what shows such words reaches, in CSS pixels; where it is covered, it counts as not there. */
const bottomOf = (page: Page, words: string): Promise<number> =>
  page.evaluate((wanted) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let best = Number.POSITIVE_INFINITY;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!(node.textContent ?? '').includes(wanted)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of [...range.getClientRects()].slice(-1)) {
        const there = document.elementFromPoint(box.left + 2, box.top + box.height / 2);
        const shown =
          there !== null && (there.contains(node) || (node.parentElement?.contains(there) ?? false));
        if (shown && box.width > 1) best = Math.min(best, box.bottom);
      }
    }
    return best;
  }, words);

browserTest(
  'at 320 × 640 the approver reads who asks for what, where and until when, the world and the time left without scrolling',
  async () => {
    for (const world of ['live', 'drill'] satisfies World[]) {
      const fixture = await startFixture(world);
      fixtures.push(fixture);
      const { waiting } = furnish(fixture);
      const { page } = await openDesk(browser, night);
      await resume(page, fixture.url, sato);
      await page.goto(`${fixture.url}/versions/${waiting.id}`);
      await page.locator('[data-in-short]').waitFor();
      // An approval that waits sounds, and its button stands in the bar: as the approver finds it.
      await page.locator('[data-alarm]').waitFor();
      await dress(page, night, 640);
      expect(await page.evaluate(() => scrollY)).toBe(0);
      const told = await page.locator('[data-in-short]').innerText();
      expect(told).toMatch(/いま承認すると \d+月\d+日\(.\) \d\d:\d\dまで/);
      const wanted = [
        world === 'live' ? '● 本番' : '◇ 訓練',
        '鈴木 一郎',
        '高齢者等避難',
        'レベル3',
        '奥田',
        '大橋',
        'いま承認すると',
        'で失効します',
      ];
      for (const words of wanted)
        expect([words, await bottomOf(page, words)]).toEqual([words, expect.any(Number)]);
      const bottoms = await Promise.all(wanted.map((words) => bottomOf(page, words)));
      expect(Math.max(...bottoms)).toBeLessThanOrEqual(640);
      expect(await faultsOf(page, world)).toEqual([]);
      expect(await smallTargets(page, world)).toEqual([]);
      // Going back has the focus, and has not moved the page.
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('戻る');
      await page.context().close();
    }
  },
  90_000,
);

browserTest(
  'a lift leaves home once everybody has got it, is named while it goes out or is held, and is nowhere in force',
  async () => {
    const order = await step.issued(duty, chief, step.order(['sue']));
    const { page } = await openDesk(browser, night);
    await resume(page, hub.url, hub.officers[0]);
    await page.goto(hub.url);
    const live = page.locator('section[aria-labelledby=live]');
    const row = live.locator('[data-alert-standing]');
    await row.and(page.locator('[data-alert-standing=in-force]')).waitFor();
    await step.settled(duty, order.id);
    const { store } = hub.hub;
    const lift = await step.issued(duty, chief, { liftOf: order.id, districts: ['sue'] });
    await step.settled(duty, lift.id);
    // Everybody has got it: home has nothing any more, without a press.
    await row.first().waitFor({ state: 'detached', timeout: 30_000 });
    expect(await live.innerText()).toContain('発令中のものはありません');
    expect(await page.locator('[data-glance]').innerText()).toMatch(/発令中\s*0/);
    // One of its messages waits for a person.
    const hold = (state: string) =>
      store.write(({ sql }) =>
        sql(
          `UPDATE deliveries SET state = $2, held_reason = CASE WHEN $2 = 'held' THEN 'unsure' END
           WHERE id = (SELECT MIN(id) FROM deliveries WHERE version_id = $1)`,
          lift.id,
          state,
        ),
      );
    await hold('held');
    await page.reload();
    await row.and(page.locator('[data-alert-standing=held]')).waitFor();
    const words = await row.innerText();
    expect(words).toContain('解除');
    expect(words).toContain('配信が残っています（保留）');
    expect(words).not.toMatch(/発令中|送信済み/);
    expect(await faultsOf(page, 'home')).toEqual([]);
    await hold('delivered');

    await page.goto(`${hub.url}/alerts?state=inForce`);
    await page.locator('[data-found]').waitFor();
    expect(await page.locator('[data-alert-standing]').count()).toBe(0);
    await page.goto(`${hub.url}/alerts`);
    const over = page.locator('[data-alert-standing=over]').first();
    expect(await over.innerText()).not.toContain('発令中');
    await page.goto(`${hub.url}/alerts/${order.alertId}`);
    await page.locator('[data-standing=over]').waitFor();
    expect(await page.locator('main .tag').allInnerTexts()).not.toContain('発令中');
    await page.goto(`${hub.url}/map`);
    await page.locator('h1').waitFor();
    const place = page.locator('tr', { hasText: '須江' }).first();
    await place.waitFor();
    expect(await place.innerText()).toContain('解除');
    expect(await place.innerText()).not.toContain('警戒レベル');
    await page.context().close();
  },
  120_000,
);
