import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { ChronologyShape } from '../../src/wire/chronology.js';
import * as step from '../acceptance/steps.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import { browserTest, faultsOf, launch, missing, openDesk, resume, smallTargets } from './support.js';

let browser: Browser;
let hub: TestHub;
let duty: OfficerClient;
let dir: string;
beforeAll(async () => {
  if (missing !== null) return;
  browser = await launch();
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  dir = await mkdtemp(join(tmpdir(), 'todoku-files-'));
}, 120_000);
afterAll(async () => {
  if (missing !== null) return;
  await browser.close();
  await hub.close();
  await rm(dir, { recursive: true });
});

/** EXIF as a telephone writes it, with words that stand for its GPS. */
const exif = Buffer.from('Exif\0\0 GPS 35.9759N 139.3330E');

/** A photo of so many pixels, made by the browser itself, with what a camera writes beside it. */
const takePhoto = async (page: Page, name: string, width: number, height: number): Promise<string> => {
  const drawn = await page.evaluate(
    async ([w, h]) => {
      const canvas = new OffscreenCanvas(w ?? 1, h ?? 1);
      const onto = canvas.getContext('2d');
      if (onto === null) throw new Error('no canvas');
      for (const [at, colour] of ['#4a7d9a', '#8a6a45', '#3d5c3a'].entries()) {
        onto.fillStyle = colour;
        onto.fillRect(0, (canvas.height / 3) * at, canvas.width, canvas.height / 3);
      }
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
      return [...bytes];
    },
    [width, height],
  );
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const photo = Buffer.from(drawn);
  const path = join(dir, name);
  const marked = [photo.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, exif, photo.subarray(2)];
  await writeFile(path, Buffer.concat(marked));
  return path;
};
const choose = async (page: Page, ...files: string[]) => {
  const button = page.getByRole('button', { name: '写真・PDFを添付' }).last();
  const asked = page.waitForEvent('filechooser');
  await button.press('Enter');
  await (await asked).setFiles(files);
  await page.locator('[data-uploading]').waitFor({ state: 'detached' });
};
const threads = (page: Page) => page.locator('[data-log]');
const entryOf = async (words: string) =>
  step
    .good(await duty.get<ChronologyShape>('/api/v1/chronology'))
    .entries.find(({ text }) => text.includes(words));

browserTest(
  'by keyboard at 320 px a photo goes with an entry, small and without where it was taken, and a place is pointed to; the thread and the map show both',
  async () => {
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'night', width: 320 });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await resume(page, hub.url, hub.officers[0]);
    await page.goto(`${hub.url}/log`);
    await page.locator('textarea').first().fill('電話 区長→本部 石坂で冠水、車1台が立往生 未対応');
    await choose(page, await takePhoto(page, '石坂の写真.jpg', 3000, 1500));
    await page.locator('[data-attached] li').waitFor();

    await page.getByRole('button', { name: '地図で地点を指す' }).press('Enter');
    const dialog = page.getByRole('dialog');
    const map = dialog.getByRole('application');
    await map.locator('.map-tag').first().waitFor();
    await dialog.getByRole('button', { name: '真ん中を地点にする' }).press('Enter');
    const before = await dialog.locator('[data-chosen]').innerText();
    await dialog.getByRole('button', { name: '北へ動かす' }).press('Enter');
    await map.press('ArrowRight');
    // The map glides there; what its middle says then is another place.
    await until(async () => {
      await dialog.getByRole('button', { name: '真ん中を地点にする' }).press('Enter');
      return (await dialog.locator('[data-chosen]').innerText()) === before ? null : true;
    });
    await map.locator('.map-pin').waitFor();
    faults.push(...(await faultsOf(page, 'place')), ...(await smallTargets(page, 'place')));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('form [data-place]').waitFor();
    faults.push(...(await faultsOf(page, 'entry')), ...(await smallTargets(page, 'entry')));
    await page.locator('textarea').first().press('Control+Enter');

    const thread = threads(page).filter({ hasText: '石坂で冠水' });
    const image = thread.locator('[data-files] img');
    await image.scrollIntoViewIfNeeded();
    await until(async () =>
      (await image.evaluate((one) => (one as HTMLImageElement).naturalWidth)) > 0 ? true : null,
    );
    expect(await page.locator('[data-attached]').count()).toBe(0);
    const stored = await page.evaluate(async () => {
      const answer = await fetch(document.querySelector<HTMLImageElement>('[data-files] img')?.src ?? '');
      const bytes = await answer.blob();
      const { width, height } = await createImageBitmap(bytes);
      return { width, height, text: await bytes.text() };
    });
    expect(stored).toMatchObject({ width: 2048, height: 1024 });
    expect(stored.text).not.toContain('GPS 35.9759N');
    faults.push(...(await faultsOf(page, 'thread')), ...(await smallTargets(page, 'thread')));

    // No time was given: it is now, and when word came is not known.
    const written = await entryOf('石坂で冠水');
    expect(Math.abs((written?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(written?.receivedAt).toBeNull();

    await thread.locator('a[data-place]').press('Enter');
    await page.waitForURL(/\/map\?pin=\d+$/);
    const root = String(written?.root);
    await page.locator('.map-pin-chosen', { hasText: root }).waitFor();
    const row = page.locator(`[data-pin="${root}"]`);
    expect(await row.innerText()).toContain('車1台が立往生');
    faults.push(...(await faultsOf(page, 'map')), ...(await smallTargets(page, 'map')));
    // A layer goes from the map; the list keeps it, and leads back to the entry.
    await page.getByRole('checkbox', { name: 'クロノロジーの地点' }).press('Space');
    expect(await page.locator('.map-pin').count()).toBe(0);
    await row.getByRole('link').press('Enter');
    await threads(page).first().waitFor();
    expect(await threads(page).first().getAttribute('data-root')).toBe(root);
    expect(faults).toEqual([]);
    await context.close();
  },
  120_000,
);

browserTest(
  'progress brings its own photo and a click its own place; what is wrong with a file is said, removing takes it out, done leaves the map, paper says the names',
  async () => {
    const { context, page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 1280 });
    await resume(page, hub.url, hub.officers[0]);
    const entry = {
      at: Date.now() - 1000,
      category: 'report',
      text: '須江で土砂',
      source: null,
      personal: null,
    };
    step.good(await duty.send('POST', '/api/v1/log', entry));
    await page.goto(`${hub.url}/log`);
    const thread = threads(page).filter({ hasText: '須江で土砂' });
    await thread.getByRole('button', { name: /^経過を記録/ }).click();
    const dialog = page.getByRole('dialog').first();
    const [pdf, fake, broken] = ['報告.pdf', 'fake.pdf', 'broken.png'].map((name) => join(dir, name));
    await writeFile(pdf ?? '', '%PDF-1.7\n% a report\n');
    await writeFile(fake ?? '', '<!doctype html>');
    await writeFile(broken ?? '', 'no picture');
    await choose(
      page,
      pdf ?? '',
      fake ?? '',
      broken ?? '',
      await takePhoto(page, '須江の写真.jpg', 640, 480),
    );
    const faults = await page.locator('[data-attach-fault]').allInnerTexts();
    expect(faults).toHaveLength(2);
    expect(faults.join()).toMatch(/fake\.pdf：添付できるのは.*broken\.png：この写真は開けません/);
    expect(await page.locator('[data-attached] li').count()).toBe(2);
    await choose(page, await takePhoto(page, 'twice.jpg', 320, 240));
    await page.getByRole('button', { name: /^取り除く twice\.jpg/ }).click();
    expect(await page.locator('[data-attached] li').count()).toBe(2);

    await dialog.getByRole('button', { name: '地図で地点を指す' }).click();
    const map = page.getByRole('application');
    await map.locator('.map-tag').first().waitFor();
    await map.click({ position: { x: 200, y: 120 } });
    await map.locator('.map-pin').waitFor();
    await page.keyboard.press('Escape');
    await map.waitFor({ state: 'detached' });
    // Escape closed the map alone, and a file picker that is left closes nothing.
    await dialog.locator('input[type=file]').dispatchEvent('cancel', { bubbles: true });
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByRole('button', { name: '記録する' }).click();
    await thread.locator('[data-files] img').waitFor();
    expect(await thread.innerText()).toContain('添付を追加（2件）');
    const said = await thread.locator('[data-files]').innerText();
    expect(said).toContain('報告.pdf');
    expect(said).toContain('須江の写真.jpg');
    const { root, newest } = (await entryOf('須江で土砂')) ?? { root: 0, newest: 0 };
    expect(said).toContain(`No.${newest}`);
    expect(await thread.locator('a[download="報告.pdf"]').count()).toBe(1);

    await page.goto(`${hub.url}/map`);
    await page.locator(`[data-pin="${root}"]`).waitFor();
    const done = { ...entry, category: 'note', text: '復旧', follows: { seq: newest, as: 'progress' } };
    const { place } = (await entryOf('須江で土砂')) ?? {};
    const facts = { receivedAt: null, to: null, means: null, district: null, topic: null, place };
    const rest = { importance: 'normal', status: 'done', assignee: null, certainty: null };
    step.good(await duty.send('POST', '/api/v1/log', { ...done, facts: { ...facts, ...rest } }));
    await page.locator(`[data-pin="${root}"]`).waitFor({ state: 'detached' });
    await page.goto(`${hub.url}/map?pin=${root}`);
    await page.locator(`[data-pin="${root}"]`).waitFor();

    await page.goto(`${hub.url}/log/print?category=officers`);
    await page.locator('table').waitFor();
    expect(await page.locator('table').innerText()).toContain('添付2件：報告.pdf、須江の写真.jpg');
    await context.close();
  },
  120_000,
);

browserTest('an entry whose attachments’ time is over says so', async () => {
  const { context, page } = await openDesk(browser, { language: 'ja', theme: 'day', width: 320 });
  await resume(page, hub.url, hub.officers[0]);
  const { store } = hub.hub;
  await store.write(({ sql }) => sql('DELETE FROM log_attachments'));
  await page.goto(`${hub.url}/log`);
  await page.locator('[data-erased]').first().waitFor();
  expect(await page.locator('[data-erased]').first().innerText()).toMatch(/：添付は保存期間を過ぎ消去$/);
  expect(await page.locator('[data-files] img').count()).toBe(0);
  expect(await faultsOf(page, 'erased')).toEqual([]);
  await context.close();
});
