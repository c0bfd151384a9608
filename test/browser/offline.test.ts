/** The network goes in the middle of what an officer does: each screen says what is not known, and doing it again does it once. */
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { ChronologyShape } from '../../src/wire/chronology.js';
import type { WatchShape } from '../../src/wire/watch.js';
import * as step from '../acceptance/steps.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { sato } from './fixtures/order.js';
import { browserTest, faultsOf, launch, missing, openDesk, resume } from './support.js';
import { furnish } from './screens.js';

const night = { language: 'ja', theme: 'night', width: 320 } as const;

let browser: Browser;
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
let fixture: Fixture;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
  fixture = await startFixture('drill');
}, 120_000);
afterAll(async () => {
  if (missing !== null) return;
  await browser.close();
  await hub.close();
  await fixture.close();
});

const failure = (page: Page) => page.locator('[data-failure]');
const unknown = 'この操作が行われたか確認できません';

/** What the hub was sent while the network was cut and afterwards, and what it answered each time. */
interface Sent {
  readonly key: string | undefined;
  readonly status: number;
}

/**
 * Presses, and lets the network go: before the hub has heard of it, or once it has done it and before that is heard. Looks at
 * what the screen says, and brings the network back. What was sent is noted in the list that it answers.
 */
async function cutDuring(
  page: Page,
  path: string,
  when: 'unheard' | 'done',
  press: () => Promise<void>,
): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  await page.route(path, async (route) => {
    const key = route.request().headers()['idempotency-key'];
    const isFirst = sent.length === 0;
    const answer = isFirst && when === 'unheard' ? null : await route.fetch();
    sent.push({ key, status: answer?.status() ?? 200 });
    if (!isFirst && answer !== null) return route.fulfill({ response: answer });
    await page.context().setOffline(true);
    return route.abort('internetdisconnected');
  });
  await press();
  await failure(page).getByText(unknown).waitFor();
  expect(await failure(page).innerText()).toContain('二重には送られません');
  expect(await faultsOf(page, path)).toEqual([]);
  await page.context().setOffline(false);
  return sent;
}
/** Loses the network during the act, presses as before, and the hub takes it for the same act. */
const actTwice = async (
  page: Page,
  path: string,
  when: 'unheard' | 'done',
  press: () => Promise<void>,
): Promise<void> => {
  const sent = await cutDuring(page, path, when, press);
  await Promise.all([page.waitForResponse(path), press()]);
  await failure(page).waitFor({ state: 'detached' });
  expect(sent.map(({ status }) => status < 300)).toEqual([true, true]);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
};
const logged = async (words: string): Promise<number> => {
  const { entries } = step.good(
    await duty.get<ChronologyShape>(`/api/v1/chronology?text=${encodeURIComponent(words)}`),
  );
  return entries.length;
};
const open = async (path: string, url = hub.url, officer = hub.officers[0]): Promise<Page> => {
  const { page } = await openDesk(browser, night);
  await resume(page, url, officer);
  await page.goto(`${url}${path}`);
  return page;
};

browserTest(
  'an entry of the log is written once, though its time is "now" at each press',
  async () => {
    const page = await open('/log');
    await page.locator('form textarea').first().fill('役場前の道路が冠水');
    const press = async () => {
      await page.getByRole('button', { name: '記録する', exact: true }).click();
    };
    await actTwice(page, '**/api/v1/log', 'done', press);
    expect(await logged('役場前の道路が冠水')).toBe(1);
    // The same words once more, on purpose, are another entry.
    await page.locator('form textarea').first().fill('役場前の道路が冠水');
    await press();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('form textarea')?.value === '',
    );
    expect(await logged('役場前の道路が冠水')).toBe(2);
    await page.context().close();
  },
  90_000,
);

browserTest(
  'duty is taken once; taken again after a hand-over, it is not answered with what became of the first time',
  async () => {
    const page = await open('/');
    const take = page.getByRole('button', { name: '当直に就く' });
    const sent: (string | undefined)[] = [];
    await page.route('**/watch/take', async (route) => {
      sent.push(route.request().headers()['idempotency-key']);
      if (sent.length > 1) return route.continue();
      await route.fetch();
      await page.context().setOffline(true);
      return route.abort('internetdisconnected');
    });
    await take.click();
    await failure(page).getByText(unknown).waitFor();
    expect(await faultsOf(page, 'watch')).toEqual([]);
    await page.context().setOffline(false);
    const handOver = page.getByRole('button', { name: '当直を交代する' });
    await handOver.click();
    await page.locator('dialog textarea').fill('異常なし');
    await page.getByRole('button', { name: '申し送りを記録して交代する' }).click();
    await take.click();
    await handOver.waitFor();
    const { onDuty } = step.good(await duty.get<WatchShape>('/api/v1/watch'));
    expect(onDuty).toHaveLength(1);
    expect(new Set(sent).size).toBe(2);
    await page.context().close();
  },
  90_000,
);

browserTest(
  'a manual task is ticked once, and a shelter opened once',
  async () => {
    const order = await step.issued(duty, chief, step.order(['sue']), { channels: ['manual'] });
    await step.settled(duty, order.id);
    const page = await open(`/alerts/${order.alertId}/manual`);
    const fax = page.locator('[data-post=fax]').first();
    await fax.getByRole('button', { name: /^済にする/ }).click();
    const doneNow = page.locator('dialog').getByRole('button', { name: '済を記録する' });
    const press = () => doneNow.click();
    await actTwice(page, '**/api/v1/manual/*/close', 'unheard', press);
    await fax.and(page.locator('[data-state=done]')).waitFor();
    expect(await fax.locator('summary').innerText()).toContain('済');

    await page.goto(`${hub.url}/shelters`);
    const shelter = page.locator('[data-shelter-card]').first();
    const openNow = shelter.getByRole('button', { name: /^開設する/ });
    const name = (await shelter.locator('h2, h3').first().innerText()).split('\n')[0] ?? '';
    const before = await logged(name);
    await cutDuring(page, '**/api/v1/shelters/*/state', 'done', () => openNow.click());
    // The line is back, and the screen says by itself what became of it.
    await shelter.getByText('開設中').waitFor();
    expect((await logged(name)) - before).toBe(1);
    await page.context().close();
  },
  120_000,
);

browserTest(
  'a decision on a delivery keeps its key, and signing out without a network says that nobody knows',
  async () => {
    const { issued } = furnish(fixture);
    const page = await open(`/alerts/${issued.alertId}`, fixture.url, sato as never);
    const press = () =>
      page
        .getByRole('button', { name: /^もう一度送る/ })
        .first()
        .click();
    await actTwice(page, '**/api/v1/deliveries/*/decide', 'unheard', press);

    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'メニュー' }).click();
    await page.getByRole('button', { name: 'サインアウト' }).click();
    const said = page.locator('header', { has: failure(page) });
    await said.waitFor();
    expect(await said.innerText()).toContain('サインアウトできたか分かりません');
    expect(await faultsOf(page, 'sign-out')).toEqual([]);
    await page.context().close();
  },
  90_000,
);

browserTest(
  'a room that is opened for the first time without a network says so, stays in the console, and is there when the line is back',
  async () => {
    const page = await open('/');
    await page.locator('#levels').waitFor();
    // A moment after the start the code of every room is there.
    await page.waitForFunction(
      () => performance.getEntriesByType('resource').some(({ name }) => name.includes('/log-page')),
      null,
      { timeout: 20_000 },
    );
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await page.context().setOffline(true);
    await page.evaluate(() => history.pushState({}, '', '/log'));
    await failure(page).first().waitFor({ timeout: 20_000 });
    expect(await failure(page).first().innerText()).toContain('サーバーにつながりません');
    await page.locator('[data-stale]').waitFor();
    await page.context().setOffline(false);
    await failure(page).first().waitFor({ state: 'detached', timeout: 30_000 });
    await page.locator('[data-waiting]').first().waitFor({ state: 'detached' });
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
    await page.context().close();
  },
  90_000,
);

browserTest(
  'a room whose code has not come yet waits for the line, and never takes the console away',
  async () => {
    const { page } = await openDesk(browser, night);
    await resume(page, hub.url, hub.officers[0]);
    await page.route('**/log-page*', (route) => route.abort('internetdisconnected'));
    await page.goto(hub.url);
    await page.locator('#levels').waitFor();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await page.context().setOffline(true);
    const tried = page.waitForRequest(/log-page/);
    await page.evaluate(() => history.pushState({}, '', '/log'));
    await tried;
    await page.waitForRequest(/api\/v1\/session/);
    await page.locator('[data-stale]').waitFor();
    expect(await page.locator('[data-world-bar]').innerText()).toContain('訓練');
    await page.unroute('**/log-page*');
    await page.context().setOffline(false);
    await page.getByRole('heading', { level: 1, name: 'クロノロジー' }).waitFor({ timeout: 30_000 });
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
    await page.context().close();
  },
  90_000,
);
