/** What the board of an alert says when its deliveries, or a channel as a whole, are in trouble. */
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { ChannelProgress, ProgressShape, StateShape } from '../../src/wire/progress.js';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { officers, progressAt } from './fixtures/office.js';
import { browserTest, faultsOf, launch, missing, openDesk, resume, type Look } from './support.js';

const sato = { login: 'sato', password: 'correct horse battery' };
const night: Look = { language: 'ja', theme: 'night', width: 320 };

let browser: Browser;
const hubs: Fixture[] = [];
beforeAll(async () => {
  if (missing === null) browser = await launch();
});
afterAll(async () => {
  await Promise.all(hubs.map((hub) => hub.close()));
  if (missing === null) await browser.close();
});

type Counts = Partial<ChannelProgress['counts']>;

/** The board of an alert whose channels stand so; `state` changes what the hub says of its channels. */
async function board(
  counts: Readonly<Record<string, Counts>>,
  more: Partial<ProgressShape> = {},
  state: (channel: StateShape['channels'][number]) => object = () => ({}),
  look: Look = night,
): Promise<Page> {
  const hub = await startFixture('live');
  hubs.push(hub);
  const [author, other] = officers as [(typeof officers)[0], (typeof officers)[0]];
  const slots = { hazard: 'landslide', reason: 'landslide-warning', shelters: ['E1134800022201'] };
  const order = { kind: 'evacuation-instruction', slots, districts: ['sue', 'kumai'] };
  const version = hub.office.open(author, order);
  hub.office.submit(version, author);
  hub.office.issue(version, other);
  const whole = progressAt(version, 1);
  hub.office.progress.set(version.id, {
    ...whole,
    channels: whole.channels.map((channel) => {
      const own = counts[channel.channel];
      const all = { ...channel.counts, accepted: channel.targets, delivered: 0, refused: 0, held: 0 };
      if (own === undefined) return { ...channel, counts: all };
      const begun =
        own.accepted === undefined ? { firstHandOffAt: null, lastHandOffAt: null, took: null } : {};
      return { ...channel, counts: { ...all, accepted: 0, ...own }, ...begun };
    }),
    ...more,
  });
  const { page } = await openDesk(browser, look);
  await resume(page, hub.url, sato);
  await page.route('**/api/v1/state', async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as StateShape;
    await route.fulfill({
      response: answer,
      json: { ...told, channels: told.channels.map((one) => ({ ...one, ...state(one) })) },
    });
  });
  await page.goto(`${hub.url}/alerts/${version.alertId}`);
  await page.locator('[data-outcome]').waitFor();
  return page;
}
const outcome = async (page: Page) => ({
  tone: await page.locator('[data-outcome]').getAttribute('data-outcome'),
  words: await page.locator('[data-outcome]').innerText(),
});

describe('the first line of an alert’s board', () => {
  browserTest('never says "finished" while the loudspeakers are held', async () => {
    const page = await board({ radio: { held: 12 } });
    const { tone, words } = await outcome(page);
    expect(tone).toBe('bad');
    expect(words).toContain('配信は終わっていません');
    expect(words).toContain('保留 12件');
    expect(words).not.toContain('配信が終わりました');
    expect(await faultsOf(page, 'held')).toEqual([]);
  });

  browserTest(
    'names 900 refused in red, a few dead numbers calmly, and nothing where all was taken',
    async () => {
      const many = await outcome(await board({ sms: { accepted: 790, refused: 900 } }));
      expect(many).toEqual({ tone: 'bad', words: expect.stringContaining('900件に届いていません') });
      const few = await outcome(await board({ sms: { accepted: 1676, refused: 14 } }));
      expect(few).toEqual({ tone: 'done', words: expect.stringContaining('14件は届きませんでした') });
      expect(await outcome(await board({}))).toEqual({ tone: 'done', words: '配信が終わりました' });
    },
  );
});

describe('a channel that fails as a whole', () => {
  browserTest(
    'says so beside its bar with the reason and what to use instead, and that it stands still since the issue',
    async () => {
      const issuedAt = Date.now() - 60_000;
      const page = await board({ sms: { pending: 1690 } }, { settled: false, issuedAt }, ({ channel }) =>
        channel === 'sms'
          ? { state: 'down', detail: 'channel.unauthorised', failing: true, since: Date.now() - 55_000 }
          : {},
      );
      const trouble = page.locator('[data-channel=sms] [data-trouble=down]');
      await trouble.waitFor();
      const words = await trouble.innerText();
      expect(words).toContain('停止');
      expect(words).toContain('送信が続けて失敗しています。');
      expect(words).toContain('相手が認証を拒みました。鍵を確かめてください。');
      expect(words).toMatch(/代わりに使えるチャネル：.*電話/);
      expect(await page.locator('[data-channel=sms] [data-pace]').innerText()).toContain('まだ1件も');
      expect(await page.locator('[data-trouble]').count()).toBe(1);
      expect(await faultsOf(page, 'trouble')).toEqual([]);
    },
  );
});
