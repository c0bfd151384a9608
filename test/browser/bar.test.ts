/** The acceptance bar of the console that is not looked at screen by screen (screens.test.ts): faults, figures, paper. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { SegmentedMessage } from 'sms-segments-calculator';
import { smsSegments } from '../../src/compose/size.js';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { onFixture } from './fixtures/on-fixture.js';
import { officers, say, type Version } from './fixtures/office.js';
import { order } from './fixtures/order.js';
import { furnish, screens } from './screens.js';
import {
  browserTest,
  faultsOf,
  hold,
  openDesk,
  openScreen,
  resume,
  smallTargets,
  typePhrase,
} from './support.js';

const password = 'correct horse battery';
const look = { language: 'ja', theme: 'day', width: 1280 } as const;
const [first, second] = officers as [(typeof officers)[0], (typeof officers)[0]];

let browser: Browser;
let hub: Fixture;
onFixture((opened) => ({ browser, hub } = opened), 'test');

const desk = async (login = 'sato'): Promise<Page> => {
  const { page } = await openDesk(browser, look);
  await resume(page, hub.url, { login, password });
  return page;
};
/** A page that has no line to the hub: what changes meanwhile does not reach it. */
const deafDesk = async (login: string): Promise<Page> => {
  const page = await desk(login);
  await page.route('**/socket.io/**', (route) => void route.abort());
  return page;
};
const submitted = (): Version => {
  const version = hub.office.open(first, order);
  hub.office.submit(version, first);
  return version;
};
const approvals = () => hub.requests.filter(({ path }) => path.endsWith('/approve')).length;

browserTest('control: a page with one fault of each kind is told of all of them', async () => {
  const { page } = await openDesk(browser, { ...look, width: 320 });
  await page.setContent(`<html lang="ja"><title>x</title><main><h1>一</h1><h1>二</h1>
    <p style="color:#999;background:#fff">薄い字 home.title {{count}}</p><img src="data:,">
    <div style="width:400px">広い</div><button class="btn" style="width:30px;height:30px">押</button>
    <table><tr><td>1</td></tr></table><p role="status"></p><p role="status"></p><p role="alert"></p></main>`);
  const faults = [...(await faultsOf(page, 'control')), ...(await smallTargets(page, 'control'))].join('\n');
  for (const fault of [
    ...[
      'color-contrast',
      'image-alt',
      '2 h1',
      '3 live regions',
      '1 tables without headers',
      'scrolls sideways',
    ],
    ...['bare key home.title', 'a placeholder was not filled', 'small 30 × 30'],
  ])
    expect(faults).toContain(fault);
});

browserTest('A7: a tab that is behind, and a text edited while it waited, are refused in words', async () => {
  const version = submitted();
  const page = await deafDesk('suzuki');
  const held = async () => {
    const before = approvals();
    await hold(page, 2300);
    await page.locator('[data-failure]').waitFor();
    expect(approvals()).toBe(before + 1);
    return page.locator('[data-failure]').innerText();
  };
  await page.goto(`${hub.url}/versions/${version.id}`);
  await page.locator('[data-readback]').waitFor();
  Object.assign(version, { status: 'draft', districts: ['sue', 'kumai', 'izui'] });
  hub.office.submit(version, first);
  version.digest = `${version.digest}-of-another-text`;
  expect(await held()).toContain('approve.other-digest');
  expect(version.status).toBe('submitted');

  await page.goto(`${hub.url}/versions/${version.id}`);
  await page.locator('[data-readback]').waitFor();
  hub.office.issue(version, second);
  const { issuedAt } = version;
  await held();
  expect(version.issuedAt).toBe(issuedAt);
});

browserTest(
  'A7: a clock two hours wrong shows the hub’s time, and neither bars nor hurries anything',
  async () => {
    for (const hours of [-2, 2]) {
      const version = submitted();
      const page = await desk('suzuki');
      await page.clock.install({ time: Date.now() + hours * 3_600_000 });
      await page.goto(`${hub.url}/versions/${version.id}`);
      await page.locator('[data-readback]').waitFor();
      const shown = await page.locator('[data-world-bar] time').getAttribute('datetime');
      expect(Math.abs(Date.parse(shown ?? '') - Date.now())).toBeLessThan(60_000);
      expect(await page.locator('button.hold').getAttribute('aria-disabled')).toBe('false');
      await hold(page, 2300);
      await page.waitForURL(/alerts/);
      expect(version.approver?.id).toBe(second.id);
      await page.context().close();
    }
  },
);

/** Texts that are counted in one way by a careless counter and in another by the provider. */
const hardTexts = (): readonly string[] => {
  const letters = [
    'a',
    '€',
    '[',
    'ｱ',
    'ﾞ',
    'あ',
    '避',
    'が',
    '𠮷',
    '👨‍👩‍👧',
    '🇯🇵',
    'é',
    'e\u0301',
    'ơ',
    'न',
    'ि',
  ];
  const lengths = [1, 69, 70, 71, 134, 135, 152, 153, 160, 161];
  const alone = letters.flatMap((letter) => lengths.map((length) => letter.repeat(length)));
  const mixed = letters.map((letter, at) => `${'a'.repeat(60 + at)}${letter}${'{'.repeat(at + 40)}`);
  const wide = letters.map((letter, at) => `${'避難'.repeat(20 + at)}${letter}${'ｶﾞ'.repeat(at + 1)}`);
  return [
    ...alone,
    ...mixed,
    ...wide,
    '',
    ' ',
    'a b',
    '避 難',
    '\u200D',
    '【訓練】',
    '〜'.repeat(70),
    '①'.repeat(71),
  ];
};

browserTest(
  'A10: two hundred hard texts are shown as they are, with the number that the provider counts',
  async () => {
    const draft = hub.office.open(first, order);
    const said = say('drill', draft.slots, draft.kind, draft.districts, ['sms']);
    if ('refused' in said) throw new Error(said.refused);
    const [sample] = said.renderings.filter(({ channel, ruby }) => channel === 'sms' && ruby === undefined);
    if (sample === undefined) throw new Error('no text by SMS');
    const texts = hardTexts();
    expect(texts.length).toBeGreaterThanOrEqual(200);
    const renderings = texts.map((text, at) => ({
      ...sample,
      ...{ text, variant: `${at}`, size: smsSegments(text), limit: 100, unit: 'segments' as const },
    }));
    const page = await desk();
    await page.route('**/api/v1/preview', (route) =>
      route.fulfill({ json: { ...said, renderings, audience: { people: 1, addresses: 1 } } }),
    );
    await page.goto(`${hub.url}/drafts/${draft.id}/check`);
    await page.locator('section[aria-label=SMS] li [data-fit]').first().waitFor();
    const shown = await page.locator('section[aria-label=SMS] ul li:has([lang])').evaluateAll((items) =>
      items.map((item) => ({
        text: item.querySelector('.whitespace-pre-line')?.textContent ?? null,
        counter: item.querySelector('[data-fit]')?.textContent ?? '',
      })),
    );
    expect(shown.map(({ text }) => text)).toEqual(texts);
    const counted = shown.map(({ counter }) => Number(/\d+/.exec(counter)?.[0]));
    expect(counted).toEqual(texts.map((text) => new SegmentedMessage(text).segmentsCount));
  },
);

browserTest(
  'A4: what is pressed on the map is ticked in the list, and what is ticked there is marked on the map',
  async () => {
    const draft = hub.office.open(first, { ...order, districts: [] });
    const page = await desk();
    await page.goto(`${hub.url}/drafts/${draft.id}`);
    await page.locator('.map-name:not([hidden])').first().waitFor();
    const name = page.locator('.map-name:has([data-group=須江])');
    await name.scrollIntoViewIfNeeded();
    const { x = 0, y = 0, width = 0, height = 0 } = (await name.boundingBox()) ?? {};
    await page.mouse.click(x + width / 2, y + height / 2);
    const inList = (district: string) => page.getByRole('checkbox', { name: district, exact: true });
    await page.locator('[data-districts="1"]').waitFor();
    expect(await inList('須江').isChecked()).toBe(true);
    await inList('熊井').check();
    await page.waitForFunction(() => document.querySelector('[data-group=熊井]')?.textContent?.includes('✓'));
    await inList('須江').uncheck();
    await page.locator('[data-districts="1"]').waitFor();
    expect(await name.innerText()).not.toContain('✓');
  },
);

browserTest(
  'A5: with reduced motion nothing moves; with forced colours level, world and bars stay',
  async () => {
    const hand = furnish(hub);
    const page = await desk();
    await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
    await page.goto(hub.url);
    await page.locator('.level').first().waitFor();
    const kept = await page.evaluate(() => ({
      level: getComputedStyle(document.querySelector('.level-4') as Element).backgroundColor,
      words: document.querySelector<HTMLElement>('.level-4')?.innerText,
      world: getComputedStyle(document.querySelector('.world-plate') as Element).backgroundColor,
    }));
    expect(kept).toMatchObject({ level: 'rgb(170, 0, 170)', world: 'rgb(0, 17, 143)' });
    expect(kept.words).toContain('4');
    await openScreen(page, screens['alert']?.(hand) ?? '/');
    const bar = page.locator('[data-channel=push] .bar-part').nth(1);
    expect(await bar.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgb(8, 119, 215)');
    await openScreen(page, screens['check']?.(hand) ?? '/');
    await page.locator('button.hold').waitFor();
    await typePhrase(page);
    await page.locator('button.hold').hover();
    await page.mouse.down();
    const moving = await page.evaluate(
      () =>
        document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 0)
          .length,
    );
    await page.mouse.up();
    expect(moving).toBe(0);
  },
);

/** The words of a page as it is printed on A4, page by page. */
const printed = async (page: Page, format: 'A4' | 'A3' = 'A4'): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'todoku-print-'));
  try {
    const file = join(folder, 'page.pdf');
    writeFileSync(file, await page.pdf({ format, printBackground: false }));
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    return text.split('\f').filter((one) => one.trim() !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
};

browserTest(
  'A6, A18: check, alert and log on A4 say the world on each page and the level, without controls',
  async () => {
    const faults: string[] = [];
    for (const [world, words] of [
      ['drill', '訓練'],
      ['live', '本番'],
    ] as const) {
      const own = await startFixture(world);
      const hand = furnish(own);
      const { page } = await openDesk(browser, { ...look, theme: 'night' });
      await resume(page, own.url, { login: 'sato', password });
      await page.goto(own.url);
      await page.locator('#levels').waitFor();
      for (const name of world === 'drill' ? ['check', 'alert', 'log'] : ['log']) {
        await openScreen(page, screens[name]?.(hand) ?? '/');
        const pages = await printed(page);
        faults.push(
          ...pages.flatMap((text, at) =>
            text.includes(words) ? [] : [`${world} ${name} ${at + 1}: no world`],
          ),
        );
        const whole = pages.join('');
        if (whole.includes('サインアウト') || whole.includes('メニュー'))
          faults.push(`${world} ${name}: navigation`);
        if (name !== 'log' && !/警戒レベル[34]/.test(whole)) faults.push(`${world} ${name}: no level`);
      }
      await own.close();
    }
    expect(faults).toEqual([]);
  },
  180_000,
);
