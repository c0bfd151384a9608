import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { TaskShape } from '../../src/wire/delivery.js';
import { officers } from './fixtures/office.js';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { browserTest, faultsOf, launch, missing, openDesk, signIn, type Look } from './support.js';

const sato = { login: 'sato', password: 'correct horse battery' };

let browser: Browser;
const hubs: Fixture[] = [];
beforeAll(async () => {
  if (missing === null) browser = await launch();
});
afterAll(async () => {
  await Promise.all(hubs.map((hub) => hub.close()));
  if (missing === null) await browser.close();
});

/** An alert that is a part of the way out. */
const goingOut = async (): Promise<{ hub: Fixture; path: string }> => {
  const hub = await startFixture('drill');
  hubs.push(hub);
  const [author, other] = officers as [(typeof officers)[0], (typeof officers)[0]];
  const slots = { hazard: 'landslide', reason: 'landslide-warning', shelters: ['E1134800022201'] };
  const order = { kind: 'evacuation-instruction', slots, districts: ['sue', 'kumai'] };
  const version = hub.office.open(author, order);
  hub.office.submit(version, author);
  hub.office.issue(version, other);
  return { hub, path: `/alerts/${version.alertId}` };
};

/** Controls that a thumb would miss: lower or narrower than 44 px. */
const small = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('dialog button, dialog label.choice, [data-channel] ~ div button')]
      .map((one) => [one, one.getBoundingClientRect()] as const)
      .filter(([, { width, height }]) => width > 0 && (width < 43.9 || height < 43.9))
      .map(([one]) => one.textContent ?? ''),
  );

const words = {
  ja: {
    stop: 'SMSを止める…',
    stopNow: 'SMSを止める',
    resume: /^再開する/,
    giveAll: /^すべて取りやめる/,
    giveUp: '送信を取りやめる',
    other: 'その他',
    elsewhere: /^別の宛先へ/,
    typed: /入力する/,
    send: 'この宛先へ送る',
    refused: /^拒否/,
    extend: '延長・変更する',
    next: '延長・変更：',
    over: 'もとの発令は取り消されています。',
  },
  en: {
    stop: 'Stop SMS…',
    stopNow: 'Stop SMS',
    resume: /^Resume/,
    giveAll: /^Give all up/,
    giveUp: 'Give up',
    other: 'Other',
    elsewhere: /^Another address/,
    typed: /^Type another/,
    send: 'Send to this address',
    refused: /^Refused/,
    extend: 'Extend or change',
    next: 'Extend or change: ',
    over: 'What it continues was cancelled',
  },
} as const;
const looks: readonly Look[] = [
  { language: 'ja', theme: 'night', width: 320 },
  { language: 'en', theme: 'day', width: 1280 },
];

describe('what an officer decides about deliveries', () => {
  for (const look of looks)
    browserTest(
      `${look.language}, ${look.theme}, ${look.width} px: stop by keyboard, task, resume, give up, another address`,
      async () => {
        const { hub, path } = await goingOut();
        const { context, page } = await openDesk(browser, look);
        const say = words[look.language];
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(error.message));
        page.on('dialog', () => faults.push('the browser’s own dialog'));
        const button = (name: string | RegExp) => page.getByRole('button', { name });
        // The screens themselves are looked at in every look elsewhere; axe sees each dialog once.
        const inspect = async (where: string) => {
          if (look.width === 320) faults.push(...(await faultsOf(page, where)));
          faults.push(...(await small(page)).map((text) => `${where}: small ${text}`));
          const text = await page.locator('dialog').innerText();
          if (/\{\{|\b[a-z]+[A-Z]?[a-z]*\.[a-z]+[A-Z][A-Za-z]*\b/.test(text))
            faults.push(`${where}: bare key`);
        };
        await signIn(page, hub.url, sato);
        await page.goto(hub.url + path);
        await button(say.stop).focus();
        await page.keyboard.press('Enter');
        await page.locator('dialog[open]').waitFor();
        await inspect('stop');
        await page.keyboard.press('Escape');
        await page.locator('dialog').waitFor({ state: 'detached' });
        expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(say.stop);
        await page.keyboard.press('Enter');
        await page.locator('dialog').getByRole('button', { name: say.stopNow }).press('Enter');
        await page.locator('[data-group="sms held stopped"]').waitFor();
        expect(hub.requests.filter(({ path: asked }) => asked.endsWith('/stop'))).toMatchObject([
          { method: 'POST', key: expect.any(String) },
        ]);

        await page.goto(hub.url);
        await page.locator('[data-task=stopped]').waitFor();
        await page.locator('[data-task=stopped] a').click();
        const group = page.locator('[data-group="sms held stopped"]');
        await group.getByRole('button', { name: say.giveAll }).click();
        await page.getByRole('radio', { name: say.other, exact: true }).check();
        await page.locator('dialog').getByRole('button', { name: say.giveUp, exact: true }).click();
        await page.locator('dialog textarea[aria-invalid=true]').waitFor();
        await inspect('give up');
        await page.keyboard.press('Escape');
        await group.getByRole('button', { name: say.resume }).click();
        await group.waitFor({ state: 'detached' });

        await button(say.refused).click();
        await button(say.elsewhere).first().click();
        await page.getByRole('radio', { name: say.typed }).check();
        await page.locator('dialog input[type=text]').fill('090-1234');
        await page.locator('dialog').getByRole('button', { name: say.send }).click();
        await page.locator('dialog input[aria-invalid=true]').waitFor();
        await page.locator('dialog input[type=text]').fill('０９０-1234-5678');
        await page.locator('dialog').getByText('+819012345678').waitFor();
        await inspect('another address');
        await page.locator('dialog textarea').fill('x');
        await page.locator('dialog').getByRole('button', { name: say.send }).click();
        await page.locator('dialog').waitFor({ state: 'detached' });

        await button(say.extend).click();
        await page.waitForURL(/drafts/);
        const [next, first] = hub.office.versions;
        expect(next).toMatchObject({ status: 'draft', ofVersion: first?.id, districts: first?.districts });
        await page.getByRole('heading', { level: 1, name: say.next }).waitFor();
        // The order was cancelled meanwhile: it is said before a word more is written.
        if (first) first.status = 'cancelled';
        await page.reload();
        await page.getByRole('alert').filter({ hasText: say.over }).waitFor();
        expect(faults).toEqual([]);
        await context.close();
      },
      90_000,
    );
});

browserTest(
  'an order that stands again after a cancel asks to be said again, or who told people how',
  async () => {
    const { hub } = await goingOut();
    const [version] = hub.office.versions;
    if (version === undefined) throw new Error('nothing was issued');
    const standing: TaskShape = {
      ...{ id: 'standing', kind: 'standing', versionId: version.id, alertId: version.alertId, n: version.n },
      ...{ alertNumber: version.alertNumber, messageKind: version.kind, level: version.level },
      ...{ channel: 'manual', reason: 'standing', openedAt: Date.now(), expiresAt: null, waiting: 0 },
    };
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
    let open = [standing];
    const closed: unknown[] = [];
    await page.route('**/api/v1/tasks', (route) => route.fulfill({ json: open }));
    await page.route('**/api/v1/tasks/standing/close', (route) => {
      closed.push(route.request().postDataJSON());
      open = [];
      return route.fulfill({ json: { id: 'standing' } });
    });
    await signIn(page, hub.url, sato);
    const card = page.locator('[data-task=standing]');
    await card.getByText('取消により、前に出した発令がふたたび発令中です').waitFor();
    expect(await card.locator('a').getAttribute('href')).toBe(`/alerts/${version.alertId}`);
    expect(await faultsOf(page, 'home with an order that stands again')).toEqual([]);
    await card.locator('input').fill('無線で、続いていると放送');
    await card.getByRole('button', { name: '周知済みにする' }).click();
    await card.waitFor({ state: 'detached' });
    expect(closed).toEqual([{ note: '無線で、続いていると放送' }]);
    await context.close();
  },
);
