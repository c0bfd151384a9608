import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser, Page, Request } from 'playwright-core';
import { startTestHub, type TestHub } from '../support/hub.js';
import { browserTest, faultsOf, hold, launch, missing, openDesk, signIn, typePhrase } from './support.js';

const telegram = 'config/scenarios/night-landslide/telegrams/05-landslide-danger-l4.xml';

let browser: Browser;
let hub: TestHub;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  hub = await startTestHub();
}, 120_000);
afterAll(async () => {
  if (missing !== null) return;
  await browser.close();
  await hub.close();
});

interface Words {
  readonly proposal: { readonly use: string };
  readonly draft: { readonly toCheck: string };
  readonly means: { readonly phone: string };
  readonly alert: { readonly stop: string };
  readonly stop: { readonly correction: string };
  readonly home: { readonly toApproval: string; readonly inForce: string };
  readonly lift: { readonly start: string };
  readonly level: { readonly name4: string };
}
const wordsIn = (language: 'ja' | 'en'): Words =>
  JSON.parse(readFileSync(`locales/${language}/console.json`, 'utf8')) as Words;
const say = { ja: wordsIn('ja'), en: wordsIn('en') };

/**
 * The time a person would take: what passed, and pauses that are counted, not slept. The pauses are those of the
 * keystroke-level model (Card, Moran & Newell 1980): a key 0.28 s, pointing and pressing 1.3 s, thinking 1.35 s.
 */
const stopwatch = () => {
  const start = performance.now();
  let paused = 0;
  let inputs = 0;
  return {
    /** One input: pointing at something, or typing this many keys into it. */
    input: (keys = 0) => {
      inputs += 1;
      paused += 1.35 + 1.3 + keys * 0.28;
    },
    /** Seconds of reading. */
    read: (seconds: number) => void (paused += seconds),
    inputs: () => inputs,
    /** Her part of it, the same on every machine. */
    paused: () => paused,
    seconds: () => (performance.now() - start) / 1000 + paused,
  };
};
type Stopwatch = ReturnType<typeof stopwatch>;

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const settled = (page: Page) => page.locator('[data-settled=true]').waitFor({ timeout: 90_000 });
const mayor = '町長 山田太郎';

const decideAndCheck = async (page: Page, language: 'ja' | 'en', watch: Stopwatch): Promise<void> => {
  await page.locator('input[list]').fill(mayor);
  // Two keys bring his name up in the list.
  watch.input(3);
  await page.getByRole('radio', { name: say[language].means.phone }).check();
  watch.input();
  await page.locator('[data-saving=saved]').waitFor();
  await button(page, say[language].draft.toCheck).click();
  watch.input();
  await page.waitForURL(/check/);
  await page.locator('button.hold').waitFor();
};

/** From the open proposal to the check: the fields a telegram cannot know. */
const compose = async (page: Page, language: 'ja' | 'en', watch: Stopwatch): Promise<void> => {
  watch.read(5);
  await button(page, say[language].proposal.use).first().click();
  watch.input();
  await page.waitForURL(/drafts/);
  await page
    .locator('fieldset:has([role=checkbox], [type=checkbox])')
    .first()
    .getByRole('checkbox')
    .first()
    .check();
  watch.input();
  await decideAndCheck(page, language, watch);
};

/** Phrase and hold; answers the address of what was handed in. */
const submit = async (page: Page, watch: Stopwatch): Promise<string> => {
  await typePhrase(page);
  watch.input(12);
  await hold(page, 2300);
  watch.input();
  await page.waitForURL(/versions/);
  return page.url();
};

const approve = async (page: Page, watch: Stopwatch): Promise<void> => {
  await page.locator('[data-readback]').waitFor();
  watch.read(6);
  await hold(page, 2300);
  watch.input();
  await page.waitForURL(/alerts/);
};

/** Waits until some channel says that it handed something on. */
const firstHandOff = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () =>
      [...document.querySelectorAll('[data-count=accepted], [data-count=delivered]')].some(
        ({ textContent }) => Number(textContent?.replace(/\D/g, '')) > 0,
      ),
    null,
    { timeout: 60_000 },
  );

/** Sends a request that a page has made once more, as it was or with another body: status and answer. */
const again = async (request: Request, data = request.postData() ?? ''): Promise<[number, string]> => {
  const { cookie: _cookie, ...headers } = await request.allHeaders();
  const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
  const answer = await request.frame().page().context().request.post(request.url(), { headers: sent, data });
  return [answer.status(), await answer.text()];
};

describe('two officers at two desks, on a real hub', () => {
  browserTest(
    'A8, A9: telegram → proposal → check → submission → approval → delivery → correction → partial lift; en by day at 1280 px, ja by night at 320 px',
    async () => {
      const [duty, chief] = hub.officers;
      const { page: hers } = await openDesk(browser, { language: 'en', theme: 'day', width: 1280 });
      const { page: his } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
      const faults: string[] = [];
      for (const page of [hers, his]) page.on('pageerror', (error) => faults.push(error.message));
      const { refused } = await hub.injectTelegram(telegram);
      expect(refused).toBeNull();
      await signIn(his, hub.url, chief);

      const watch = stopwatch();
      await signIn(hers, hub.url, duty);
      watch.input(duty.login.length);
      watch.input(duty.password.length);
      watch.input();
      const before = watch.inputs();
      await compose(hers, 'en', watch);
      expect(watch.inputs() - before).toBeLessThanOrEqual(12);
      expect(await hers.locator('[data-summary]').innerText()).toContain(say.en.level.name4);
      watch.read(8);
      const asked = hers.waitForRequest(/\/submit$/);
      await submit(hers, watch);
      await his.getByRole('link', { name: say.ja.home.toApproval }).first().click();
      watch.input();
      const approved = his.waitForRequest(/\/approve$/);
      await approve(his, watch);
      await firstHandOff(his);
      const taken = watch.seconds();
      process.stderr.write(
        `first hand-off after ${taken.toFixed(1)} s, ${watch.paused().toFixed(1)} s of them hers, and ${watch.inputs()} inputs\n`,
      );
      // What the screens ask of her leaves the machine 25 of the ninety seconds; how quick that is stands in docs/console.md.
      expect(watch.paused()).toBeLessThanOrEqual(65);
      expect(taken).toBeLessThanOrEqual(150);

      // A7: the same request once more has the same answer and no effect; with another body it is refused.
      for (const request of [await asked, await approved]) {
        const [status, first] = [
          (await request.response())?.status(),
          await (await request.response())?.text(),
        ];
        expect(await again(request)).toEqual([status, first]);
        expect((await again(request, JSON.stringify({ revision: 1, phrase: 'x', digest: 'x' })))[0]).toBe(
          422,
        );
      }
      await hers.locator('[data-became=issued]').waitFor();
      await settled(his);
      faults.push(...(await faultsOf(his, 'alert')));
      const alert = his.url();
      await hers.goto(hub.url);
      await hers.getByText(filled(say.en.home.inForce, 7)).waitFor();

      const correcting = stopwatch();
      await his.getByRole('link', { name: say.ja.alert.stop }).click();
      correcting.input();
      await his.getByRole('radio', { name: new RegExp(`^${say.ja.stop.correction}`) }).check();
      correcting.input();
      await his.locator('[data-fit]').first().waitFor();
      correcting.read(5);
      await typePhrase(his);
      correcting.input(8);
      await hold(his, 2300);
      correcting.input();
      await his.waitForURL(alert);
      expect(correcting.seconds()).toBeLessThanOrEqual(30);
      await settled(his);

      await his.goto(`${alert}/lift`);
      await his.getByRole('checkbox', { name: '須江' }).check();
      await button(his, say.ja.lift.start).click();
      await his.waitForURL(/drafts/);
      await decideAndCheck(his, 'ja', stopwatch());
      const handedIn = await submit(his, stopwatch());
      await his.locator('[data-awaits=own]').waitFor();
      await hers.goto(handedIn);
      await approve(hers, stopwatch());
      await settled(hers);
      await hers.goto(hub.url);
      await hers.getByText(filled(say.en.home.inForce, 6)).waitFor();

      await hers.goto(`${hub.url}/log`);
      await hers.locator('[data-log=issue]').nth(2).waitFor();
      expect(faults).toEqual([]);
    },
    240_000,
  );
});

const filled = (text: string, districts: number): string =>
  text.replace('{{all}}', '25').replace('{{districts}}', String(districts));
