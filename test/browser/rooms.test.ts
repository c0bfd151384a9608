import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { VersionShape } from '../../src/wire/alert.js';
import * as step from '../acceptance/steps.js';
import { lookAtFeed } from '../../src/intake/feed-watch.js';
import { newId } from '../../src/platform/id.js';
import { AlertRow } from '../../src/store/entities/alert.entity.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import { browserTest, faultsOf, launch, missing, openDesk, resume } from './support.js';

let browser: Browser;
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
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
});

const threads = (page: Page) => page.locator('[data-log]');
const raw = (path: string, init: RequestInit = {}) =>
  fetch(`${hub.url}/api/v1${path}`, {
    ...init,
    headers: { cookie: duty.cookie, 'x-todoku-request': '1', 'content-type': 'application/json' },
  });
const entry = (text: string, more: object = {}) => ({
  ...{ at: Date.now() - 1000, category: 'call', text, source: '区長', personal: null },
  ...more,
});

browserTest(
  'chronology by keyboard at 320 px: one line is understood before it is saved, Enter saves nothing, progress and correction go on with it, the filter is an address',
  async () => {
    step.good(await duty.send('POST', '/api/v1/chronology/seen', { seq: 2 }));
    step.good(await chief.send('POST', '/api/v1/log', entry('ほかの職員の記録')));
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await resume(page, hub.url, hub.officers[0]);
    await page.goto(`${hub.url}/log`);
    await page.locator('[data-fresh="1"]').waitFor();

    await page.locator('body').press('/');
    await page.keyboard.type('0001 電話 区長→本部 石坂で冠水 @建設課 #道路 未対応 !');
    const understood = await page.locator('[data-understood]').innerText();
    for (const words of ['00:01', '電話', '区長', '本部', '石坂', '建設課', '道路・交通', '重要', '未対応'])
      expect(understood).toContain(words);
    const before = (await step.logOf(duty)).length;
    await page.keyboard.press('Enter');
    const line = page.locator('textarea').first();
    await line.dispatchEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: true, keyCode: 229 });
    expect(await line.inputValue()).toContain('石坂で冠水');
    expect((await step.logOf(duty)).length).toBe(before);
    await page.keyboard.press('Control+Enter');
    const thread = threads(page).filter({ hasText: '石坂で冠水' });
    await thread.locator('[data-status=open]').waitFor();
    expect(await line.inputValue()).toBe('');
    faults.push(...(await faultsOf(page, 'chronology')));

    await thread.getByRole('button', { name: /^経過を記録/ }).press('Enter');
    await page.getByRole('radio', { name: '完了' }).check();
    await page.locator('dialog input[type=text]').press('Enter');
    expect(await page.locator('dialog').isVisible()).toBe(true);
    faults.push(...(await faultsOf(page, 'progress')));
    await page.locator('dialog').getByRole('button', { name: '記録する' }).press('Enter');
    await thread.locator('[data-status=done]').waitFor();

    await thread.getByRole('button', { name: /^訂正/ }).press('Enter');
    await page.locator('dialog textarea').fill('石坂ではなく須江で冠水');
    await page.locator('dialog textarea').press('Control+Enter');
    await threads(page).filter({ hasText: '須江で冠水' }).locator('ol').waitFor();
    expect(await threads(page).filter({ hasText: '須江で冠水' }).innerText()).toContain('最初の記録');

    await page.getByRole('link', { name: '未完了' }).click();
    await page.waitForURL(/\/log\?status=unfinished$/);
    await page.getByText('条件に合う記録はありません。').waitFor();
    await page.goto(`${hub.url}/log?status=done&text=${encodeURIComponent('須江')}`);
    await threads(page).first().waitFor();
    expect(await threads(page).count()).toBe(1);
    expect(faults).toEqual([]);
    await context.close();
  },
  120_000,
);

browserTest(
  'what leaves the chronology: CSV without formulas or personal data, personal data only with a purpose that the log keeps, paper with the world in words',
  async () => {
    const evil = entry('=HYPERLINK("http://x")', { personal: '090-1234-5678' });
    step.good(await duty.send('POST', '/api/v1/log', evil));
    const csv = await (await raw('/chronology.csv?category=officers')).text();

    expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(csv).not.toContain('090-1234-5678');
    const json = (await (await raw('/chronology.json')).json()) as { root: number }[];
    expect(json.map(({ root }) => root)).toEqual(json.map(({ root }) => root).toSorted((a, b) => a - b));
    expect(JSON.stringify(json)).not.toContain('090-1234-5678');

    const ask = (reason: string) =>
      raw('/chronology/personal', { method: 'POST', body: JSON.stringify({ reason, filter: {} }) });
    expect((await ask(' ')).status).toBe(400);
    expect(await (await ask('安否の照会')).text()).toContain('090-1234-5678');
    const texts = (await step.logOf(duty)).map(({ text }) => text);
    expect(texts.at(-1)).toMatch(/個人情報を含むクロノロジーを書き出し.*安否の照会/);
    expect((await raw('/chronology?status=nonsense')).status).toBe(400);

    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 });
    await resume(page, hub.url, hub.officers[0]);
    await page.goto(`${hub.url}/log/print?category=officers`);
    await page.locator('table').waitFor();
    await page.emulateMedia({ media: 'print' });
    const printed = await page.locator('#main').innerText();
    expect(printed).toContain('◇ 訓練');
    expect(printed).toMatch(/連鎖ハッシュ [0-9a-f]{64}/);
    expect(await page.getByRole('button', { name: '印刷する' }).isVisible()).toBe(false);
    expect(await page.locator('nav').first().isVisible()).toBe(false);
    await context.close();
  },
  90_000,
);

browserTest(
  'channels say how they are and a trial goes to ourselves; templates say what is missing; both sound',
  async () => {
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 });
    const faults: string[] = [];
    await resume(page, hub.url, hub.officers[0]);
    await page.goto(`${hub.url}/channels`);
    const sms = page.locator('section').filter({ has: page.locator('#channel-sms') });
    const arrived = hub.town.ledger.size;
    await sms.getByRole('button', { name: /^自分あてに試験送信/ }).click();
    await sms.locator('[data-result=accepted]').waitFor();
    expect(hub.town.ledger.entries({ after: arrived - 1 })).toMatchObject([
      { provider: 'sms', target: '+819000000000' },
    ]);
    await sms.getByRole('button', { name: /^自分あてに試験送信/ }).click();
    await sms.locator('[data-failure]').waitFor();
    expect(await page.locator('#main').innerText()).not.toContain('+819000000000');
    faults.push(...(await faultsOf(page, 'channels')));

    await page.goto(`${hub.url}/templates?kind=evacuation-instruction&language=vi`);
    await page.locator('tr[data-review]').first().waitFor();
    expect(await page.locator('td[lang=vi]').first().innerText()).not.toBe('');
    await page.goto(`${hub.url}/templates?tab=glossary&text=${encodeURIComponent('がけくずれ')}`);
    await page.getByText('landslide', { exact: true }).waitFor();
    await page.goto(`${hub.url}/templates?tab=readings&text=${encodeURIComponent('泉井')}`);
    await page.getByText('いずい', { exact: true }).waitFor();
    faults.push(...(await faultsOf(page, 'readings')));
    expect(faults).toEqual([]);
    await context.close();
  },
  90_000,
);

browserTest(
  'an order offers for lifting what stands of it, tells people’s tasks apart from what was sent, and says when it is over',
  async () => {
    const order = await step.issued(duty, chief, step.order(['okuda', 'kumai']), {
      channels: ['push', 'manual'],
    });
    await step.settled(duty, order.id);
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
    await resume(page, hub.url, hub.officers[0]);
    const alert = `${hub.url}/alerts/${order.alertId}`;
    await page.goto(alert);
    await page.locator('[data-standing=in-force]').waitFor();
    expect(await page.locator('[data-standing]').innerText()).toBe('発令中：奥田、熊井');
    const people = page.locator('[data-channel=manual]');
    expect(await people.innerText()).toMatch(/のうち 0件が済み（0%）[^]*これから/);
    expect(await page.locator('[data-settled]').innerText()).toMatch(/手作業の伝達は、あと \d+件です/);
    const texts = (await step.logOf(duty)).map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringMatching(/^手作業 \d+ 件を担当に回した/));

    const lift = await step.draft(duty, { liftOf: order.id, districts: ['kumai'] });
    await page.goto(`${hub.url}/drafts/${lift.id}`);
    await page.locator('[data-districts]', { hasText: '2地区のうち 1地区' }).waitFor();
    expect(await page.getByRole('checkbox', { name: '石坂', exact: true }).count()).toBe(0);
    expect(await page.getByRole('checkbox', { name: /^全域/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /危険な場所がある地区/ }).count()).toBe(0);

    await step.issued(duty, chief, { liftOf: order.id, districts: ['okuda', 'kumai'] });
    await page.goto(alert);
    await page.locator('[data-standing=over]').waitFor();
    expect(await page.getByRole('link', { name: /^解除/ }).count()).toBe(0);
    expect(await faultsOf(page, 'lifted')).toEqual([]);
    await context.close();
  },
  90_000,
);

browserTest(
  'the room for channels looks by itself every quarter of a minute',
  async () => {
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 });
    await resume(page, hub.url, hub.officers[0]);
    await page.clock.install();
    await page.goto(`${hub.url}/channels`);
    await page.locator('[data-stations] [data-station]').first().waitFor({ state: 'attached' });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const both = ['/api/v1/channels', '/api/v1/channels/radio/stations'];
    await page.clock.runFor(10_000);
    expect(asked.filter((path) => both.includes(path))).toEqual([]);
    const answers = both.map((path) =>
      page.waitForResponse((response) => new URL(response.url()).pathname === path),
    );
    await page.clock.runFor(10_000);
    await Promise.all(answers);
    await hub.town.setTarget('S03', 'silent');
    const told = page.waitForResponse((response) => response.url().endsWith('/stations'));
    await page.clock.runFor(16_000);
    await told;
    await page.locator('[data-trouble]', { hasText: '熊井' }).waitFor();
    await hub.town.setTarget('S03', null);
    await context.close();
  },
  60_000,
);

browserTest(
  'a silent feed at 320 px by night: home says so first and that it sounds, and the next telegram ends it',
  async () => {
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
    await resume(page, hub.url, hub.officers[0]);
    await page.goto(hub.url);
    const last = page.locator('[data-last-telegram]');
    await last.waitFor();
    const notice = page.locator('[data-feed-silent]');
    expect(await notice.count()).toBe(0);
    await hub.injectTelegram(step.landslide);
    await page.locator('[data-last-telegram]', { hasText: '最後の電文' }).waitFor();
    const { desk } = hub.hub;
    const later = { now: () => desk.clock.now() + 14 * 3_600_000 };
    await lookAtFeed({ ...desk, clock: later }, 13);
    await notice.waitFor();
    expect(await notice.innerText()).toContain('気象庁の電文が届いていません（最後の電文');
    await page.locator('[data-alarm]').waitFor();
    expect(await faultsOf(page, 'silent feed')).toEqual([]);
    await lookAtFeed(desk, 13);
    await notice.waitFor({ state: 'detached' });
    await context.close();
  },
);

browserTest(
  'the inbox gives the original back, and says why a proposal was put aside, by whom and when',
  async () => {
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 320 });
    await resume(page, hub.url, hub.officers[0]);
    await page.goto(`${hub.url}/inbox`);
    await page
      .getByRole('button', { name: /^見送る/ })
      .first()
      .click();
    await page.locator('textarea').fill('揺れを感じず、被害の通報なし');
    await page.getByRole('button', { name: '理由を記録して見送る' }).click();
    const closed = page.locator('[data-closed=dismissed]').first();
    await closed.waitFor();
    const words = await closed.innerText();
    expect(words).toContain('見送った理由：揺れを感じず、被害の通報なし');
    expect(words).toMatch(/見送り済み ・ \S.* \d+月\d+日/);
    const original = page.getByRole('link', { name: /^原文を見る/ }).first();
    const answer = await page.context().request.get(hub.url + (await original.getAttribute('href')));
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await answer.text()).toContain('<Report');
    const saving = page.waitForEvent('download');
    await page
      .getByRole('link', { name: /^原文を保存する/ })
      .first()
      .click();
    expect((await saving).suggestedFilename()).toMatch(/^todoku-drill-telegram-.*\.xml$/);
    expect(await faultsOf(page, 'inbox')).toEqual([]);
    await context.close();
  },
);

browserTest(
  'the list of alerts has pages: how many there are is the truth, older ones are loaded, and a draft says whose it is',
  async () => {
    const draft = await step.draft(duty, step.order(['sue']));
    await hub.hub.store.write(async ({ rows }) => {
      const { incidentId } = await rows.findOneByOrFail(AlertRow, { id: draft.alertId });
      for (let i = 0; i < 120; i++)
        await rows.insert(AlertRow, {
          ...{ id: newId(), incidentId, year: null, number: null },
          createdAt: Date.now() - (i + 1) * 3_600_000,
        });
    });
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
    await resume(page, hub.url, hub.officers[0]);
    await page.goto(`${hub.url}/alerts`);
    const found = page.locator('[data-found]');
    await found.waitFor();
    const all = Number(/全(\d+)件/.exec(await found.innerText())?.[1]);
    expect(all).toBeGreaterThan(120);
    expect(await found.innerText()).toContain('読み込んだ100件から');
    expect(await page.locator('article', { hasText: '番号なし' }).first().innerText()).toMatch(
      /作成 \S.* \d+月\d+日/,
    );
    expect(await faultsOf(page, 'alerts')).toEqual([]);
    await page.getByRole('button', { name: 'さらに古いものを読み込む' }).click();
    await page.locator('[data-found]', { hasText: new RegExp(`^${all}件のうち `) }).waitFor();
    expect(await page.getByRole('button', { name: 'さらに古いものを読み込む' }).count()).toBe(0);
    await context.close();
  },
);

browserTest('a channel that is switched off asks why, and whoever approves reads it', async () => {
  const draft = await step.draft(duty, step.order(['sue']));
  const { context, page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
  await resume(page, hub.url, hub.officers[0]);
  await page.goto(`${hub.url}/drafts/${draft.id}`);
  await page.getByRole('checkbox', { name: '防災行政無線' }).uncheck();
  await page.getByLabel(/^「防災行政無線」を使わない理由/).fill('親局が点検中');
  await page.locator('[data-saving=saved]').waitFor();
  expect(await faultsOf(page, 'left out')).toEqual([]);
  await page.goto(`${hub.url}/drafts/${draft.id}/check`);
  const summary = page.locator('[data-summary]');
  await summary.waitFor();
  expect(await summary.innerText()).toContain('防災行政無線（親局が点検中）');
  expect(await page.locator('#warnings').innerText()).toContain(
    '送らないチャネル：防災行政無線（親局が点検中）',
  );
  const version = step.good(await duty.get<VersionShape>(`/api/v1/versions/${draft.id}`));
  const { slots, districts, channels, leftOut } = version;
  expect(leftOut).toEqual([{ channel: 'radio', reason: '親局が点検中' }]);
  const edited = await step.edit(duty, version, {
    ...{ slots, districts, channels, decision: step.decided },
    leftOut: { radio: '親局が点検中' },
  });
  const submitted = step.good(await step.submit(duty, step.good(edited)));
  await context.close();
  const other = await openDesk(browser, { language: 'ja', theme: 'day', width: 320 });
  await resume(other.page, hub.url, hub.officers[1]);
  await other.page.goto(`${hub.url}/versions/${submitted.id}`);
  await other.page.locator('[data-summary]').waitFor();
  expect(await other.page.locator('[data-summary]').innerText()).toContain('防災行政無線（親局が点検中）');
  await other.context.close();
});
