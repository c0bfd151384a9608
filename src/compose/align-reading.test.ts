import { describe, expect, test } from '@jest/globals';
import { limits, messageOf, phrasebook, town } from '../../test/locales/fixtures.js';
import { isRefusal } from '../domain/refusal.js';
import { rubyOfLine } from './align-reading.js';
import { compose } from './compose.js';
import { layRuby } from './ruby-lines.js';

/** What the loudspeakers say of every kind: their lines, and the bank's own ruby of やさしい日本語 as the page shows it. */
const linesOf = () =>
  Object.keys(phrasebook.kinds).flatMap((kind) => {
    const message = messageOf(kind);
    const channels = (phrasebook.kinds[kind]?.channels ?? []).filter((each) => each === 'radio');
    const made = compose({
      ...{ message, phrasebook, town, limits, channels },
      languages: ['ja', 'ja-easy'],
    });
    if (isRefusal(made)) throw new Error(made.refused);
    return made.renderings.flatMap(
      ({ radio }) => radio?.lines.filter(({ reading }) => reading !== null) ?? [],
    );
  });

describe('a spoken line with its reading', () => {
  test('has each reading above its own word', () => {
    const line = {
      text: '大豆戸の皆さんは、今すぐ避難してください。',
      reading: 'まめどのみなさんは、いますぐひなんしてください。',
    };
    expect(rubyOfLine(line)?.filter(({ ruby }) => ruby !== null)).toEqual([
      { base: '大豆戸', ruby: 'まめど' },
      { base: '皆', ruby: 'みな' },
      { base: '今', ruby: 'いま' },
      { base: '避難', ruby: 'ひなん' },
    ]);
  });

  test('takes the likely reading where kana could tie it in several ways', () => {
    const text = '7月11日土曜日3時5分に発令しました。';
    const reading = 'しちがつじゅういちにちどようびさんじごふんにはつれいしました。';
    expect(rubyOfLine({ text, reading })?.find(({ base }) => base === '発令')?.ruby).toBe('はつれい');
  });

  test('of every kind is brought together, loses no sign of the text and none of the reading', () => {
    const lines = linesOf();
    expect(lines.length).toBeGreaterThan(150);
    const bare = (text: string) => text.replaceAll(/[「」〉）〈（、 ]/gu, '');
    const wide = (base: string, ruby: string) => [...ruby].length > [...base].length * 5;
    for (const line of lines) {
      const ruby = rubyOfLine(line);
      expect([line.text, ruby === null]).toEqual([line.text, false]);
      expect(ruby?.map(({ base }) => base).join('')).toBe(line.text);
      expect(ruby?.filter((each) => each.ruby !== null && wide(each.base, each.ruby))).toEqual([]);
      expect(bare(ruby?.map((each) => each.ruby ?? each.base).join('') ?? '')).toBe(bare(line.reading ?? ''));
    }
  });

  test('is left apart where text and reading do not belong together, or nobody knows the reading', () => {
    expect(rubyOfLine({ text: '奥田の皆さん。', reading: 'すえのひとたち。' })).toBeNull();
    expect(rubyOfLine({ text: '奥田', reading: null })).toBeNull();
  });
});

describe('a text with readings laid out for a page', () => {
  const measure = { width: 100, size: 10, rubySize: 5 };

  test('keeps a word in one piece, breaks at the width, and begins no line with a full stop', () => {
    const lines = layRuby(
      rubyOfLine({ text: 'ああああああああ避難いいい。', reading: 'ああああああああひなんいいい。' }) ?? [],
      measure,
    );
    expect(lines.map(({ pieces }) => pieces.map(({ text }) => text).join(''))).toEqual([
      'ああああああああ避難',
      'いいい。',
    ]);
    expect(lines[0]?.rubies).toEqual([{ text: 'ひなん', x: 82.5 }]);
    const full = layRuby([{ base: 'あああああああああああ。', ruby: null }], measure);
    expect(full.map(({ pieces }) => pieces.map(({ text }) => text).join(''))).toEqual([
      'ああああああああああ',
      'あ。',
    ]);
    const tight = layRuby([{ base: 'ああああああああああ。', ruby: null }], measure);
    expect(tight).toHaveLength(1);
  });

  test('widens a word whose reading is longer than itself', () => {
    const [line] = layRuby([{ base: '志', ruby: 'こころざし' }], measure);
    expect(line?.pieces).toEqual([{ text: '志', spacing: 15 }]);
    expect(line?.rubies).toEqual([{ text: 'こころざし', x: 0 }]);
  });
});
