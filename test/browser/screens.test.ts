import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { furnish, screens } from './screens.js';
import {
  browserTest,
  dress,
  faultsOf,
  launch,
  missing,
  openDesk,
  openScreen,
  screenThere,
  signInHere,
  smallTargets,
  watchRequests,
  type Look,
} from './support.js';

const sato = { login: 'sato', password: 'correct horse battery' };

/**
 * How each screen is looked at, in each language: by day and by night, at a desk and on a phone, with the whole of axe
 * in both. One document for all of them; what changes is the theme and the width.
 */
const dresses = {
  drill: [
    { theme: 'day', width: 1280 },
    { theme: 'night', width: 320 },
  ],
  live: [
    { theme: 'night', width: 1280 },
    { theme: 'day', width: 320 },
  ],
} as const;

describe.each(['drill', 'live'] as const)('every screen in the %s world', (world) => {
  let browser: Browser;
  let hub: Fixture;
  let paths: readonly (readonly [string, string])[];
  beforeAll(async () => {
    if (missing !== null) return;
    browser = await launch();
    hub = await startFixture(world);
    const hand = furnish(hub);
    paths = Object.entries(screens).map(([name, at]) => [name, at(hand)]);
  }, 60_000);
  afterAll(async () => {
    if (missing !== null) return;
    await browser.close();
    await hub.close();
  });

  const lookAt = async (page: Page, screen: string, language: Look['language']): Promise<string[]> => {
    const faults: string[] = [];
    for (const { theme, width } of dresses[world]) {
      const where = `${screen}, ${theme}, ${width} px`;
      await dress(page, { theme, width });
      faults.push(...(await faultsOf(page, where)), ...(await smallTargets(page, where)));
      faults.push(...(await wrongWorld(page, where, world, language)));
    }
    // Spacing says nothing new about the world or the language's grammar: once in each language is enough.
    if (world === 'drill') faults.push(...(await cramped(page, screen)));
    return faults;
  };

  const visit = async (language: Look['language']): Promise<void> => {
    const [first] = dresses[world];
    const { context, page, hosts } = await openDesk(browser, { language, ...first });
    const allAnswered = watchRequests(page);
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(hub.url);
    await page.locator('form').waitFor();
    const faults = await lookAt(page, 'sign-in', language);
    await dress(page, first);
    await signInHere(page, sato);
    await screenThere(page);
    for (const [screen, path] of paths) {
      await dress(page, first);
      await openScreen(page, path);
      await allAnswered();
      faults.push(...(await lookAt(page, screen, language)));
    }
    expect(faults).toEqual([]);
    expect([...hosts]).toEqual([new URL(hub.url).host]);
    expect(problems.filter((text) => !text.includes('401'))).toEqual([]);
    await context.close();
  };

  // Both languages at once: while one page loads the other is examined.
  browserTest(
    `A1, A3, A4, A6, A20, A21: axe by day and night in ja and en, from 320 px to 1440, targets, the world, one host`,
    async () => void (await Promise.all((['ja', 'en'] as const).map(visit))),
    300_000,
  );
});

/** What does not fit (ux.md A3): at the width of other screens, 1280 px at 200 %, and with WCAG 1.4.12's spacing. */
const cramped = async (page: Page, screen: string): Promise<string[]> => {
  const faults: string[] = [];
  const note = async (where: string) => {
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    if (scrollWidth > clientWidth)
      faults.push(`${screen}, ${where}: sideways ${scrollWidth} > ${clientWidth}`);
  };
  const spacing = await page.evaluateHandle(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }',
    );
    document.adoptedStyleSheets.push(sheet);
    return sheet;
  });
  await note('320 px with wide spacing');
  await spacing.evaluate((sheet) => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  });
  for (const width of [640, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await note(`${width} px`);
  }
  return faults;
};

const marks = {
  drill: { ja: ['◇ 訓練', '【訓練】'], en: ['◇ DRILL', '[DRILL]'] },
  live: { ja: ['● 本番', '【本番】'], en: ['● LIVE', '[LIVE]'] },
} as const;

/** The world in the bar, the tab's title and its icon, and on paper (ux.md A6). */
const wrongWorld = async (
  page: Page,
  where: string,
  world: 'drill' | 'live',
  language: Look['language'],
): Promise<string[]> => {
  const [words, prefix] = marks[world][language];
  const seen = await page.evaluate(() => {
    const bar = document.querySelector<HTMLElement>('[data-world-bar]');
    const { top, width } = bar?.getBoundingClientRect() ?? { top: -1, width: 0 };
    return {
      bar: bar?.innerText ?? '',
      across: top === 0 && width === document.documentElement.clientWidth,
      colour: bar === null ? '' : getComputedStyle(bar).background,
      icon: document.querySelector('#favicon')?.getAttribute('href'),
      paper: document.querySelector('.print-watermark')?.textContent ?? '',
    };
  });
  const right = {
    bar: seen.bar.includes(words),
    'across the top': seen.across,
    colour: world === 'live' ? /rgb\(236, 0, 0\)/.test(seen.colour) : /repeating-linear/.test(seen.colour),
    title: (await page.title()).startsWith(prefix),
    icon: seen.icon === `/favicon-${world}.svg`,
    paper: seen.paper.includes(words),
  };
  return Object.entries(right).flatMap(([name, is]) =>
    is ? [] : [`${where}: the world is not plain: ${name}`],
  );
};
