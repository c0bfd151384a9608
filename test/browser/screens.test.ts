import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { officers } from './fixtures/office.js';
import { startFixture, type Fixture } from './fixtures/hub.js';
import {
  browserTest,
  faultsOf,
  launch,
  missing,
  openDesk,
  screenThere,
  signIn,
  watchRequests,
  type Examined,
  type Look,
} from './support.js';

const password = 'correct horse battery';
const sato = { login: 'sato', password };
const slots = { hazard: 'landslide', reason: 'landslide-warning', shelters: ['E1134800022201'] };
const districts = ['sue', 'kumai', 'izui'];
const decision = { by: '町長 山田太郎', means: 'phone' as const };

/** An alert that is going out, a submission that waits, and a draft: every screen has something to show. */
const furnish = ({ office }: Fixture) => {
  const [author, other] = officers as [(typeof officers)[0], (typeof officers)[0]];
  const order = { kind: 'evacuation-instruction', slots, districts, decision };
  const issued = office.open(author, order);
  office.submit(issued, author);
  office.issue(issued, other);
  const waiting = office.open(other, { ...order, kind: 'evacuation-elderly' });
  office.submit(waiting, other);
  const own = office.open(author, { ...order, kind: 'evacuation-elderly' });
  office.submit(own, author);
  const draft = office.open(author, order);
  return { issued, waiting, own, draft };
};

const pathsOf = ({ issued, waiting, own, draft }: ReturnType<typeof furnish>): Record<string, string> => ({
  home: '/',
  inbox: '/inbox',
  choose: '/compose',
  draft: `/drafts/${draft.id}`,
  check: `/drafts/${draft.id}/check`,
  approval: `/versions/${waiting.id}`,
  ownSubmission: `/versions/${own.id}`,
  alerts: '/alerts',
  alert: `/alerts/${issued.alertId}`,
  stop: `/alerts/${issued.alertId}/stop`,
  lift: `/alerts/${issued.alertId}/lift`,
  log: '/log',
  logPrint: '/log/print',
  templates: '/templates',
  sentences: '/templates?kind=fire&language=ja-easy',
  glossary: '/templates?tab=glossary',
  channels: '/channels',
  drill: '/drill',
  nowhere: '/no-such-page',
});

/**
 * Each language by day and by night, at a desk and on a phone. axe's rules once in each language and width: they read
 * the page, which is the same by day and night; the contrast of colours once for each theme in each world.
 */
const looks: Record<'drill' | 'live', readonly (Look & { readonly axe: readonly Examined[] })[]> = {
  drill: [
    { language: 'ja', theme: 'day', width: 1280, axe: [] },
    { language: 'ja', theme: 'night', width: 320, axe: ['rules', 'colours'] },
    { language: 'en', theme: 'day', width: 1280, axe: ['rules', 'colours'] },
    { language: 'en', theme: 'night', width: 320, axe: [] },
  ],
  live: [
    { language: 'ja', theme: 'night', width: 1280, axe: ['colours'] },
    { language: 'en', theme: 'day', width: 320, axe: ['colours'] },
  ],
};

const pairs = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.flatMap((_, i) => (i % 2 === 0 ? [all.slice(i, i + 2)] : []));

describe.each(['drill', 'live'] as const)('every screen in the %s world', (world) => {
  let browser: Browser;
  let hub: Fixture;
  let paths: Record<string, string>;
  beforeAll(async () => {
    if (missing !== null) return;
    browser = await launch();
    hub = await startFixture(world);
    paths = pathsOf(furnish(hub));
  });
  afterAll(async () => {
    if (missing !== null) return;
    await browser.close();
    await hub.close();
  });

  const visit = async (look: (typeof looks)[typeof world][number]): Promise<void> => {
    const { context, page, hosts } = await openDesk(browser, look);
    const allAnswered = watchRequests(page);
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(hub.url);
    await page.locator('form').waitFor();
    const faults = await faultsOf(page, 'sign-in', look.axe);
    await expectWorld(page, world, look);
    await signIn(page, hub.url, sato);
    for (const [screen, path] of Object.entries(paths)) {
      await page.goto(hub.url + path);
      await screenThere(page);
      await allAnswered();
      faults.push(...(await faultsOf(page, screen, look.axe)));
      await expectWorld(page, world, look);
    }
    expect(faults).toEqual([]);
    expect([...hosts]).toEqual([new URL(hub.url).host]);
    expect(problems.filter((text) => !text.includes('401'))).toEqual([]);
    await context.close();
  };

  // Two at a time: while one page loads the other is examined.
  for (const pair of pairs(looks[world])) {
    const names = pair.map(({ language, theme, width }) => `${language}, ${theme}, ${width} px`);
    browserTest(
      `${names.join('; ')}: axe, one h1, no sideways scroll, the world is plain, one host`,
      async () => void (await Promise.all(pair.map(visit))),
      240_000,
    );
  }
});

const marks = {
  drill: { ja: ['◇ 訓練', '【訓練】'], en: ['◇ DRILL', '[DRILL]'] },
  live: { ja: ['● 本番', '【本番】'], en: ['● LIVE', '[LIVE]'] },
} as const;

const expectWorld = async (page: Page, world: 'drill' | 'live', look: Look): Promise<void> => {
  const [bar, title] = marks[world][look.language];
  expect(await page.locator('[data-world-bar]').innerText()).toContain(bar);
  expect(await page.title()).toMatch(new RegExp(`^${title.replace(/[[\]]/g, '\\$&')}`));
  expect(await page.locator('#favicon').getAttribute('href')).toBe(`/favicon-${world}.svg`);
};
