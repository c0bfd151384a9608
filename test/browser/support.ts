import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { test } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Page, type Request } from 'playwright-core';

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

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [
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

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Keys of a locale table that show through, such as `home.title`; addresses and file names are none. */
const bareKey = /(?<![\w./:@-])[a-z][A-Za-z]*\.[a-z][A-Za-z]+(?:[.-][A-Za-z]+)*(?![\w./])/g;

/** What axe looks at: everything but the contrast of colours, or that. */
export type Examined = 'rules' | 'colours';

const examine = async (page: Page, axe: readonly Examined[]): Promise<string[]> => {
  if (axe.length === 0) return [];
  // axe takes a control that happens to lie half under a sticky bar for a small one; it scrolls free.
  await page.addStyleTag({ content: '.sticky { position: static !important; }' });
  // What passes is not told node by node: that takes most of axe's time.
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (!axe.includes('rules')) builder.withRules(['color-contrast']);
  else builder.withTags(tags);
  if (!axe.includes('colours')) builder.disableRules(['color-contrast']);
  const found = await builder.analyze();
  return found.violations.map(
    ({ id, nodes }) => `${id} ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`,
  );
};

/**
 * What is wrong with a screen, in words: axe's violations, other than one h1, more than two live regions, a page that
 * scrolls sideways, a bare key or placeholder. Empty when it is sound.
 */
export const faultsOf = async (
  page: Page,
  where: string,
  axe: readonly Examined[] = ['rules', 'colours'],
): Promise<string[]> => {
  const faults = await examine(page, axe);
  const headings = await page.locator('h1').count();
  if (headings !== 1) faults.push(`${headings} h1`);
  const regions = await page.locator('[role=status], [role=alert], [aria-live]').count();
  if (regions > 2) faults.push(`${regions} live regions`);
  const [scroll, client] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  if (scroll !== client) faults.push(`scrolls sideways: ${scroll} > ${client}`);
  const text = await page.locator('body').innerText();
  faults.push(...(text.match(bareKey) ?? []).map((key) => `bare key ${key}`));
  if (text.includes('{{')) faults.push('a placeholder was not filled');
  return faults.map((fault) => `${where}: ${fault}`);
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
