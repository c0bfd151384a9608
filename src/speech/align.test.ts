import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { align } from './align.js';
import { clausesOf } from './clauses.js';
import { mended, readPieces, textOf, townPieces } from './pieces.js';

const words = (text: string, reading: string) =>
  (align(text, reading) ?? []).filter(({ fixed }) => !fixed).map((each) => [each.text, each.reading]);

describe('text and reading', () => {
  test('kana stands in both; what is between is the reading of a word', () =>
    expect(words('危険な場所から、避難してください。', 'きけんなばしょから、ひなんしてください。')).toEqual([
      ['危険', 'きけん'],
      ['場所', 'ばしょ'],
      ['避難', 'ひなん'],
    ]));

  test('a word whose reading holds the kana behind it is still read whole', () =>
    expect(words('赤沼の沼', 'あかぬまのぬま')).toEqual([
      ['赤沼', 'あかぬま'],
      ['沼', 'ぬま'],
    ]));

  test('no word takes its reading from across a comma', () =>
    expect(
      words(
        '県立高等学校、鳩山町立中学校です。',
        'けんりつこうとうがっこう、はとやまちょうりつちゅうがっこうです。',
      ),
    ).toEqual([
      ['県立高等学校', 'けんりつこうとうがっこう'],
      ['鳩山町立中学校', 'はとやまちょうりつちゅうがっこう'],
    ]));

  test('ヶ belongs to its name, numbers to their words', () => {
    expect(words('鳩ヶ丘一丁目です', 'はとがおかいっちょうめです')).toEqual([
      ['鳩ヶ丘一丁目', 'はとがおかいっちょうめ'],
    ]);
    expect(words('２２時５分に', 'にじゅうにじごふんに')).toEqual([['２２時５分', 'にじゅうにじごふん']]);
  });

  test('day and hour are two words, though no kana stands between them', () =>
    expect(
      readPieces('７月１０日金曜日２２時５分に', 'しちがつとおかきんようびにじゅうにじごふんに', []).map(
        (each) => [each.text, each.reading],
      ),
    ).toEqual([
      ['７月１０日金曜日', 'シチガツトオカキンヨウビ'],
      ['２２時５分', 'ニジュウニジゴフン'],
      ['に', 'に'],
    ]));

  test('a reading of something else belongs to no piece, and then all of it is given in kana', () => {
    expect(align('避難です', 'かさいだ')).toBeNull();
    expect(readPieces('避難です', 'カサイだ', [])).toEqual([
      { text: 'かさいだ', reading: 'カサイだ', as: 'itself' },
    ]);
  });

  test('every text keeps its letters and its reading its kana', () => {
    const piece = fc.constantFrom(['避難', 'ひなん'], ['川', 'かわ'], ['の', 'の'], ['が', 'が'], ['、', '']);
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 25 }), (pieces) => {
        const [text, reading] = [0, 1].map((at) => pieces.map((each) => each[at]).join(''));
        const found = align(text ?? '', reading ?? '') ?? [];
        expect(found.map((each) => each.text).join('')).toBe(text);
        expect(found.map((each) => each.reading).join('')).toBe(reading);
      }),
    );
  });
});

describe('what was read otherwise', () => {
  const word = (surface: string, said: string) => ({ surface, said, morae: said.length });
  const again = (text: string, reading: string, said: readonly (readonly [string, string])[]) => {
    const words = said.map(([surface, sound]) => word(surface, sound));
    const pieces = mended(readPieces(text, reading, [{ term: '防災はとやま', kana: '' }]), words);
    return pieces === null ? null : textOf(pieces);
  };

  test('only the word that is wrong is given in kana', () =>
    expect(
      again('大豆戸と赤沼です', 'まめどとあかぬまです', [
        ['大豆', 'ダイズ'],
        ['戸', 'ト'],
        ['と', 'ト'],
        ['赤沼', 'アカヌマ'],
        ['です', 'デス'],
      ]),
    ).toBe('まめどと赤沼です'));

  test('and of a long name only its wrong part', () =>
    expect(
      again('石坂集会所です', 'いしざかしゅうかいじょです', [
        ['石坂', 'イシザカ'],
        ['集会所', 'シューカイショ'],
        ['です', 'デス'],
      ]),
    ).toBe('石坂しゅうかいじょです'));

  test('a name with は in it is given in katakana, where it is no particle', () =>
    expect(
      again('防災はとやまです', 'ぼうさいはとやまです', [
        ['防災', 'ボーサイ'],
        ['は', 'ワ'],
        ['とやま', 'トヤマ'],
        ['です', 'デス'],
      ]),
    ).toBe('防災ハトヤマです'));

  test('nothing where all is right, however the words are parted', () =>
    expect(
      again('起きるおそれが', 'おきるおそれが', [
        ['起きる', 'オキル'],
        ['おそれ', 'オソレ'],
        ['が', 'ガ'],
      ]),
    ).toBe('おきるおそれが'));

  test('a number that was taken apart is given in kana first', () =>
    expect(
      again('七月１日の避難', 'しちがつついたちのひなん', [
        ['七', 'シチ'],
        ['月', 'ガツ'],
        ['一', 'イチ'],
        ['日', 'ニチ'],
        ['の', 'ノ'],
        ['避難', 'ヒナン'],
      ]),
    ).toBe('しちがつついたちの避難'));

  test('of a typed text the town’s words are known, the longest first', () => {
    const readings = [
      { term: '鳩山', kana: 'はとやま' },
      { term: '鳩山町', kana: 'はとやままち' },
    ];
    const pieces = townPieces('鳩山町と鳩山で火事', readings);
    expect(pieces.filter(({ as }) => as === 'written').map(({ reading }) => reading)).toEqual([
      'ハトヤママチ',
      'ハトヤマ',
    ]);
    expect(textOf(pieces)).toBe('鳩山町と鳩山で火事');
  });
});

describe('clauses', () => {
  test('a list of many names is said in parts, and nothing is lost', () => {
    const text = `場所は、${Array.from({ length: 40 }, () => '高野倉').join('、')}です。`;
    const reading = `ばしょは、${Array.from({ length: 40 }, () => 'たかのくら').join('、')}です。`;
    const clauses = clausesOf(text, reading);
    expect(clauses.length).toBeGreaterThan(1);
    expect(clauses.map((each) => each.text).join('')).toBe(text);
    expect(clauses.map((each) => each.reading).join('')).toBe(reading);
    for (const clause of clauses) expect((clause.reading ?? '').length).toBeLessThanOrEqual(150);
  });

  test('a short sentence is said in one breath', () =>
    expect(clausesOf('火事です、逃げて。', null)).toEqual([{ text: '火事です、逃げて。', reading: null }]));
});
