/** Each text stands in its own language's letters (ux.md A17): told to the browser by `lang`, and drawn, not boxed. */
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { htmlLang } from '../../web/console/preview/fit.js';
import type { Fixture } from './fixtures/hub.js';
import { onFixture } from './fixtures/on-fixture.js';
import { town, type Version } from './fixtures/office.js';
import { furnish, screens } from './screens.js';
import { browserTest, openDesk, openScreen, resume, screenThere, watchRequests } from './support.js';

const sato = { login: 'sato', password: 'correct horse battery' };
let browser: Browser;
let hub: Fixture;
let hand: ReturnType<typeof furnish>;
let page: Page;
let allAnswered: () => Promise<void>;
onFixture(async (opened) => {
  ({ browser, hub } = opened);
  hand = furnish(hub);
  // English, so that Japanese is foreign, too.
  ({ page } = await openDesk(browser, { language: 'en', theme: 'day', width: 1280 }));
  allAnswered = watchRequests(page);
  await resume(page, hub.url, sato);
  await page.goto(hub.url);
  await screenThere(page);
});

const open = async (path: string): Promise<void> => {
  await openScreen(page, path);
  await allAnswered();
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('details')) one.open = true;
  });
};

/** The letters that give a language away, and the tag that their text must bear. */
const tells: readonly (readonly [RegExp, RegExp])[] = [
  [/\p{Script=Thai}/u, /^th$/],
  [/\p{Script=Khmer}/u, /^km$/],
  [/\p{Script=Myanmar}/u, /^my$/],
  [/\p{Script=Sinhala}/u, /^si$/],
  [/\p{Script=Devanagari}/u, /^ne$/],
  [/\p{Script=Hangul}/u, /^ko$/],
  [/\p{Script=Cyrillic}/u, /^mn$/],
  [/[ơưđăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữự]/iu, /^vi$/],
];

/** The languages' own names, which stand in the labels of every language. */
const ownNames = Object.values(
  (JSON.parse(readFileSync('locales/en/console.json', 'utf8')) as { language: Record<string, string> })
    .language,
);
const withoutNames = (text: string): string =>
  ownNames.reduce((rest, name) => rest.replaceAll(name, ''), text);

/** Every text of the preview with the tag of what it stands in. Raw CAP has its languages in itself. */
const tagged = (): Promise<{ text: string; lang: string }[]> =>
  page.evaluate(() => {
    const found: { text: string; lang: string }[] = [];
    for (const section of document.querySelectorAll('section[aria-labelledby=all], section[aria-label]')) {
      const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode.textContent ?? '';
        const lang = walker.currentNode.parentElement?.closest('[lang]')?.getAttribute('lang') ?? '';
        if (text.trim() !== '' && walker.currentNode.parentElement?.closest('pre') === null)
          found.push({ text, lang });
      }
    }
    return found;
  });

browserTest(
  'A17: in the previews of draft, check and approval every foreign text bears its language',
  async () => {
    const faults: string[] = [];
    for (const screen of ['check', 'approval']) {
      await open(screens[screen]?.(hand) ?? '/');
      await page.locator('[data-fit]').first().waitFor();
      const texts = await tagged();
      for (const { text, lang } of texts)
        for (const [letters, tag] of tells)
          if (letters.test(withoutNames(text)) && !tag.test(lang))
            faults.push(`${screen}: ${lang} on ${text.slice(0, 60)}`);
      // Signs and names are quoted in Japanese in every language, but never in the console's own.
      for (const { text, lang } of texts)
        if (
          lang === 'en' &&
          /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(withoutNames(text)) &&
          !isEnglish(text)
        )
          faults.push(`${screen}: en on ${text.slice(0, 60)}`);
      // By the words themselves, for languages that share their letters.
      const renderings = (screen === 'approval' ? hand.waiting : await previewed()).renderings;
      const shown = await page
        .locator('.whitespace-pre-line[lang]')
        .evaluateAll((all) =>
          all.map((one) => [one.getAttribute('lang') ?? '', one.textContent ?? ''] as const),
        );
      for (const { languages, text, ruby, radio, manual, channel } of renderings) {
        if (ruby !== undefined || radio !== undefined || manual !== undefined) continue;
        const tag = htmlLang(languages[0] ?? '');
        if (!shown.some(([lang, words]) => lang === tag && words === text))
          faults.push(`${screen}: ${channel} has no ${tag}`);
      }
      expect(new Set(texts.map(({ lang }) => lang))).toEqual(
        new Set(['en', ...town.languages.map(htmlLang)]),
      );
    }
    expect(faults).toEqual([]);
  },
);

/** A message in English, which names its places by their signs. */
const isEnglish = (text: string): boolean => (text.match(/[a-z]/g) ?? []).length > 20;

/** What the check of the draft shows, asked as the page asks. */
const previewed = async (): Promise<Pick<Version, 'renderings'>> => {
  const { kind, slots, districts, channels } = hand.draft;
  const headers = { 'x-todoku-request': '1' };
  const data = { kind, slots, districts, channels };
  return (await page.context().request.post(`${hub.url}/api/v1/preview`, { headers, data })).json();
};

/** The family that Debian's Noto packages bring for a language, as the console's style sheet names it. */
const families: Readonly<Record<string, RegExp>> = {
  'zh-Hans': /^Noto Sans (CJK )?SC/,
  'zh-Hant': /^Noto Sans (CJK )?TC/,
  ko: /^Noto Sans (CJK )?KR/,
  th: /^Noto (Sans )?(Looped )?Thai/,
  ne: /^Noto Sans Devanagari/,
  my: /^Noto Sans Myanmar/,
  km: /^Noto Sans Khmer/,
  si: /^Noto Sans Sinhala/,
  vi: /^Noto Sans$/,
  mn: /^Noto Sans$/,
};
/** Languages that the Japanese font's own letters are enough for. */
const usual = /^Noto Sans (CJK )?JP/;

interface Drawn {
  readonly familyName: string;
  readonly glyphCount: number;
}
/** The fonts with which an element was really drawn. */
const fontsOf = async (tools: CDPSession, nodeId: number): Promise<readonly Drawn[]> =>
  (await tools.send('CSS.getPlatformFontsForNode', { nodeId })).fonts;

browserTest(
  'A17: the check draws each of the 17 languages in its own font, and no letter as an empty box',
  async () => {
    await open(screens['check']?.(hand) ?? '/');
    await page.locator('[data-fit]').first().waitFor();
    const tools = await page.context().newCDPSession(page);
    await tools.send('DOM.enable');
    await tools.send('CSS.enable');
    const { root } = await tools.send('DOM.getDocument');
    const faults: string[] = [];
    const seen = new Set<string>();
    for (const language of town.languages) {
      const tag = htmlLang(language);
      const { nodeIds } = await tools.send('DOM.querySelectorAll', {
        nodeId: root.nodeId,
        selector: `section[aria-label] [lang="${tag}"]:not(:has([lang]))`,
      });
      const drawn = new Map<string, number>();
      for (const nodeId of nodeIds)
        for (const { familyName, glyphCount } of await fontsOf(tools, nodeId))
          drawn.set(familyName, (drawn.get(familyName) ?? 0) + glyphCount);
      const all = [...drawn.values()].reduce((sum, n) => sum + n, 0);
      const own = [...drawn]
        .filter(([name]) => (families[tag] ?? usual).test(name))
        .reduce((sum, [, n]) => sum + n, 0);
      if (all === 0) faults.push(`${language} is not shown`);
      else if (own / all < 0.8)
        faults.push(`${language} is drawn in ${[...drawn].map((one) => one.join(' ')).join(', ')}`);
      seen.add(language);
    }
    expect(seen.size).toBe(17);
    expect(faults).toEqual([]);
    expect(await boxed(page)).toEqual([]);
  },
);

/**
 * Letters that are drawn as the box of a letter that no font has: the same picture as a code point that Unicode will never
 * assign. By language, in the font that the page asks for.
 */
const boxed = (where: Page): Promise<string[]> =>
  where.evaluate(() => {
    const canvas = new OffscreenCanvas(40, 40).getContext('2d', { willReadFrequently: true });
    if (canvas === null) throw new Error('no canvas');
    const picture = (letter: string, font: string): string => {
      canvas.clearRect(0, 0, 40, 40);
      canvas.font = font;
      canvas.fillText(letter, 4, 28);
      return canvas.getImageData(0, 0, 40, 40).data.join();
    };
    const letters = new Map<string, Set<string>>();
    for (const one of document.querySelectorAll<HTMLElement>('main [lang]')) {
      const { fontFamily } = getComputedStyle(one);
      const known = letters.get(fontFamily) ?? new Set();
      letters.set(fontFamily, known);
      for (const letter of one.textContent ?? '')
        if (!/[\s\p{M}\p{Cf}\p{Cc}]/u.test(letter)) known.add(letter);
    }
    return [...letters].flatMap(([family, known]) => {
      const none = picture('\u{10FFFF}', `20px ${family}`);
      return [...known]
        .filter((letter) => picture(letter, `20px ${family}`) === none)
        .map((letter) => `${letter} in ${family}`);
    });
  });

browserTest('control: a letter that no font has is told from one that has one', async () => {
  const control = await browser.newPage();
  await control.setContent(
    '<html lang="ja"><body style="font-family: Noto Sans"><main><p lang="x">あ\u{1F8FF}\u{E000}ก</p></main>',
  );
  expect((await boxed(control)).map((one) => [...one][0])).toEqual(expect.arrayContaining(['\u{E000}']));
});
