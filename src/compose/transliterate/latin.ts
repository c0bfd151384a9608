import type { Onset, Syllable, Word } from './kana.js';

/**
 * Hepburn without macrons, as passports and road signs write it (外務省 ヘボン式ローマ字綴方表; 国土地理院 地名等の英語表記規程, 2016):
 * long o and u are not marked, ii, aa and ee are written, ー is not, っ before ch is t. ん is n everywhere, as
 * on the signs of places; before a vowel or y an apostrophe keeps it apart.
 */
const doubled: Readonly<Partial<Record<Onset, string>>> = { ch: 't' };

const vowelOf = (syllable: Syllable, last: boolean): string => {
  const { vowel, long } = syllable;
  if (long !== 'doubled' || vowel === 'u') return vowel;
  // A name that ends in おお keeps both (よこお Yokoo), so the passport rule says.
  return vowel === 'o' && !last ? vowel : vowel + vowel;
};

const nasalOf = (syllable: Syllable, next: Syllable | undefined): string => {
  if (!syllable.nasal) return '';
  return next?.onset === '' || next?.onset === 'y' ? "n'" : 'n';
};

export const latinWord = (word: Word): string => {
  const letters = word
    .map((syllable, at) => {
      const { onset, geminate } = syllable;
      const stop = geminate ? (doubled[onset] ?? onset.charAt(0)) : '';
      const next = word[at + 1];
      return (
        stop + onset + vowelOf(syllable, next === undefined && !syllable.nasal) + nasalOf(syllable, next)
      );
    })
    .join('');
  return letters.charAt(0).toUpperCase() + letters.slice(1);
};
