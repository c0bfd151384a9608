import { describe, expect, test } from '@jest/globals';
import { glides, morae, splitKana, type Syllable, type Word } from './kana.js';

const spelled = ({ onset, vowel, long, nasal, geminate }: Syllable): string =>
  `${geminate ? 'Q' : ''}${onset}${vowel}${long === 'none' ? '' : ':'}${nasal ? 'N' : ''}`;

const read = (kana: string): string =>
  splitKana(kana)
    .map((part) => (typeof part === 'string' ? `[${part}]` : part.map(spelled).join('.')))
    .join('');

describe('splitting kana into syllables', () => {
  test.each([
    ['おくだ', 'o.ku.da'],
    ['いまじゅく', 'i.ma.ju.ku'],
    ['いっちょうめ', 'i.Qcho:.me'],
    ['さんちょうめ', 'saN.cho:.me'],
    ['おっぺがわ', 'o.Qpe.ga.wa'],
    ['とおり', 'to:.ri'],
    ['ゆうき', 'yu:.ki'],
    ['おうう', 'o:.u'],
    ['づか', 'zu.ka'],
    ['はなぢ', 'ha.na.ji'],
    ['を', 'o'],
    ['ファミリー', 'fa.mi.ri:'],
    ['パーティ', 'pa:.ti'],
    ['ウェルカム', 'we.ru.ka.mu'],
    ['ヴィラ', 'vi.ra'],
    ['ヷ', 'va'],
    ['シェル', 'she.ru'],
    ['コミュニティ', 'ko.myu.ni.ti'],
  ])('%s is %s', (kana, syllables) => {
    expect(read(kana)).toBe(syllables);
  });

  test('hiragana, katakana and half-width katakana sound alike', () => {
    for (const mora of morae.filter((each) => !/[ヷ-ヺゕゖ]/u.test(each)))
      expect(read(mora.replace(/[ぁ-ゖ]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60)))).toBe(
        read(mora),
      );
    expect(read('ﾊﾄﾔﾏ')).toBe('ha.to.ya.ma');
  });

  test('a voicing mark that stands apart is joined to its kana, and dropped where there is none', () => {
    expect(read('か゛わ')).toBe('ga.wa');
    expect(read('か\u3099わ')).toBe('ga.wa');
    expect(read('゛あ')).toBe('a');
  });

  test('ヶ and ヵ inside a name are が and か', () => {
    expect(read('はとヶおか')).toBe('ha.to.ga.o.ka');
    expect(read('さんヵむら')).toBe('saN.ka.mu.ra');
  });

  test('ゝ repeats the kana before it and ゞ voices it', () => {
    expect(read('みすゞ')).toBe('mi.su.zu');
    expect(read('さゝき')).toBe('sa.sa.ki');
  });
});

describe('long vowels, which kana cannot tell from two words that meet', () => {
  test('いい at the head of a word is long; further inside two words meet', () => {
    expect(read('にいがた')).toBe('ni:.ga.ta');
    expect(read('にしいるま')).toBe('ni.shi.i.ru.ma');
    expect(read('なかあらい')).toBe('na.ka.a.ra.i');
    expect(read('たいいくかん')).toBe('ta.i.i.ku.kaN');
  });

  test('おう and うう are long, and ・ or a space in the reading parts them', () => {
    expect(read('みずうみ')).toBe('mi.zu:.mi');
    expect(read('みず・うみ')).toBe('mi.zu[ ]u.mi');
    expect(read('みず うみ')).toBe('mi.zu[ ]u.mi');
  });

  test('えい stays two vowels', () => {
    expect(read('けいさつ')).toBe('ke.i.sa.tsu');
  });
});

describe('what is not kana', () => {
  test('digits, Latin letters, kanji and spaces stay', () => {
    expect(read('ひがし 2')).toBe('hi.ga.shi[ 2]');
    expect(read('ひがし　２ JA')).toBe('hi.ga.shi[ 2 JA]');
    expect(read('奥田おくだ')).toBe('[奥田]o.ku.da');
  });

  test('a loan word inside a name is a word of its own', () => {
    expect(read('ふれあいセンター')).toBe('fu.re.a.i[ ]seN.ta:');
    expect(read('ホームはとやま')).toBe('ho:.mu[ ]ha.to.ya.ma');
  });

  test.each(['', 'ー', 'っ', 'ゝ', '・'])('"%s" alone has no syllable', (kana) => {
    expect(splitKana(kana).filter((part) => typeof part !== 'string' && part.length > 0)).toEqual([]);
  });
});

test('い glides after a short open vowel only', () => {
  const word = (kana: string): Word => splitKana(kana)[0] as Word;
  expect(glides(word('くまい'), 1)).toBe(true);
  expect(glides(word('かいん'), 0)).toBe(false);
  expect(glides(word('さんい'), 0)).toBe(false);
  expect(glides(word('かいっか'), 0)).toBe(false);
  expect(glides(word('かー'), 0)).toBe(false);
});

test('more than a hundred morae are known', () => {
  expect(morae.length).toBeGreaterThan(150);
});
