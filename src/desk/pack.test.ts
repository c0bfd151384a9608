import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { where } from '../../test/chaos/needs.js';
import { loadPhrasebook } from '../platform/phrasebook.js';
import { paths } from '../platform/paths.js';
import { loadSentences } from '../platform/sentences.js';
import { loadTown } from '../platform/town.js';
import type { CardShape } from '../wire/card.js';
import { packSheets } from './pack-sheets.js';
import { createPack } from './pack.js';

const town = loadTown(paths.config, 'hatoyama');
const phrasebook = loadPhrasebook(paths.config, paths.locales, []);
const say = loadSentences(paths.locales);
const drill = { town, phrasebook, say, world: 'drill' } as const;
const live = { ...drill, world: 'live' } as const;
const folder = mkdtempSync(join(tmpdir(), 'todoku-pack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const testOnPaper = where(existsSync('/usr/bin/pdftotext') ? null : 'poppler-utils (pdftotext, pdfinfo)');

const sheets = [...packSheets(live)];
const textOf = (sheet: CardShape, language = 'ja') =>
  sheet.script.lines
    .filter((line) => line.language === language)
    .map(({ pieces }) => pieces.map(({ base }) => base).join(''))
    .join('\n');
const find = (title: string) => sheets.find((sheet) => sheet.title === title) as CardShape;

describe('the offline pack', () => {
  test('has a card of every kind, and of each level 3 to 5 one for the whole town and every district', () => {
    const levelled = Object.values(phrasebook.kinds).filter(
      ({ level, effects }) => (level ?? 0) >= 3 && effects === 'set',
    );
    expect(sheets).toHaveLength(
      Object.keys(phrasebook.kinds).length + levelled.length * town.districts.length,
    );
    for (const { name } of town.districts) expect(find(`警戒レベル4 避難指示　${name.ja}`)).toBeDefined();
    expect(new Set(sheets.map(({ title }) => title)).size).toBe(sheets.length);
  });

  test('leaves room where a slot is open, and fixes what the area tells: only a hazard that it has', () => {
    const sue = textOf(find('警戒レベル4 避難指示　須江'));
    expect(sue).toContain('須江で、土砂災害の危険がある場所');
    expect(sue.split('\n').filter((line) => line.includes('外に出るのが'))).toEqual([
      '外に出るのが危険なときは、崖から離れた、高い階の部屋に移ってください。',
    ]);
    expect(sue).toMatch(/□ 避難所は、（　+）です。/);
    expect(sue).toMatch(/鳩山町が、（　+月　+日　+時　+分）に発令しました。/);
    expect(sue).not.toContain('洪水');
    expect(sue).toMatch(/□ 大雨の警報が出ています。　□ 土砂災害の警報が出ています。/);
    const both = textOf(find('警戒レベル4 避難指示　石坂'));
    expect(both).toContain('（土砂災害・洪水）の危険がある場所');
    expect(both.split('\n').filter((line) => line.startsWith('□'))).not.toHaveLength(0);
  });

  test('holds no time that nobody wrote, no placeholder, and readings for every kanji of its own', () => {
    expect(textOf(find('警戒レベル4 避難指示　須江'), 'en')).not.toMatch(/[月（　]/);
    for (const sheet of sheets) {
      const all = JSON.stringify(sheet);
      expect([sheet.title, /\{\{|undefined|1970|1月1日/.test(all)]).toEqual([sheet.title, false]);
    }
    const bare = find('警戒レベル4 避難指示　須江').script.lines.filter(({ language }) => language === 'ja');
    for (const { pieces } of bare)
      for (const { base, ruby } of pieces)
        if (/\p{Script=Han}/u.test(base))
          expect([base, ruby === null && !base.includes('（')]).toEqual([base, false]);
  });

  test('speaks やさしい日本語 and English too, and the drill frames each', () => {
    const [sheet] = [...packSheets(drill)].filter(({ title }) => title === '警戒レベル4 避難指示　須江');
    for (const [language, mark] of [
      ['ja', 'これは訓練です'],
      ['ja-easy', '訓練'],
      ['en', 'This is a drill'],
    ] as const) {
      const lines = textOf(sheet as CardShape, language).split('\n');
      expect([language, lines.at(0)?.includes(mark), lines.at(-1)?.includes(mark)]).toEqual([
        language,
        true,
        true,
      ]);
    }
    expect(JSON.stringify(sheets)).not.toContain('訓練です');
    expect(sheets.every(({ mark }) => mark === '● 本番')).toBe(true);
  });

  testOnPaper(
    'is one PDF with a page of contents, a page a card, kept on disk, and out of date when a word changes',
    async () => {
      const kinds = Object.fromEntries(
        ['evacuation-instruction', 'road-closed'].map((kind) => [kind, phrasebook.kinds[kind]]),
      ) as typeof phrasebook.kinds;
      const few = {
        ...town,
        districts: town.districts.filter(({ code }) => ['sue', 'ishizaka', 'okuda'].includes(code)),
      };
      const some = { ...drill, town: few, phrasebook: { ...phrasebook, kinds } };
      const pack = createPack(some, folder, () => Date.UTC(2026, 6, 10, 13));
      expect(await pack.state()).toEqual({ madeAt: null, current: false, cards: 0, pages: 0 });
      expect(await pack.read()).toBeNull();
      const made = await pack.make();
      expect([made.cards, made.pages, made.current]).toEqual([5, 6, true]);
      const file = join(folder, 'offline-pack.pdf');
      const page = (n: number) =>
        execFileSync('pdftotext', ['-raw', '-f', `${n}`, '-l', `${n}`, file, '-'])
          .toString()
          .replaceAll(/\s/g, '');
      expect(page(1)).toContain('警戒レベル4避難指示須江');
      const at = Number(/警戒レベル4避難指示須江(\d+?)(?=警戒)/.exec(page(1))?.[1]);
      expect(page(at)).toContain('須江で、土砂災害の危険');
      for (const n of [1, 2, 6]) expect([n, page(n).includes('◇訓練')]).toEqual([n, true]);
      const sentences = {
        ...phrasebook.sentences,
        ja: { ...phrasebook.sentences.ja, where: '{場所|ばしょ}です。' },
      };
      const changed = createPack({ ...some, phrasebook: { ...some.phrasebook, sentences } }, folder, () => 0);
      expect((await changed.state()).current).toBe(false);
      expect((await createPack(some, folder, () => 0).state()).current).toBe(true);
    },
    60_000,
  );
});
