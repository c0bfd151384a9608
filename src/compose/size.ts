import { SegmentedMessage } from 'sms-segments-calculator';
import type { SpokenLine } from '../domain/rendering.js';

/*
 * How large a text is, by each channel's own rule. Shared with the web, so that a counter beside a field says what
 * the server will say.
 */

/** SMS segments as Twilio's calculator counts them: 160/153 septets, or 70/67 UTF-16 units. */
export const smsSegments = (text: string): number => new SegmentedMessage(text).segmentsCount;

const gsm7 = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/u;

/**
 * Never more than `smsSegments`, at a thousandth of its cost (which is about a millisecond a text): settles while
 * sentences are dropped which candidate is worth counting exactly.
 */
export const smsSegmentsAtLeast = (text: string): number => {
  const [single, joined] = gsm7.test(text) ? [160, 153] : [70, 67];
  return text.length <= single ? 1 : Math.ceil(text.length / joined);
};

const link = /https?:\/\/[^\s（）()、。]+/gu;
/** Every link counts as this many characters, whatever its length (Mastodon API, characters_reserved_per_url). */
const charactersPerLink = 23;

/**
 * Characters of a post: code points, a link as 23. The server counts grapheme clusters, which are never more, so a
 * post that fits here fits there.
 */
export const postCharacters = (text: string): number =>
  [...text.replaceAll(link, 'x'.repeat(charactersPerLink))].length;

const utf8 = new TextEncoder();

/** Bytes that title and text take in a JSON payload. */
export const payloadBytes = (title: string, text: string): number =>
  utf8.encode(JSON.stringify({ title, body: text })).length;

/** Spoken rates. Outdoor speakers: slow, with gaps (domain practice); やさしい日本語 400 morae a minute (弘前大学). */
const moraePerSecond = { ja: 5.5, 'ja-easy': 400 / 60 } as const;
/** Slow announcer's English, from the 150 words a minute usual for public address. */
const syllablesPerSecond = 3.3;
const secondsAfterSentence = 1;
const secondsAtComma = 0.4;
const secondsOfChime = 4;
const secondsBetweenRounds = 2;

const smallKana = /[ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ]/u;

/** Morae of kana; of a text whose reading nobody knows an estimate: kanji two, digit and Latin letter two. */
export const morae = (text: string): number => {
  let count = 0;
  for (const letter of text) {
    if (smallKana.test(letter)) continue;
    if (/[\p{Script=Hiragana}\p{Script=Katakana}ー]/u.test(letter)) count += 1;
    else if (/[\p{L}\p{N}]/u.test(letter)) count += 2;
  }
  return count;
};

const syllables = (text: string): number =>
  (text.match(/[\p{L}\p{M}\p{N}']+/gu) ?? []).reduce(
    (sum, word) =>
      sum +
      (/\d/u.test(word)
        ? word.length * 2
        : Math.max(1, word.match(/[aeiouyà-ỹ]+/giu)?.length ?? word.length / 2)),
    0,
  );

/** Seconds that one line takes, its closing pause included. */
export const lineSeconds = ({ language, text, reading }: SpokenLine): number => {
  const commas = text.match(/[、,，]/gu)?.length ?? 0;
  const words =
    language === 'ja' || language === 'ja-easy'
      ? morae(reading ?? text) / moraePerSecond[language]
      : syllables(text) / syllablesPerSecond;
  return words + commas * secondsAtComma + secondsAfterSentence;
};

/**
 * Seconds of a broadcast: chime, the Japanese lines as often as they are repeated, the others once. The siren is
 * not in it: it sounds before, for as long as the town's pattern says, and takes nothing from the words.
 */
export const broadcastSeconds = (
  lines: readonly SpokenLine[],
  repeat: number,
  chime: 'up-down' | 'none',
): number => {
  const sum = (some: readonly SpokenLine[]) => some.reduce((total, line) => total + lineSeconds(line), 0);
  const rounds = sum(lines.filter((line) => line.language === 'ja')) * repeat;
  const once = sum(lines.filter((line) => line.language !== 'ja'));
  const seconds =
    rounds + once + (repeat - 1) * secondsBetweenRounds + (chime === 'none' ? 0 : 2 * secondsOfChime);
  // Up to a tenth; sums of binary fractions must not tip an exact tenth over.
  return Math.ceil(seconds * 10 - 1e-6) / 10;
};
