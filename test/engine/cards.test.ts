/** The issue card (発令カード) of a version: what the paper says, read by a program that did not write it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cardPaper } from '../../src/desk/card-page.js';
import { cardOf } from '../../src/desk/card.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { makePaper } from '../../src/platform/paper.js';
import { readRenderings } from '../../src/store/version.store.js';
import type { CardShape } from '../../src/wire/card.js';
import { where } from '../chaos/needs.js';
import { openTestStore, type TestStore } from '../support/store.js';
import {
  addOfficers,
  drafted,
  good,
  instruction,
  issued,
  night,
  submitted,
  townDesk,
  type TownDesk,
} from './town-desk.js';

const testOnPaper = where(existsSync('/usr/bin/pdftotext') ? null : 'poppler-utils (pdftotext, pdfinfo)');
const folder = mkdtempSync(join(tmpdir(), 'todoku-card-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let kept: TestStore;
beforeEach(async () => {
  kept = await openTestStore();
  await addOfficers(kept.store);
});
afterEach(() => kept.close());

const card = async ({ deps }: TownDesk, id: string, language: 'ja' | 'en' = 'ja'): Promise<CardShape> =>
  good(await cardOf(deps, (approvers) => approvers, id, language));

const bare = (text: string) => text.replaceAll(/\s/g, '');
const printed = async (sheet: CardShape) => {
  const { pdf, pages } = await makePaper(cardPaper(sheet));
  const file = join(folder, `${Math.random()}.pdf`);
  writeFileSync(file, pdf);
  return { pages, text: bare(execFileSync('pdftotext', ['-raw', file, '-']).toString()) };
};
const scriptOf = (sheet: CardShape) =>
  sheet.script.lines.map(({ pieces }) => pieces.map(({ base }) => base).join(''));

describe('the card of an evacuation instruction', () => {
  testOnPaper(
    'is one A4 page with world, level in words, number, districts, script, readings, steps and calls',
    async () => {
      const desk = townDesk(kept.store);
      const id = await issued(desk, await drafted(desk, instruction));
      const sheet = await card(desk, id);
      const { pages, text } = await printed(sheet);
      expect(pages).toBe(1);
      for (const said of [
        '◇訓練',
        '警戒レベル4避難指示',
        '令和8年第1号',
        '第1版',
        '須江',
        '熊井',
        '泉井',
        '町長山田太郎',
      ])
        expect(text).toContain(said);
      const radio = (await readRenderings(kept.store.read, id, 'message')).find((each) => each.radio)?.radio;
      expect(scriptOf(sheet)).toEqual(radio?.lines.map((line) => line.text));
      for (const line of radio?.lines ?? [])
        expect([line.text, text.includes(bare(line.text))]).toEqual([line.text, true]);
      for (const reading of ['ひなん', 'すえ', 'くまい', 'いずい']) expect(text).toContain(reading);
      for (const step of sheet.steps.items) expect(text).toContain(bare(step).slice(0, 12));
      expect(text).toContain('鈴木課長');
      // Nobody is asked to approve what he wrote, and no number of anybody stands on paper.
      expect(text).not.toContain('□佐藤当直');
      expect(text).not.toMatch(/0[789]0-?\d{4}/);
    },
    60_000,
  );

  test('of a drill never lacks its mark, and one of the live world never bears it', async () => {
    for (const world of ['drill', 'live'] as const) {
      const desk = townDesk(kept.store, world);
      const sheet = await card(desk, await drafted(desk, instruction));
      const all = JSON.stringify([cardPaper(sheet), sheet]);
      expect([world, all.includes('◇ 訓練'), all.includes('● 本番')]).toEqual([
        world,
        world === 'drill',
        world === 'live',
      ]);
      expect([world, all.includes('訓練')]).toEqual([world, world === 'drill']);
    }
  });

  test('says of a draft that nothing was issued, and of a submission whose digest it shows', async () => {
    const desk = townDesk(kept.store);
    const id = await drafted(desk, instruction, {
      decision: { by: '町長', means: 'radio', at: night - 240_000 },
    });
    const before = await card(desk, id);
    expect(before.about).toContain('下書き');
    expect(before.facts.map(({ name }) => name)).not.toContain('照合番号');
    expect(before.facts.find(({ name }) => name === '決定')?.text).toBe('町長（無線、2026-07-11 03:01）');
    good(await submitted(desk, id));
    const after = await card(desk, id);
    expect(after.about).toContain('承認待ち');
    expect(after.facts.find(({ name }) => name === '照合番号')?.text).toMatch(/^[0-9a-f]{12}$/);
  });

  test('names in its calls only whom its districts concern, in the town’s order, and what a whole town is told', async () => {
    const desk = townDesk(kept.store);
    const sheet = await card(desk, await drafted(desk, instruction));
    expect(sheet.calls.lists.map(({ name }) => name)).toEqual([
      '承認者',
      '消防団への出動要請',
      '区長への電話',
      '要配慮者利用施設への電話',
    ]);
    expect(sheet.calls.lists[3]?.people).toEqual([{ name: '聖神学園', note: '緊急連絡簿「施設」' }]);
    expect(sheet.steps.items.join()).toContain('グループ');
    const whole = await card(desk, await drafted(desk, { ...instruction, districts: 'all' }), 'en');
    expect(whole.steps.items.join()).toContain('all stations');
    expect(whole.title).toMatch(/^Alert Level 4/);
  });

  test('of a message that the loudspeakers do not carry has a script for the telephone and no steps', async () => {
    const desk = townDesk(kept.store);
    const sheet = await card(desk, await drafted(desk, instruction, { channels: ['manual', 'sms'] }));
    expect(sheet.steps.items).toEqual([]);
    expect(scriptOf(sheet).length).toBeGreaterThan(3);
    expect(sheet.script.about).toContain('放送しません');
  });

  test('of what does not exist, or cannot be composed, is refused', async () => {
    const { deps } = townDesk(kept.store);
    const none = await cardOf(deps, (all) => all, 'x', 'ja');
    expect(isRefusal(none) && none.refused).toBe('version.unknown');
  });
});
