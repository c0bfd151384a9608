/*
 * Kana as sounds, so that what a voice says (ホーソー, ワ) can be compared with a reading as it is written (ほうそう, は).
 */

/** Hiragana as katakana. */
export const toKatakana = (text: string): string =>
  text.replaceAll(/[ぁ-ゖ]/gu, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0x60));

/** Katakana as hiragana: an engine takes a run of katakana apart, but reads hiragana as it stands. */
export const toHiragana = (text: string): string =>
  text.replaceAll(/[ァ-ヶ]/gu, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0x60));

const vowels: Readonly<Record<string, string>> = {
  ア: 'アカサタナハマヤラワガザダバパァャヮ',
  イ: 'イキシチニヒミリギジヂビピィ',
  ウ: 'ウクスツヌフムユルグズヅブプゥュヴ',
  エ: 'エケセテネヘメレゲゼデベペェ',
  オ: 'オコソトノホモヨロヲゴゾドボポォョ',
};
const vowelOf = new Map(
  Object.entries(vowels).flatMap(([vowel, letters]) =>
    [...letters].map((letter) => [letter, vowel] as const),
  ),
);
const small = 'ァィゥェォャュョヮ';

/** は and へ are said ワ and エ where they are particles, which only their place in a sentence shows. */
const particles: Readonly<Record<string, readonly string[]>> = { は: ['ハ', 'ワ'], へ: ['ヘ', 'エ', 'ー'] };

const lettersOf = (kana: string): readonly string[] =>
  [...kana.normalize('NFKC')].flatMap((letter) => {
    const plain = letter in particles ? letter : toKatakana(letter);
    return /[ァ-ヶーはへ]/u.test(plain) ? [plain] : [];
  });

/**
 * The morae of kana, one text each: a small letter with the one before it, a long vowel as ー whether it is written ー,
 * ウ behind オ, イ behind エ or the vowel again, ヂ and ヅ as they sound. は and へ in hiragana stay, since they may be
 * particles; ハ and ヘ are none. Everything that is not kana is left out.
 */
export function moraeOf(kana: string): readonly string[] {
  const morae: string[] = [];
  let vowel = '';
  for (const raw of lettersOf(kana)) {
    const letter = raw === 'ヂ' ? 'ジ' : raw === 'ヅ' ? 'ズ' : raw === 'ヲ' ? 'オ' : raw;
    const own = vowelOf.get(toKatakana(letter)) ?? '';
    if (small.includes(letter) && morae.length > 0) morae[morae.length - 1] += letter;
    else if (isLong(letter, vowel)) {
      morae.push('ー');
      continue;
    } else morae.push(letter);
    vowel = own;
  }
  return morae;
}

const isLong = (letter: string, vowel: string): boolean =>
  letter === 'ー' ||
  (letter === vowel && vowel !== '') ||
  (letter === 'ウ' && vowel === 'オ') ||
  (letter === 'イ' && vowel === 'エ');

/**
 * Whether a voice that says `said` says what is written as `reading`. In hiragana は and へ may be particles; in katakana
 * they are not, and 言う may be said ユー.
 */
export function soundsAlike(reading: string, said: string): boolean {
  const [wanted, heard] = [moraeOf(reading), moraeOf(said)];
  if (wanted.length !== heard.length) return false;
  return wanted.every((mora, at) => {
    const other = heard[at] ?? '';
    if (mora === other || particles[mora]?.includes(other) === true) return true;
    // イウ beside ユー, one of its two morae each.
    const iu = mora === 'イ' && wanted[at + 1] === 'ウ' && other === 'ユ';
    return iu || (mora === 'ウ' && wanted[at - 1] === 'イ' && heard[at - 1] === 'ユ' && other === 'ー');
  });
}
