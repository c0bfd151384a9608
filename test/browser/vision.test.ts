/** Nothing is said by a hue alone (ux.md A5): looked at as four kinds of colour-blind officers see it, by day and by night. */
import { expect } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Fixture } from './fixtures/hub.js';
import { onFixture } from './fixtures/on-fixture.js';
import { furnish, screens } from './screens.js';
import {
  browserTest,
  deficiencies,
  dress,
  eyesOf,
  openDesk,
  openScreen,
  resume,
  screenThere,
  watchRequests,
} from './support.js';

const sato = { login: 'sato', password: 'correct horse battery' };
let browser: Browser;
let hub: Fixture;
let hand: ReturnType<typeof furnish>;
let page: Page;
let allAnswered: () => Promise<void>;
let reader: Page;
onFixture(async (opened) => {
  ({ browser, hub } = opened);
  hand = furnish(hub);
  ({ page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 }));
  allAnswered = watchRequests(page);
  await resume(page, hub.url, sato);
  await page.goto(hub.url);
  await screenThere(page);
  reader = await browser.newPage();
});

const open = async (screen: string): Promise<void> => {
  const path = screens[screen]?.(hand) ?? screen;
  if (new URL(page.url()).pathname !== path) await openScreen(page, path);
  await allAnswered();
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
};

/** How light each pixel of an element's middle is (CIE L*, 0 to 100), row by row, as the page's eyes see it. */
const lightness = async (element: Locator): Promise<readonly number[]> => {
  const png = (await element.screenshot({ animations: 'disabled' })).toString('base64');
  return reader.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    // Without its border and rounded corners.
    const edge = 3;
    const [width, height] = [image.width - 2 * edge, image.height - 2 * edge];
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    canvas?.drawImage(image, -edge, -edge);
    const bytes = canvas?.getImageData(0, 0, width, height).data ?? [];
    const linear = (byte: number) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    const seen: number[] = [];
    for (let at = 0; at < bytes.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = bytes.slice(at, at + 3);
      const y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
      seen.push(y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y);
    }
    return seen;
  }, png);
};

/**
 * How far two samples are apart for who sees no hue: the root of the mean square of what they differ by in lightness, pixel by
 * pixel, so that a pattern counts as much as a shade.
 */
const apart = (one: readonly number[], other: readonly number[]): number => {
  const size = Math.min(one.length, other.length);
  return Math.sqrt(one.slice(0, size).reduce((sum, l, at) => sum + (l - (other[at] ?? 0)) ** 2, 0) / size);
};
/** Of L*, 0 to 1. */
const luminanceOf = (l: number): number => (l > 8 ? ((l + 16) / 116) ** 3 : l / 903.3);
/** L* by which two samples must be apart; the least difference that is seen at all is about 1. */
const plain = 12;

browserTest('control: a hue alone is told from nothing, a shade and a pattern are', async () => {
  const control = await browser.newPage();
  const look = await eyesOf(control);
  const box = (background: string) =>
    `<i style="display:block;width:20px;height:20px;background:${background}"></i>`;
  const lines = 'repeating-linear-gradient(90deg, #fff 0 2px, #0000 2px 6px)';
  await control.setContent([`#ce0000`, `#007d00`, `#6fb36f`, `${lines} #ce0000`].map(box).join('<p></p>'));
  await look('achromatopsia');
  const [red = [], green = [], light = [], lined = []] = await Promise.all(
    (await control.locator('i').all()).map(lightness),
  );
  expect(apart(red, green)).toBeLessThan(plain);
  expect(apart(red, light)).toBeGreaterThan(plain);
  expect(apart(red, lined)).toBeGreaterThan(plain);
});

browserTest(
  'A5: the parts of a bar can be told apart by day and by night by who sees no red, no green, no blue or no hue',
  async () => {
    await open('alert');
    const look = await eyesOf(page);
    const faults: string[] = [];
    for (const theme of ['day', 'night'] as const) {
      await dress(page, { theme, width: 1280 });
      for (const as of ['none', ...deficiencies] as const) {
        await look(as);
        const samples = await page.locator('[data-channel=sms] dl [data-part]').all();
        const seen: { name: string; l: readonly number[] }[] = [];
        for (const sample of samples)
          seen.push({ name: (await sample.getAttribute('data-part')) ?? '', l: await lightness(sample) });
        expect(seen).toHaveLength(7);
        for (const [at, one] of seen.entries())
          for (const other of seen.slice(at + 1)) {
            const far = apart(one.l, other.l);
            if (far < plain) faults.push(`${theme}, ${as}: ${one.name} and ${other.name}: ${far.toFixed(1)}`);
          }
      }
      await look('none');
    }
    expect(faults).toEqual([]);
    // The part in the bar is drawn as its sample, and a gap parts it from the next.
    const drawn = await page.locator('[data-channel=sms]').evaluate((channel) =>
      [...channel.querySelectorAll('[role=progressbar] [data-filled]')].map((part) => {
        const sample = channel.querySelector(`dl [data-part=${part.getAttribute('data-part')}]`);
        const style = getComputedStyle(part);
        return {
          same: style.background === getComputedStyle(sample ?? channel).background,
          gap: style.borderRightWidth,
        };
      }),
    );
    expect(drawn.length).toBeGreaterThan(2);
    expect(drawn.every(({ same }) => same)).toBe(true);
    expect(drawn.slice(0, -1).every(({ gap }) => gap === '2px')).toBe(true);
  },
);

browserTest('A5: what a level’s badge says can be read on its colour, whoever looks', async () => {
  await open('map');
  const look = await eyesOf(page);
  const faults: string[] = [];
  for (const as of ['none', ...deficiencies] as const) {
    await look(as);
    for (const level of [5, 4, 3, 2, 1]) {
      const seen = (await lightness(page.locator(`.situation-legend .level-${level}`))).toSorted(
        (a, b) => a - b,
      );
      const at = (share: number) => luminanceOf(seen[Math.floor(seen.length * share)] ?? 0);
      // The badge is its ground and its letters: the ends of the range, and what lies next to them.
      const contrast = (at(0.985) + 0.05) / (at(0.015) + 0.05);
      if (contrast < 4.5) faults.push(`${as}: level ${level} has a contrast of ${contrast.toFixed(1)}`);
    }
  }
  await look('none');
  expect(faults).toEqual([]);
});

/** What on a screen would say nothing to who sees no hue: marks without their number or words, and boxes of mere colour. */
const mute = (where: string): Promise<string[]> =>
  page.evaluate((screen) => {
    const faults: string[] = [];
    const isSeen = (one: Element) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const words = (one: Element) => (one.textContent ?? '').replaceAll(/\s/gu, '');
    const tell = (fault: string, one: Element) =>
      faults.push(`${screen}: ${fault} ${one.outerHTML.slice(0, 140)}`);
    for (const mark of document.querySelectorAll('.level')) {
      const level = /level-(\d)/.exec(mark.className)?.[1];
      if (!isSeen(mark)) continue;
      if (words(mark) === '' || (level !== undefined && !words(mark).includes(level)))
        tell('a level without its number', mark);
    }
    for (const state of document.querySelectorAll('[data-health]'))
      if (!/^[○△×－]/u.test(words(state)) || words(state).length < 3)
        tell('a channel without sign and words', state);
    for (const bar of document.querySelectorAll('[role=progressbar]'))
      if (!/\d/.test(bar.getAttribute('aria-valuetext') ?? bar.getAttribute('aria-valuenow') ?? ''))
        tell('a bar without figures', bar);
    for (const sample of document.querySelectorAll('dl [data-part]')) {
      const own = sample.closest('div');
      if (
        !/\D/.test(words(own?.querySelector('dt') ?? sample)) ||
        !/\d/.test(words(own?.querySelector('dd') ?? sample))
      )
        tell('a part without words and figure', sample);
    }
    // A box that is filled with a hue and has neither words nor a pattern, nor words beside it.
    const vivid = (colour: string) => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      return alpha > 0.1 && Math.max(red, green, blue) - Math.min(red, green, blue) > 48;
    };
    for (const box of document.querySelectorAll('body *')) {
      const { backgroundColor, backgroundImage } = getComputedStyle(box);
      if (!vivid(backgroundColor) || backgroundImage !== 'none' || !isSeen(box)) continue;
      const spoken = box.closest('[role=progressbar], [data-world-bar]') ?? box.parentElement;
      const said =
        words(box) ||
        words(spoken ?? box) ||
        spoken?.getAttribute('aria-valuetext') ||
        spoken?.getAttribute('aria-valuenow');
      if (!said) tell('a box of mere colour', box);
    }
    return faults;
  }, where);

browserTest(
  'A5: levels, channels, parts of a bar and the world are said by number, words, sign or pattern',
  async () => {
    const faults: string[] = [];
    for (const screen of [
      'home',
      'map',
      'alerts',
      'channels',
      'check',
      'alert',
      'inbox',
      'shelters',
      'drill',
      'draft',
    ]) {
      await open(screen);
      faults.push(...(await mute(screen)));
    }
    expect(faults).toEqual([]);
    await open('home');
    const health = await page.locator('section[aria-labelledby=channels] li').allInnerTexts();
    expect(health.length).toBeGreaterThan(3);
    for (const one of health) expect(one).toMatch(/[○△×－] [\p{L}]{2,}/u);
    const bar = page.locator('[data-world-bar]');
    expect(await bar.innerText()).toContain('◇ 訓練');
    expect(await bar.evaluate((one) => getComputedStyle(one).backgroundImage)).toContain('repeating-linear');
    // Control: the same screen without its words and numbers.
    await open('channels');
    await page.evaluate(() => {
      document.querySelector('[data-health]')?.replaceChildren();
      document
        .querySelector('main')
        ?.insertAdjacentHTML(
          'beforeend',
          '<p class="level level-4">避難指示</p><div><i style="display:block;height:9px;background:#c00"></i></div>',
        );
    });
    const told = (await mute('control')).join('\n');
    for (const fault of ['a channel without sign', 'a level without its number', 'a box of mere colour'])
      expect(told).toContain(fault);
  },
);

/** The names that stand on a map with the sign beside them, or the sign alone. */
const namesOn = (): Promise<Record<string, string>> =>
  page
    .locator('.map-name')
    .evaluateAll((names) =>
      Object.fromEntries(
        names
          .filter((one) => one.checkVisibility())
          .map((one) => [
            one.querySelector('[data-group]')?.getAttribute('data-group') ?? '',
            one.querySelector('.map-name-mark')?.textContent ?? '',
          ]),
      ),
    );

browserTest('A5: a coloured district says so by a sign, on a map of any width', async () => {
  for (const width of [1280, 320]) {
    await dress(page, { theme: 'day', width });
    await open('home');
    await page.locator('.map-name:not([hidden])').first().waitFor();
    const onHome = await namesOn();
    expect(Object.entries(onHome).filter(([, mark]) => mark !== '')).toEqual(
      expect.arrayContaining([
        ['須江', '4'],
        ['熊井', '4'],
        ['泉井', '4'],
      ]),
    );
    expect(Object.values(onHome).filter((mark) => mark !== '')).toHaveLength(3);
    await open('draft');
    await page.locator('.map-name:not([hidden])').first().waitFor();
    expect(Object.entries(await namesOn()).filter(([, mark]) => mark === '✓')).toHaveLength(3);
    await open('map');
    await page.locator('.map-tag').first().waitFor();
    const tags = await page.locator('.map-tag:not([hidden]) .level-4').allInnerTexts();
    expect(tags).toHaveLength(3);
    expect(tags.every((text) => text.includes('4'))).toBe(true);
  }
});

browserTest('A5: one of five 鳩ヶ丘 that is chosen is said to be one of five', async () => {
  await dress(page, { theme: 'day', width: 1280 });
  await open('draft');
  const search = page.locator('input[type=search]');
  await search.fill('鳩ヶ丘3丁目');
  await page.locator('fieldset:has(input[type=search]) ul .choice').click();
  await page.waitForFunction(() =>
    /✓ 1\/5/.test(document.querySelector('[data-group="鳩ヶ丘"]')?.textContent ?? ''),
  );
});
