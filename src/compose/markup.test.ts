import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bracketed, inKana, segments, shield, spoken, written } from './markup.js';

const marked = '{避難|ひなん}して。レベル{4|よん}、{5弱|ごじゃく}。';

describe('reading markup', () => {
  test('one source gives the written text, the brackets, the kana and the speech', () => {
    expect(written(marked)).toBe('避難して。レベル4、5弱。');
    expect(bracketed(marked)).toBe('避難（ひなん）して。レベル4、5弱（ごじゃく）。');
    expect(inKana('{避難|ひなん}して。レベル{4|よん}')).toBe('ひなんして。レベル4');
    expect(spoken(marked)).toBe('ひなんして。レベルよん、ごじゃく。');
  });

  test('segments carry ruby on what has a reading', () =>
    expect(segments('お{知|し}らせ')).toEqual([
      { base: 'お', ruby: null },
      { base: '知', ruby: 'し' },
      { base: 'らせ', ruby: null },
    ]));

  test('a kanji or digit without a reading has no speech', () => {
    expect(spoken('県道は{通|とお}れません')).toBeNull();
    expect(spoken('3時')).toBeNull();
  });

  test('typed braces and bars come out as they were typed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '|', '}', 'あ', '山', 'x', '$t(', ' ') }),
        (typed) => {
          expect(written(`前{後|あと}${shield(typed)}`)).toBe(`前後${typed}`);
          expect(segments(shield(typed)).every((each) => each.ruby === null)).toBe(true);
        },
      ),
    );
  });
});
