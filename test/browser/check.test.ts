/** The check before it is handed on: what differs, what is out already, to how many, and how other systems would read it. */
import { describe, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Fixture } from './fixtures/hub.js';
import { onFixture } from './fixtures/on-fixture.js';
import { officers } from './fixtures/office.js';
import { furnish } from './screens.js';
import {
  browserTest,
  faultsOf,
  hold,
  openDesk,
  openScreen,
  signIn,
  smallTargets,
  typePhrase,
  type Look,
} from './support.js';

const sato = { login: 'sato', password: 'correct horse battery' };
const suzuki = { ...sato, login: 'suzuki' };

let browser: Browser;
let hub: Fixture;
let hand: ReturnType<typeof furnish>;
onFixture((opened) => {
  ({ browser, hub } = opened);
  hand = furnish(hub);
});

const words = {
  ja: {
    cap: 'CAP 1.2 で見る',
    right: '形式：正しい（スキーマと規則で検査済み）',
    waits: /承認を待っています/,
    same: /同じものがもう出ています/,
    reason: /土砂災害の警報が出た/,
  },
  en: {
    cap: 'Show as CAP 1.2',
    right: 'Form: correct (checked by the schema and all rules)',
    waits: /waits for approval/,
    same: /The same is out already/,
    reason: /^Landslide warning$/m,
  },
} as const;
const looks: readonly Look[] = [
  { language: 'ja', theme: 'night', width: 320 },
  { language: 'en', theme: 'day', width: 1280 },
];

describe('the check', () => {
  for (const look of looks)
    browserTest(`${look.language}, ${look.theme}, ${look.width} px`, async () => {
      const say = words[look.language];
      const { context, page } = await openDesk(browser, look);
      await signIn(page, hub.url, sato);
      await openScreen(page, `/drafts/${hand.draft.id}/check`);
      const overlaps = page.locator('[data-list=overlaps] li');
      expect(await overlaps.allInnerTexts()).toEqual([expect.stringMatching(say.same)]);
      const differences = page.locator('[data-list=differences]');
      expect(await differences.locator('li, p').count()).toBeGreaterThan(0);
      expect(await page.locator('[data-summary]').innerText()).toMatch(/2,514/);
      expect(await page.locator('[data-summary]').innerText()).toMatch(say.reason);

      const cap = page.locator('details', { has: page.getByText(say.cap) });
      await cap.locator('summary').press('Enter');
      await cap.getByText(say.right).waitFor();
      const xml = await cap.locator('pre').innerText();
      expect(xml).toContain('<status>Draft</status>');
      expect(xml.match(/<headline>/g)).toHaveLength(17);
      expect(await cap.locator('pre').evaluate((one) => one.tabIndex)).toBe(0);
      // The town's own domain in the XML looks like a key.
      const faults = await faultsOf(page, 'check');
      expect(faults.filter((fault) => !fault.includes('bare key www.'))).toEqual([]);
      await context.close();
    });

  browserTest(
    'its Japanese stands open, the rest is one press away, and a link leads to the request',
    async () => {
      const { context, page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 });
      await signIn(page, hub.url, sato);
      await openScreen(page, `/drafts/${hand.draft.id}/check`);
      const sms = page.locator('section[aria-label="SMS"]');
      const headings = {
        ja: sms.locator('h4').getByText('日本語', { exact: true }),
        vi: sms.locator('h4').getByText(/^ベトナム語/),
      };
      expect(await headings.ja.isVisible()).toBe(true);
      expect(await headings.vi.isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      expect(await headings.vi.isVisible()).toBe(true);
      await page.emulateMedia({ media: 'screen' });
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(8000);
      await sms.locator('[data-others] summary').press('Enter');
      expect(await headings.vi.isVisible()).toBe(true);

      await page.getByRole('link', { name: '下の依頼欄へ' }).click();
      const [top, screen] = await page.evaluate(() => [
        document.querySelector('#submission')?.getBoundingClientRect().top ?? -1,
        innerHeight,
      ]);
      expect(top).toBeGreaterThan(0);
      expect(top).toBeLessThan(screen);
      await context.close();
    },
  );

  browserTest(
    'an order that no loudspeaker would say is asked for only with a tick, and its approver sees that in red',
    async () => {
      const [author] = officers as [(typeof officers)[0]];
      const { slots, districts, decision } = hand.draft;
      const draft = hub.office.open(author, { kind: 'evacuation-instruction', slots, districts, decision });
      hub.office.voice.missing = true;
      const look = { language: 'ja', theme: 'night', width: 320 } as const;
      const { context, page } = await openDesk(browser, look);
      await signIn(page, hub.url, sato);
      await openScreen(page, `/drafts/${draft.id}/check`);
      expect(await page.locator('[data-unsaid]').innerText()).toMatch(/マイクで放送してください/);
      const tick = page.locator('[data-without-sound] input');
      expect(await tick.count()).toBe(0);
      await typePhrase(page);
      await hold(page, 2300);
      await page.locator('[data-failure]').waitFor();
      expect(draft.status).toBe('draft');
      await tick.check();
      expect([...(await faultsOf(page, 'check')), ...(await smallTargets(page, 'check'))]).toEqual([]);
      await hold(page, 2300);
      await page.waitForURL(/versions/);
      expect(draft.status).toBe('submitted');
      await context.close();

      const his = await openDesk(browser, look);
      await signIn(his.page, hub.url, suzuki);
      await openScreen(his.page, `/versions/${draft.id}`);
      expect(await his.page.locator('[data-unsaid]').innerText()).toMatch(/本文、取消、訂正/);
      expect(await faultsOf(his.page, 'approval')).toEqual([]);
      await his.context.close();
      hub.office.voice.missing = false;
    },
  );

  browserTest(
    'whoever approves sees what its author was warned of, and how much beside the button',
    async () => {
      const [author] = officers as [(typeof officers)[0]];
      const { slots, districts, decision } = hand.draft;
      const draft = hub.office.open(author, { kind: 'evacuation-instruction', slots, districts, decision });
      const hers = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 });
      await signIn(hers.page, hub.url, sato);
      await openScreen(hers.page, `/drafts/${draft.id}/check`);
      const warned = await hers.page.locator('#warnings li').allInnerTexts();
      for (const words of [
        /閉鎖中の避難所/,
        /確認者のいない文/,
        /代わりに伝える文/,
        /同じものがもう出ています/,
      ])
        expect(warned).toContainEqual(expect.stringMatching(words));

      hub.office.submit(draft, author);
      const his = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
      await signIn(his.page, hub.url, suzuki);
      await openScreen(his.page, `/versions/${draft.id}`);
      expect(await his.page.locator('#warnings li').allInnerTexts()).toEqual(warned);
      const above = await his.page.evaluate(() => {
        const [warnings, readback] = [
          document.querySelector('#warnings'),
          document.querySelector('#readback'),
        ];
        return warnings?.compareDocumentPosition(readback as Node);
      });
      expect(above).toBe(4);
      const short = his.page.locator('#approval [data-warnings]');
      expect(await short.getAttribute('data-warnings')).toBe(String(warned.length - 1));
      await short.getByRole('link').click();
      expect(await his.page.evaluate(() => document.activeElement?.id)).toBe('warnings');
      await hers.context.close();
      await his.context.close();
    },
  );

  browserTest('an alert says which version its CAP is', async () => {
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 });
    await signIn(page, hub.url, sato);
    await openScreen(page, `/alerts/${hand.issued.alertId}`);
    await page.locator('summary', { hasText: words.ja.cap }).click();
    const xml = await page.locator('pre').innerText();
    expect(xml).toContain(`<identifier>${hand.issued.id}</identifier>`);
    expect(await page.locator('[data-took]').first().innerText()).toMatch(/半数は 1\.8 秒/);
    await context.close();
  });
});
