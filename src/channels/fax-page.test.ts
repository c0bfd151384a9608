import { afterAll, describe, expect } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { where } from '../../test/chaos/needs.js';
import { testOrder, testRendering } from '../../test/support/virtual-town.js';
import { compose } from '../compose/compose.js';
import { sampleMessage } from '../compose/sample.js';
import { isRefusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import { loadPhrasebook } from '../platform/phrasebook.js';
import { paths } from '../platform/paths.js';
import { loadTown } from '../platform/town.js';
import { faxPage } from './fax-page.js';
import { loadMailWords } from './mail-words.js';
import { mailLimits } from './mail.limits.js';

const folder = mkdtempSync(join(tmpdir(), 'todoku-fax-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** Read by poppler, which did not write it. */
const testOnPaper = where(existsSync('/usr/bin/pdftotext') ? null : 'poppler-utils (pdftotext, pdfinfo)');
const words = loadMailWords();
const make = (rendering: Partial<Rendering>, status: 'Exercise' | 'Actual' = 'Exercise') =>
  faxPage(testOrder('mail', { status, rendering: testRendering('mail', rendering) }), '鳩山町', words);
const read = (page: Buffer) => {
  const file = join(folder, 'page.pdf');
  writeFileSync(file, page);
  const info = execFileSync('pdfinfo', [file]).toString();
  const fonts = execFileSync('pdffonts', [file]).toString();
  return {
    pages: Number(/^Pages:\s+(\d+)/m.exec(info)?.[1]),
    size: /^Page size:\s+(.*)$/m.exec(info)?.[1],
    text: execFileSync('pdftotext', ['-raw', file, '-']).toString().replaceAll(/\s/g, ''),
    fonts: fonts.trim().split('\n').slice(2),
  };
};
const bare = (text: string) => text.replaceAll(/\s/g, '');

describe('an alert on a fax', () => {
  testOnPaper(
    'is one A4 page with its number, its level in words, its text and a sender, fonts inside',
    async () => {
      const title = '【訓練】警戒レベル4 避難指示';
      const page = await make({
        title,
        text: '【訓練】奥田に避難指示を出しました。\n今すぐ避難してください。',
      });
      const { pages, size, text, fonts } = read(page as Buffer);
      expect([pages, size]).toEqual([1, expect.stringContaining('A4')]);
      for (const said of ['鳩山町', '令和8年第12号', bare(title), '今すぐ避難してください。'])
        expect(text).toContain(said);
      expect(fonts).toHaveLength(2);
      for (const font of fonts) expect(font).toMatch(/NotoSansJP.*\byes yes yes\b/);
    },
  );

  testOnPaper('of a drill is marked across the page, and an actual one is not', async () => {
    const text = '避難してください。';
    const drill = read((await make({ title: 'x', text })) as Buffer);
    const actual = read((await make({ title: 'x', text }, 'Actual')) as Buffer);
    expect(drill.text).toMatch(/訓/);
    expect(actual.text).not.toMatch(/訓/);
  });

  testOnPaper('is one page for the longest samples of all kinds', async () => {
    const town = loadTown(paths.config, 'hatoyama');
    const phrasebook = loadPhrasebook(paths.config, paths.locales, []);
    const districts = town.districts.map(({ code }) => code);
    const renderings = Object.values(phrasebook.kinds).flatMap((kind) => {
      const decidedAt = Date.UTC(2026, 6, 10, 13);
      const message = sampleMessage(kind, town, 'Exercise', { variant: 0, decidedAt, districts });
      const of = { message, phrasebook, town, limits: { mail: mailLimits }, languages: ['ja'] } as const;
      const made = compose({ ...of, channels: ['mail'] });
      return isRefusal(made) ? [] : made.renderings;
    });
    expect(renderings.length).toBeGreaterThan(40);
    for (const rendering of renderings.toSorted((a, b) => b.text.length - a.text.length).slice(0, 6)) {
      const { pages, text } = read((await make(rendering)) as Buffer);
      expect([pages, text.includes(bare(rendering.text).slice(-20))]).toEqual([1, true]);
    }
  });

  testOnPaper('grows smaller until it fits, to a page of newsprint, and no further', async () => {
    const sentence = '奥田に避難指示を出しました。今すぐ避難してください。';
    for (const times of [1, 10, 40, 70]) {
      const text = sentence.repeat(times);
      const { pages, text: said } = read((await make({ text })) as Buffer);
      expect([times, pages, said.includes(bare(text).slice(-26))]).toEqual([times, 1, true]);
    }
    expect(await make({ text: sentence.repeat(200) })).toBeNull();
  });

  testOnPaper('is the same page to the last byte when it is made again', async () => {
    const order = testOrder('mail');
    const first = await faxPage(order, '鳩山町', words);
    // The cache knows 20 pages: these push the first one out.
    for (let i = 0; i < 21; i++) await make({ text: String(i) });
    const again = await faxPage(order, '鳩山町', words);
    expect(again).not.toBe(first);
    expect(again?.equals(first as Buffer)).toBe(true);
  });
});
