import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { onFixture } from './fixtures/on-fixture.js';
import { officers, type Version } from './fixtures/office.js';
import { browserTest, missing, openDesk, resume, screenThere, type Look } from './support.js';

const run = promisify(execFile);
const hour = 3_600_000;
const sato = { login: 'sato', password: 'correct horse battery' };
const desk: Look = { language: 'ja', theme: 'day', width: 1440 };
const [author, other] = officers as [(typeof officers)[0], (typeof officers)[0]];
let browser: Browser;
let hub: Fixture;
let pdfs: string;

/** An order that was issued so long ago. */
const give = (kind: string, districts: readonly string[], ago: number): Version => {
  const slots = { hazard: 'landslide', reason: 'landslide-warning' };
  const decision = { by: '町長 山田太郎', means: 'phone' as const };
  const version = hub.office.open(author, { kind, slots, districts: [...districts], decision });
  hub.office.submit(version, author);
  hub.office.issue(version, other);
  return Object.assign(version, { issuedAt: Date.now() - ago });
};

onFixture(async (opened) => {
  ({ browser, hub } = opened);
  pdfs = await mkdtemp(join(tmpdir(), 'todoku-pdf-'));
  give('evacuation-instruction', ['sue', 'izui'], 2 * hour);
  give('evacuation-elderly', ['kumai'], 10 * 60_000);
});
afterAll(async () => {
  if (missing !== null) return;
  await rm(pdfs, { recursive: true });
});

const show = async (path: string) => {
  const { page, context } = await openDesk(browser, desk);
  await resume(page, hub.url, sato);
  await page.goto(hub.url + path);
  await screenThere(page);
  return { page, context };
};
/** Level by name, as the badges of the map say. */
const onMap = (page: Page) =>
  page.locator('.map-tag').evaluateAll((tags) =>
    Object.fromEntries(
      tags.flatMap((tag) => {
        const badge = tag.querySelector('.level');
        return badge === null
          ? []
          : [[tag.querySelector('.map-tag-name')?.textContent, badge.textContent[0]]];
      }),
    ),
  );
/** The same as the list says. */
const inList = (page: Page) =>
  page
    .locator('[data-district-table] tbody tr')
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [
          row.querySelector('th')?.textContent,
          /レベル(\d)/.exec(row.querySelector('.level')?.textContent ?? '')?.[1],
        ]),
      ),
    );
const ordered = (page: Page) => page.locator('path.district-ordered').count();

describe('the situation map', () => {
  browserTest('says what its list says, now and by the slider of the last day, by keys alone', async () => {
    const { page, context } = await show('/map');
    await page.locator('.map-tag .level').first().waitFor();
    expect(await onMap(page)).toEqual({ 須江: '4', 泉井: '4', 熊井: '3' });
    expect(await inList(page)).toEqual(await onMap(page));
    expect(await ordered(page)).toBe(3);

    await page.locator('input[type=range]').focus();
    for (let step = 0; step < 13; step += 1) await page.keyboard.press('ArrowLeft');
    await page.locator('[data-past]').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('path.district-ordered').length === 2);
    expect(await inList(page)).toEqual({ 須江: '4', 泉井: '4' });
    expect(await onMap(page)).toEqual(await inList(page));
    await page.keyboard.press('Home');
    await page.waitForFunction(() => document.querySelectorAll('path.district-ordered').length === 0);
    expect(await page.locator('[data-rest]').innerText()).toContain('どの地区にも');
    await page.keyboard.press('End');
    await page.waitForFunction(() => document.querySelectorAll('path.district-ordered').length === 3);
    expect(await page.locator('[data-past]').count()).toBe(0);

    // A layer goes from the map; the list keeps it.
    await page.getByRole('checkbox', { name: '町の避難情報' }).press('Space');
    expect(await ordered(page)).toBe(0);
    expect(Object.keys(await inList(page))).toHaveLength(3);
    await context.close();
  });

  for (const world of ['drill', 'live'] as const)
    browserTest(
      `A18: prints on ${world === 'drill' ? 'A4 and A3' : 'A4'} with the levels in words and the ${world} mark`,
      async () => {
        const own = world === 'drill' ? hub : await startFixture('live');
        const { page, context } = await openDesk(browser, desk);
        await resume(page, own.url, sato);
        await page.goto(`${own.url}/map`);
        await page.locator('.map-tag').first().waitFor();
        for (const format of world === 'drill' ? (['A4', 'A3'] as const) : (['A4'] as const)) {
          const path = join(pdfs, `${world}-${format}.pdf`);
          await page.pdf({ path, format, printBackground: true });
          const { stdout } = await run('pdftotext', ['-layout', path, '-']);
          expect(stdout).toContain(world === 'drill' ? '◇ 訓練' : '● 本番');
          expect(stdout).not.toContain(world === 'drill' ? '本番' : '訓練');
          expect(stdout).toContain('警戒レベル4までに必ず避難');
          if (world === 'drill') expect(stdout).toMatch(/須江\s+警戒レベル4 避難指示/);
          expect(stdout).not.toContain('サインアウト');
        }
        await context.close();
        if (own !== hub) await own.close();
      },
    );
});

browserTest('a shelter that one officer opens is open on the other’s map', async () => {
  const { page, context } = await show('/shelters');
  const { page: map, context: others } = await show('/map');
  await map.locator('#shelter-list').waitFor();
  expect(await map.locator('.map-shelter-open').count()).toBe(0);
  const card = page.locator('[data-shelter-card]').first();
  await card.getByRole('button', { name: /^開設する/ }).click();
  await card.locator('[data-shelter=open]').waitFor();
  await map.locator('.map-shelter-open').waitFor();
  expect(await map.locator('.map-shelter-open').innerText()).toBe('○ 1');
  expect(await map.locator('#shelter-list ~ * tbody tr, section tbody tr [data-shelter=open]').count()).toBe(
    1,
  );
  await context.close();
  await others.close();
});

browserTest('keys lead between rooms, never while typing, and each can be switched off', async () => {
  const { page, context } = await show('/');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press('g', 'm');
  await page.waitForURL(/\/map$/);
  await press('g', 'l');
  await page.waitForURL(/\/log$/);
  await page.locator('textarea, input').first().focus();
  await press('g', 'h');
  expect(page.url()).toMatch(/\/log$/);
  await page.locator('h1').focus();
  await press('?');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await dialog.getByRole('checkbox', { name: /状況図/ }).press('Space');
  await press('Escape');
  await press('g', 'm', 'g', 'c');
  await page.waitForURL(/\/compose$/);
  // A new screen takes the focus to its heading once it is there.
  await page.locator('h1:focus').waitFor();

  const more = page.getByRole('button', { name: /^その他/ });
  await more.focus();
  await press('Enter');
  await page.getByRole('link', { name: '訓練' }).waitFor();
  await press('Tab', 'Escape');
  expect(await more.getAttribute('aria-expanded')).toBe('false');
  expect(await more.evaluate((button) => button === document.activeElement)).toBe(true);
  await context.close();
});

browserTest(
  'an alarm sounds again each minute until it is acknowledged, and not where it is off',
  async () => {
    const { page, context } = await openDesk(browser, desk);
    await page.clock.install();
    await page.addInitScript(() => {
      const counted = window as unknown as { tones: number };
      counted.tones = 0;
      AudioContext.prototype.createOscillator = new Proxy(AudioContext.prototype.createOscillator, {
        apply(make, on, given) {
          counted.tones += 1;
          return Reflect.apply(make, on, given) as OscillatorNode;
        },
      });
    });
    const tones = () => page.evaluate(() => (window as unknown as { tones: number }).tones);
    await resume(page, hub.url, sato);
    await page.goto(hub.url);
    await page.locator('[data-alarm="2"]').waitFor();
    await page.locator('h1').click();
    await page.waitForFunction(() => (window as unknown as { tones: number }).tones === 2);
    await page.clock.runFor(60_000);
    expect(await tones()).toBe(4);
    await page.getByRole('button', { name: '音を止める' }).click();
    await page.locator('[data-alarm]').waitFor({ state: 'detached' });
    await page.clock.runFor(180_000);
    expect(await tones()).toBe(4);
    await page.reload();
    await page.locator('#proposals').waitFor();
    expect(await page.locator('[data-alarm]').count()).toBe(0);
    await context.close();
  },
);
