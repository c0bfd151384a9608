/** A fan-out to more than ten thousand addresses, on a real hub, as two desks see it (ux.md A12). */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { io, type Socket } from 'socket.io-client';
import type { ChannelProgress, ProgressShape } from '../../src/wire/progress.js';
import * as step from '../acceptance/steps.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import { startSilentProxy, type SilentProxy } from '../support/silent-proxy.js';
import { browserTest, launch, missing, openDesk, resume } from './support.js';

const look = { language: 'ja', theme: 'day', width: 1280 } as const;
/** Milliseconds between two words of the engine: fifty a second. */
const every = 20;

let browser: Browser;
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
let proxy: SilentProxy;
let listener: Socket;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  // The rate stretches the fan-out over the time in which a line is cut and comes back.
  hub = await startTestHub({ rates: { ...step.fast.rates, sms: { callsPerSecond: 350 } } });
  [duty, chief] = [await hub.signIn(hub.officers[0]), await hub.signIn(hub.officers[1])];
  proxy = await startSilentProxy(hub.url);
}, 120_000);
afterAll(async () => {
  if (missing !== null) return;
  listener?.close();
  await browser.close();
  await proxy.close();
  await hub.close();
});

const final = ['accepted', 'delivered', 'refused', 'expired', 'superseded'] as const;
const doneIn = (channels: readonly ChannelProgress[]): number =>
  channels.reduce((all, { counts }) => all + final.reduce((sum, state) => sum + (counts[state] ?? 0), 0), 0);

/** What a page showed, and when: how many deliveries were over, at each frame at which that changed. */
type Seen = readonly (readonly [done: number, at: number])[];
const watchFigures = async (page: Page): Promise<() => Promise<Seen>> => {
  await page.locator('[data-channel=sms] [data-count=accepted]').waitFor();
  await page.evaluate(() => {
    const seen: [number, number][] = [];
    Object.assign(window, { seen });
    const parts = ['accepted', 'delivered', 'refused', 'dropped']
      .map((part) => `[data-count=${part}]`)
      .join();
    const note = () => {
      const done = [...document.querySelectorAll(parts)].reduce(
        (sum, { textContent }) => sum + Number(textContent?.replace(/\D/g, '')),
        0,
      );
      if (seen.at(-1)?.[0] !== done) seen.push([done, Date.now()]);
      requestAnimationFrame(note);
    };
    note();
  });
  return () => page.evaluate(() => (window as unknown as { seen: [number, number][] }).seen);
};

/** The figures of every channel as they stand on the page. */
const shown = (page: Page): Promise<Record<string, Record<string, number>>> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('[data-channel]:has([data-count])')].map((channel) => [
        channel.getAttribute('data-channel') ?? '',
        Object.fromEntries(
          [...channel.querySelectorAll('[data-count]')].map((one) => [
            one.getAttribute('data-count') ?? '',
            Number(one.textContent?.replace(/\D/g, '')),
          ]),
        ),
      ]),
    ),
  );
const told = ({ channels }: ProgressShape): Record<string, Record<string, number>> =>
  Object.fromEntries(
    channels
      .filter(({ targets }) => targets > 0)
      .map(({ channel, counts: { pending = 0, sending = 0, expired = 0, superseded = 0, ...counts } }) => [
        channel,
        { ...counts, waiting: pending + sending, dropped: expired + superseded },
      ]),
  );

/** Milliseconds, one to the next sorted. */
const quantile = (list: readonly number[], share: number): number =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? NaN;

/** Listens beside the pages: what the hub sends, and when. */
const hear = (versionId: string): ProgressShape[] => {
  const heard: ProgressShape[] = [];
  listener = io(`${hub.url}/console`, {
    transports: ['websocket'],
    extraHeaders: { cookie: duty.cookie },
  });
  listener.on(
    'progress',
    (event: ProgressShape) => void (event.versionId === versionId && heard.push(event)),
  );
  return heard;
};

/** Each word of the engine to the frame that first showed what it told of; a word is covered by the first event read after it. */
const lags = (words: readonly number[], events: readonly ProgressShape[], seen: Seen): number[] =>
  words.flatMap((at) => {
    const event = events.find((one) => one.at >= at);
    const frame = event && seen.find(([done]) => done >= doneIn(event.channels));
    return frame === undefined ? [] : [Math.max(0, frame[1] - at)];
  });

browserTest(
  'A12: at fifty words a second of ten thousand addresses the screen keeps up; a cut line says so in five seconds and then misses and doubles nothing',
  async () => {
    const order = await step.issued(duty, chief, step.order('all'));
    const events = hear(order.id);
    const words: number[] = [];
    const { notifier } = hub.hub.desk;
    const forget = notifier.on(
      'progress',
      ({ versionId }) => void (versionId === order.id && words.push(Date.now())),
    );
    const began = Date.now();
    let spoken = 0;
    // A turn that came late says what was due meanwhile.
    const engine = setInterval(() => {
      for (; spoken < (Date.now() - began) / every; spoken += 1)
        notifier.notify('progress', { versionId: order.id, alertId: order.alertId });
    }, every);
    const desks = await Promise.all(
      [hub.url, proxy.url].map(async (url) => {
        const { context, page } = await openDesk(browser, look);
        await resume(page, url, hub.officers[0]);
        await page.goto(`${url}/alerts/${order.alertId}`);
        return { context, page, seen: await watchFigures(page) };
      }),
    );
    const [whole, cut] = desks as [(typeof desks)[0], (typeof desks)[0]];
    const started = Date.now();
    await until(async () => ((await cut.seen()).length > 4 ? true : null));

    const died = Date.now();
    await cut.context.setOffline(true);
    proxy.die();
    const marked = await cut.page
      .waitForFunction(() => document.querySelector('[data-stale]') && Date.now(), null, { polling: 'raf' })
      .then((handle) => handle.jsonValue() as Promise<number>);
    expect(marked - died).toBeLessThanOrEqual(5500);
    const atCut = (await cut.seen()).at(-1)?.[0] ?? 0;
    expect((await whole.seen()).at(-1)?.[0]).toBeGreaterThan(atCut);
    await cut.context.setOffline(false);
    proxy.heal();
    await cut.page.locator('[data-stale]').waitFor({ state: 'detached' });

    await step.settled(duty, order.id);
    clearInterval(engine);
    forget();
    const ended = Date.now();
    await until(async () =>
      events.at(-1)?.settled === true && (events.at(-1)?.at ?? 0) >= (words.at(-1) ?? 0) ? true : null,
    );
    const progress = step.good(await duty.get<ProgressShape>(`/api/v1/versions/${order.id}/progress`));
    const targets = progress.channels.reduce((sum, one) => sum + one.targets, 0);
    expect(targets).toBeGreaterThan(10_000);
    for (const { page, seen } of desks) {
      await page.locator('[data-settled=true]').waitFor();
      // Receipts still come in: accepted becomes delivered until the last is there.
      await until(async () => {
        const now = step.good(await duty.get<ProgressShape>(`/api/v1/versions/${order.id}/progress`));
        return isDeepStrictEqual(await shown(page), told(now)) ? true : null;
      });
      const figures = (await seen()).map(([done]) => done);
      expect(figures).toEqual(figures.toSorted((a, b) => a - b));
      expect(Math.max(...figures)).toBeLessThanOrEqual(targets);
    }

    const during = words.filter((at) => at >= started && at <= ended);
    const seconds = (ended - started) / 1000;
    expect(during.length / seconds).toBeGreaterThan(40);
    const sent = events.filter(({ at }) => at >= started && at <= ended).length;
    expect(sent / seconds).toBeLessThanOrEqual(4.2);
    const late = lags(during, events, await whole.seen());
    const third = Math.floor(late.length / 3);
    const [early, after] = [quantile(late.slice(0, third), 0.5), quantile(late.slice(-third), 0.5)];
    process.stderr.write(
      `from word to pixel: p50 ${quantile(late, 0.5)} ms, p95 ${quantile(late, 0.95)} ms, most ${Math.max(...late)} ms; first third ${early} ms, last ${after} ms; ` +
        `${Math.round(during.length / seconds)} words and ${(sent / seconds).toFixed(1)} events a second for ${seconds.toFixed(0)} s, ${targets} addresses\n`,
    );
    expect(after).toBeLessThan(early + 1000);
  },
  180_000,
);
