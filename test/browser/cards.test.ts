/** The issue card in a browser: reached from where it is needed, printed with its world and level in words; duties ticked. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { officers } from './fixtures/office.js';
import { startFixture, type Fixture } from './fixtures/hub.js';
import { browserTest, launch, missing, openDesk, resume } from './support.js';

const sato = { login: 'sato', password: 'correct horse battery' };
const order = {
  kind: 'evacuation-instruction',
  slots: { hazard: 'landslide', reason: 'landslide-warning', shelters: ['E1134800022201'] },
  districts: ['sue', 'kumai', 'izui'],
  decision: { by: '町長 山田太郎', means: 'phone' as const },
};

const folder = mkdtempSync(join(tmpdir(), 'todoku-print-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a page says on A4, read by poppler. */
const printed = async (page: Page): Promise<string> => {
  const file = join(folder, 'page.pdf');
  writeFileSync(file, await page.pdf({ format: 'A4' }));
  return execFileSync('pdftotext', [file, '-']).toString().replaceAll(/\s/g, '');
};

describe.each(['drill', 'live'] as const)('an issue card in the %s world', (world) => {
  let browser: Browser;
  let hub: Fixture;
  beforeAll(async () => {
    if (missing !== null) return;
    browser = await launch();
    hub = await startFixture(world);
  });
  afterAll(async () => {
    if (missing !== null) return;
    await browser.close();
    await hub.close();
  });

  browserTest(
    'is reached from the waiting page and prints world, level in words, script and districts, without the navigation',
    async () => {
      const [author] = officers as [(typeof officers)[0]];
      const version = hub.office.open(author, order);
      hub.office.submit(version, author);
      const { context, page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 1280 });
      await resume(page, hub.url, sato);
      await page.goto(`${hub.url}/versions/${version.id}`);
      await page.getByRole('link', { name: '発令カード（印刷用）' }).click();
      await page.locator('[data-card]').waitFor();
      const pdf = page.getByRole('link', { name: 'PDFを開く' });
      expect(await pdf.getAttribute('href')).toBe(`/api/v1/versions/${version.id}/card.pdf`);
      expect(await page.locator('[data-card] ruby').count()).toBeGreaterThan(10);
      const nav = (await page.locator('nav').first().innerText()).split('\n')[0] ?? '';
      const text = await printed(page);
      const [own, other] = world === 'drill' ? ['◇訓練', '●本番'] : ['●本番', '◇訓練'];
      for (const said of [own, '警戒レベル4避難指示', '須江', '熊井', '放送文', '電話をかける順'])
        expect(text).toContain(said);
      expect(text).not.toContain(other);
      expect(nav.length).toBeGreaterThan(1);
      expect(text).not.toContain(nav);
      expect(text).not.toContain('この画面を印刷する');
      await context.close();
    },
  );
});

describe('what the law asks after an order', () => {
  let browser: Browser;
  let hub: Fixture;
  beforeAll(async () => {
    if (missing !== null) return;
    browser = await launch();
    hub = await startFixture('drill');
  });
  afterAll(async () => {
    if (missing !== null) return;
    await browser.close();
    await hub.close();
  });

  browserTest(
    'stands on the home screen until somebody ticks it with a means, and on its alert with who and how',
    async () => {
      const [author, other] = officers as [(typeof officers)[0], (typeof officers)[0]];
      const version = hub.office.open(author, order);
      hub.office.submit(version, author);
      hub.office.issue(version, other);
      const { page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 320 });
      await resume(page, hub.url, sato);
      await page.goto(hub.url);
      const duty = page.locator('[data-duty=governor-order]');
      await duty.getByRole('button', { name: /済にする/ }).click();
      const dialog = page.getByRole('dialog');
      // The way back has the focus, and without a means nothing is sent.
      const focused = await dialog.locator('[data-first]').evaluate((one) => one === document.activeElement);
      expect(focused).toBe(true);
      await dialog.getByRole('button', { name: '済にする' }).click({ force: true });
      expect(hub.requests.filter(({ path }) => path.startsWith('/duties/'))).toEqual([]);
      await dialog.getByText('県のシステム').click();
      await dialog.getByRole('button', { name: '済にする' }).click();
      await duty.waitFor({ state: 'detached' });
      await page.goto(`${hub.url}/alerts/${version.alertId}`);
      await page.getByText(/済：.*県のシステム/).waitFor();
    },
  );
});
