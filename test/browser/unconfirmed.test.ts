/** The hub did it and its answer was lost: the officer reads that nobody knows, and doing it again does it once. */
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Route } from 'playwright-core';
import * as step from '../acceptance/steps.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { browserTest, faultsOf, hold, launch, missing, openDesk, resume, typePhrase } from './support.js';

let browser: Browser;
let hub: TestHub;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  hub = await startTestHub(step.fast);
}, 120_000);
afterAll(async () => {
  if (missing !== null) return;
  await browser.close();
  await hub.close();
});

/** What may stand between a console and its hub, once the hub has answered. */
const onTheWay: Readonly<Record<string, (route: Route) => Promise<void>>> = {
  'the line breaks': (route) => route.abort('connectionreset'),
  'a proxy gives up': (route) =>
    route.fulfill({ status: 504, contentType: 'text/html', body: '<h1>504 Gateway Time-out</h1>' }),
  'the hub is asked again and refuses': (route) =>
    route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      json: { type: 'about:blank', status: 401, code: 'session.none', title: 'サインインしてください' },
    }),
};

browserTest(
  'a correction whose answer is lost on every way it can be lost goes out once, and is never said not to be sent',
  async () => {
    const [duty, chief] = await Promise.all(hub.officers.map((officer) => hub.signIn(officer)));
    if (!duty || !chief) throw new Error('no officers');
    const order = await step.issued(duty, chief, step.order(['sue']));
    const { page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
    await resume(page, hub.url, hub.officers[1]);
    const keys: (string | undefined)[] = [];
    const answered: number[] = [];
    const losses = Object.values(onTheWay);
    await page.route('**/correction', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      const answer = await route.fetch();
      answered.push(answer.status());
      const lose = losses[keys.length - 1];
      await (lose ? lose(route) : route.fulfill({ response: answer }));
    });
    await page.goto(`${hub.url}/alerts/${order.alertId}/stop`);
    await page.getByRole('radio', { name: /^誤配信の訂正/ }).check();
    await page.locator('[data-fit]').first().waitFor();
    await typePhrase(page);
    const failure = page.locator('[data-failure]');
    const said: string[] = [];
    for (const words of ['行われたか確認できません', '行われたか確認できません', 'サインインしてください']) {
      await hold(page, 2300);
      await failure.getByText(words).waitFor();
      said.push(await failure.innerText());
      expect(await faultsOf(page, words)).toEqual([]);
    }
    expect(said[0]).toContain('二重には送られません');
    expect(said.join()).not.toContain('送信はされていません');
    await hold(page, 2300);
    await page.waitForURL(new RegExp(`/alerts/${order.alertId}$`));

    expect(answered).toEqual([...losses, null].map(() => 200));
    expect(new Set(keys).size).toBe(1);
    const { versions } = await step.alert(duty, order.alertId);
    expect(versions.map(({ purpose }) => purpose)).toEqual(['correction', 'message']);
  },
  120_000,
);
