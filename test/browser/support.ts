import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page, type Request } from 'playwright-core';

/** Jest's own global, not imported: scripts/screenshots.mjs takes the same steps outside of Jest. */
declare const test: (typeof import('@jest/globals'))['test'];

const chromiumPath = '/usr/bin/chromium';
const builtConsole = 'dist/web/console/index.html';

/** Why a browser test cannot run here, or null. In CI nothing may be missing. */
export const missing: string | null = existsSync(chromiumPath)
  ? existsSync(builtConsole)
    ? null
    : `the console is not built (${builtConsole})`
  : `there is no browser (${chromiumPath})`;

/** `test`, or a skipped test that says why; a failing one in CI, where a browser must be there. */
export const browserTest = (name: string, run: () => Promise<void>, timeout = 60_000): void => {
  if (missing === null) test(name, run, timeout);
  else if (process.env['CI'] !== undefined)
    test(name, () => {
      throw new Error(`cannot run: ${missing}`);
    });
  else test.skip(`${name} — skipped: ${missing}`, run);
};

export const launch = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...more,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export interface Look {
  readonly language: 'ja' | 'en';
  readonly theme: 'day' | 'night';
  readonly width: number;
}

/** A context of its own: one officer at one desk. Every request is noted. */
export const openDesk = async (
  browser: Browser,
  look: Look,
): Promise<{ context: BrowserContext; page: Page; hosts: Set<string> }> => {
  const context = await browser.newContext({ viewport: { width: look.width, height: 900 }, locale: 'ja-JP' });
  await context.addInitScript(
    ([language, theme]) => {
      localStorage.setItem('todoku.language', language ?? 'ja');
      localStorage.setItem('todoku.theme', theme ?? 'day');
    },
    [look.language, look.theme],
  );
  const page = await context.newPage();
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  return { context, page, hosts };
};

export const signIn = async (
  page: Page,
  url: string,
  officer: { login: string; password: string },
): Promise<void> => {
  await page.goto(url);
  await signInHere(page, officer);
};

/** Fills in the form that is on the screen. */
export const signInHere = async (page: Page, officer: { login: string; password: string }): Promise<void> => {
  await page.locator('input[autocomplete=username]').fill(officer.login);
  await page.locator('input[type=password]').fill(officer.password);
  await page.locator('form button[type=submit]').click();
  await page.locator('nav').first().waitFor({ state: 'attached' });
  await page.locator('#levels').waitFor();
};

/** Signs in without the form, as a cookie that a browser still has; the next page opened is a signed-in one. */
export const resume = async (
  page: Page,
  url: string,
  officer: { login: string; password: string },
): Promise<void> => {
  const headers = { 'x-todoku-request': '1' };
  const answer = await page.context().request.post(`${url}/api/v1/session`, { headers, data: officer });
  if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}`);
};

/** Whole axe, the contrast of colours alone, or everything but that. */
export type Examined = 'rules' | 'colours';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Axe {
  run(
    context: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/**
 * axe's violations. It is put into a document once, not at every look: for a small screen its 570 kB take longer than
 * the examination. The rules of axe's own builder for Playwright, which can only do it each time.
 */
const examine = async (page: Page, asked: readonly Examined[]): Promise<string[]> => {
  if (asked.length === 0) return [];
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.evaluate(new AxeBuilder({ page })['script']());
  return page.evaluate(
    async ({ asked: [one, two], tags: all }) => {
      // axe takes a control that happens to lie half under a sticky bar for a small one; it scrolls free.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('.sticky { position: static !important; }');
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      const { axe } = window as unknown as { axe: Axe };
      const found = await axe.run(document, {
        // What passes is not told node by node: that takes most of axe's time.
        ...{ resultTypes: ['violations'], preload: false },
        runOnly:
          one === 'colours' && two === undefined
            ? { type: 'rule', values: ['color-contrast'] }
            : { type: 'tag', values: all },
        ...(one === 'rules' && two === undefined && { rules: { 'color-contrast': { enabled: false } } }),
      });
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
      return found.violations.map(
        ({ id, nodes }) => `${id} ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
      );
    },
    { asked: [...asked], tags },
  );
};

/** Keys of a locale table that show through, such as `home.title`; addresses and file names are none. */
const bareKey = /(?<![\w./:@-])(?!www\.)[a-z][A-Za-z]*\.[a-z][A-Za-z]+(?:[.-][A-Za-z]+)*(?![\w./])/g;

/**
 * What is wrong with a screen, in words: axe's violations, other than one h1 or one main, more than two live regions, a
 * page that scrolls sideways, a table without headers, a bare key or placeholder. Empty when it is sound.
 */
export const faultsOf = async (
  page: Page,
  where: string,
  axe: readonly Examined[] = ['rules', 'colours'],
): Promise<string[]> => {
  const faults = await examine(page, axe);
  const seen = await page.evaluate(() => {
    const many = (selector: string) => document.querySelectorAll(selector).length;
    const { scrollWidth, clientWidth } = document.documentElement;
    return {
      ...{ h1: many('h1'), main: many('main'), scrollWidth, clientWidth, text: document.body.innerText },
      regions: many('[role=status], [role=alert], [aria-live]:not([aria-live=off])'),
      headless: many('table') - many('table:has(th)'),
    };
  });
  if (seen.h1 !== 1) faults.push(`${seen.h1} h1`);
  if (seen.main !== 1) faults.push(`${seen.main} main`);
  if (seen.regions > 2) faults.push(`${seen.regions} live regions`);
  if (seen.headless > 0) faults.push(`${seen.headless} tables without headers`);
  if (seen.scrollWidth !== seen.clientWidth)
    faults.push(`scrolls sideways: ${seen.scrollWidth} > ${seen.clientWidth}`);
  faults.push(...(seen.text.match(bareKey) ?? []).map((key) => `bare key ${key}`));
  if (seen.text.includes('{{')) faults.push('a placeholder was not filled');
  return faults.map((fault) => `${where}: ${fault}`);
};

/**
 * Controls that a finger would miss (ux.md A4): a button or field under 44 px, anything else under 24. A link within a
 * sentence may be as low as its line; a box in a label is as large as the label.
 */
export const smallTargets = (page: Page, where: string): Promise<string[]> =>
  page.evaluate((screen) => {
    const inline = (one: Element) => getComputedStyle(one).display === 'inline';
    const seen = [
      ...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=button]'),
    ]
      .filter((one) => !(one.tagName === 'A' && inline(one)) && !one.matches('.sr-only'))
      .map((one) => {
        const target = one.matches('input') ? (one.closest('label') ?? one) : one;
        const primary = one.matches('.btn, .field, .hold, input, select, textarea');
        return { one, ...target.getBoundingClientRect().toJSON(), least: primary ? 44 : 24 };
      })
      .filter(({ width, height }) => width > 1 && height > 1);
    return seen
      .filter(({ width, height, least }) => width < least - 0.1 || height < least - 0.1)
      .map(
        ({ one, width, height }) =>
          `${screen}: small ${Math.round(width)} × ${Math.round(height)} ${one.outerHTML.slice(0, 160)}`,
      );
  }, where);

/** Changes how the desk looks without opening the screen anew: the theme by its own switch. */
export const dress = async (page: Page, look: Pick<Look, 'theme' | 'width'>, height = 900): Promise<void> => {
  await page.setViewportSize({ width: look.width, height });
  const theme = await page.evaluate((wanted) => {
    const chosen = document.querySelector<HTMLSelectElement>('select:has(option[value=night])');
    if (chosen !== null && chosen.value !== wanted) {
      chosen.value = wanted;
      chosen.dispatchEvent(new Event('change', { bubbles: true }));
    }
    return document.documentElement.dataset['theme'];
  }, look.theme);
  if (theme !== look.theme) throw new Error(`the theme is ${theme}, not ${look.theme}`);
};

/** The ways of seeing colour that the Chromium developers' tools can imitate. */
export const deficiencies = ['protanopia', 'deuteranopia', 'tritanopia', 'achromatopsia'] as const;
export type Deficiency = (typeof deficiencies)[number];

/** From now on a page is shown, and pictured, as the answered function is told: the imitation lasts as long as its session. */
export const eyesOf = async (page: Page): Promise<(as: Deficiency | 'none') => Promise<unknown>> => {
  const tools = await page.context().newCDPSession(page);
  return (type) => tools.send('Emulation.setEmulatedVisionDeficiency', { type });
};

/**
 * Leads a signed-in page to another screen as a link would, without loading the console anew. The former screen's
 * heading is marked, so that it cannot be taken for the new one; two addresses of one screen must not follow each other.
 */
export const openScreen = async (page: Page, path: string): Promise<void> => {
  await page.evaluate((to) => {
    document.querySelector('#main h1')?.setAttribute('data-former', '');
    history.pushState({}, '', to);
  }, path);
  await page.waitForFunction(
    () =>
      document.querySelector('#main h1:not([data-former])') !== null &&
      document.querySelector('[data-waiting]') === null,
    null,
    { polling: 'raf', timeout: 15_000 },
  );
};

/**
 * Counts what a page has asked for and not got yet; the answer waits until nothing has been under way for a tenth of a
 * second. (`networkidle` waits for half a second after every page.)
 */
export const watchRequests = (page: Page): (() => Promise<void>) => {
  const underWay = new Set<Request>();
  let since = performance.now();
  page.on('request', (request) => void underWay.add(request));
  const ended = (request: Request): void => {
    underWay.delete(request);
    since = performance.now();
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return async () => {
    const end = performance.now() + 30_000;
    while (underWay.size > 0 || performance.now() - since < 100) {
      if (performance.now() > end)
        throw new Error(`never answered: ${[...underWay].map((request) => request.url()).join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
};

/** Waits for a screen at each frame; `locator.waitFor` looks again after half a second only. */
export const screenThere = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.querySelector('#main h1') !== null, null, { polling: 'raf' });

/** Holds a button the way a finger does. */
export const hold = async (page: Page, milliseconds: number): Promise<void> => {
  const button = page.locator('button.hold');
  await button.scrollIntoViewIfNeeded();
  await button.hover();
  await page.mouse.down();
  await page.waitForTimeout(milliseconds);
  await page.mouse.up();
};

/** Types the phrase that the page asks for. */
export const typePhrase = async (page: Page): Promise<void> => {
  const words = await page.locator('[id$=-words]').innerText();
  await page.locator('input[aria-describedby$=-words]').fill(words);
};
