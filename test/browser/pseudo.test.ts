/** Words that are two fifths longer (ux.md A17): nothing is clipped, nothing covers another, nothing widens the page. */
import { expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Fixture } from './fixtures/hub.js';
import { onFixture } from './fixtures/on-fixture.js';
import { stretched, stretchWords } from './fixtures/pseudo.js';
import { furnish, screens } from './screens.js';
import {
  browserTest,
  faultsOf,
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
onFixture((opened) => {
  ({ browser, hub } = opened);
  hand = furnish(hub);
});

/** What has no room on a screen as it stands: clipped text, text outside of its button, and controls on one another. */
const cramped = (page: Page, where: string): Promise<string[]> =>
  page.evaluate((at) => {
    const faults: string[] = [];
    const short = (one: Element) =>
      `<${one.tagName.toLowerCase()} class="${one.getAttribute('class') ?? ''}"> ${(one.textContent ?? '').trim().slice(0, 40)}`;
    const tell = (fault: string, one: Element) => faults.push(`${at}: ${fault} ${short(one)}`);
    const isSeen = (one: Element) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const isApart = (one: Element) =>
      one.closest('.sr-only, .max-lg\\:sr-only, .leaflet-container, [aria-hidden=true].hold-fill') !== null;
    const all = [...document.querySelectorAll<HTMLElement>('body *')].filter(
      (one) => isSeen(one) && !isApart(one),
    );
    for (const one of all) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
      const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
      if (one.clientWidth === 0) continue;
      if ((hides(overflowX) || textOverflow === 'ellipsis') && one.scrollWidth > one.clientWidth + 1)
        tell(`clipped ${one.scrollWidth} > ${one.clientWidth}`, one);
      if (hides(overflowY) && one.scrollHeight > one.clientHeight + 1)
        tell(`clipped below ${one.scrollHeight} > ${one.clientHeight}`, one);
    }
    const boxed = 'button, .btn, .tag, .level, summary, .choice, th, td, label, .world-plate';
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      const parent = node.parentElement;
      if (parent === null || (node.textContent ?? '').trim() === '' || !isSeen(parent) || isApart(parent))
        continue;
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
      const scrolls = (one: Element | null): boolean =>
        one !== null && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
      if (
        !scrolls(parent) &&
        rects.some(({ left, right }) => left < -1 || right > document.documentElement.clientWidth + 1)
      )
        tell('outside of the page', parent);
      const box = parent.closest(boxed);
      const { left = 0, right = 0, top = 0, bottom = 0 } = box?.getBoundingClientRect() ?? {};
      if (
        box !== null &&
        getComputedStyle(box).display !== 'inline' &&
        rects.some(
          (rect) =>
            rect.left < left - 1 ||
            rect.right > right + 1 ||
            rect.top + rect.height / 4 < top - 1 ||
            rect.bottom - rect.height / 4 > bottom + 1,
        )
      )
        tell('text outside of its box', box);
    }
    for (const select of all.filter((one) => one instanceof HTMLSelectElement)) {
      const canvas = document.createElement('canvas').getContext('2d');
      const style = getComputedStyle(select);
      if (canvas === null) continue;
      canvas.font = style.font;
      const words = canvas.measureText(select.selectedOptions[0]?.text ?? '').width;
      const padding = (side: 'Left' | 'Right' | 'Top' | 'Bottom') =>
        Number.parseFloat(style[`padding${side}`]);
      const room = select.clientWidth - padding('Left') - padding('Right');
      const lines =
        style.whiteSpaceCollapse === 'collapse' && style.textWrapMode === 'wrap'
          ? Math.ceil(words / room)
          : 1;
      const height = select.clientHeight - padding('Top') - padding('Bottom');
      // Its arrow takes a line's height of the width.
      if (words > room * lines || height < lines * Number.parseFloat(style.fontSize))
        tell(`choice clipped ${Math.round(words)} > ${Math.round(room)} × ${lines}`, select);
    }
    /** What of a rectangle is in sight where boxes around it scroll or cut. */
    const inSight = (rect: DOMRect, box: Element | null): DOMRect[] => {
      if (box === null || rect.width <= 0 || rect.height <= 0) return box === null ? [rect] : [];
      if (getComputedStyle(box).overflow === 'visible') return inSight(rect, box.parentElement);
      const { left, right, top, bottom } = box.getBoundingClientRect();
      const [x, y] = [Math.max(left, rect.left), Math.max(top, rect.top)];
      return inSight(
        new DOMRect(x, y, Math.min(right, rect.right) - x, Math.min(bottom, rect.bottom) - y),
        box.parentElement,
      );
    };
    const isFixed = (one: Element | null): boolean =>
      one !== null &&
      (['sticky', 'fixed'].includes(getComputedStyle(one).position) || isFixed(one.parentElement));
    const controls = all
      .filter((one) => one.matches('a[href], button, input, select, textarea, summary'))
      .filter((one) => !isFixed(one))
      .map((one) => ({
        one,
        rects: [...one.getClientRects()].flatMap((rect) => inSight(rect, one.parentElement)),
      }));
    for (const [index, { one, rects }] of controls.entries())
      for (const other of controls.slice(index + 1)) {
        if (one.contains(other.one) || other.one.contains(one)) continue;
        const covers = rects.some((a) =>
          other.rects.some(
            (b) =>
              Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
              Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2,
          ),
        );
        if (covers) faults.push(`${at}: ${short(one)} and ${short(other.one)} lie on one another`);
      }
    return faults;
  }, where);

browserTest('control: what is clipped, sticks out or lies on another is told', async () => {
  const { page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 320 });
  await page.setContent(`<html lang="ja"><title>x</title><main><h1>一</h1>
    <p style="width:60px;overflow:hidden;white-space:nowrap">切れている長い言葉</p>
    <p style="width:90px;height:20px;overflow:hidden">切れている長い言葉切れている</p>
    <button style="width:60px;white-space:nowrap;overflow:visible">はみ出している長い言葉</button>
    <select style="width:70px"><option>選んだ言葉が長い</option></select>
    <div style="position:relative;height:50px"><button style="position:absolute;left:0">押す</button><button style="position:absolute;left:10px">重なる</button></div>
    <p style="margin-left:300px;white-space:nowrap">頁の外へ</p></main>`);
  const faults = (await cramped(page, 'control')).join('\n');
  for (const fault of [
    'clipped 1',
    'clipped below',
    'outside of its box',
    'choice clipped',
    'lie on one another',
    'outside of the page',
  ])
    expect(faults).toContain(fault);
  expect(stretched('{{count}}件を送る', 'ja')).toBe('［{{count}}件を送る］');
  expect(stretched('Where {{n}} evacuation orders hold', 'en')).toBe(
    '[Whéré {{n}} éváçúátíóñ órdérs hóld lõñg lõñg]',
  );
  await page.context().close();
});

const widths = [320, 768, 1440];

browserTest(
  'A17: with every word two fifths longer nothing is clipped, covered or pushed out, in ja and en, at 320, 768 and 1440 px',
  async () => {
    const visit = async (language: 'ja' | 'en'): Promise<string[]> => {
      const { page } = await openDesk(browser, { language, theme: 'day', width: 1440 });
      const faults: string[] = [];
      await stretchWords(page);
      const allAnswered = watchRequests(page);
      const look = async (screen: string): Promise<void> => {
        // What is folded has words, too.
        await page.evaluate(() => {
          for (const one of document.querySelectorAll('details')) one.open = true;
        });
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          const where = `${language} ${screen} ${width}`;
          faults.push(...(await faultsOf(page, where, [])), ...(await cramped(page, where)));
        }
        await page.setViewportSize({ width: 1440, height: 900 });
      };
      await page.goto(hub.url);
      await page.locator('form').waitFor();
      await look('sign-in');
      await resume(page, hub.url, sato);
      await page.goto(hub.url);
      await screenThere(page);
      // The tables are the stretched ones.
      expect(await page.locator('nav').innerText()).toMatch(language === 'ja' ? /［/ : /\[/);
      for (const [screen, at] of Object.entries(screens)) {
        await openScreen(page, at(hand));
        await allAnswered();
        await look(screen);
      }
      return faults;
    };
    const faults = (await Promise.all((['ja', 'en'] as const).map(visit))).flat();
    expect(faults).toEqual([]);
  },
  300_000,
);
