import { SegmentedMessage } from 'sms-segments-calculator';
import twitterText from 'twitter-text';
import type { SpokenLine } from '../domain/rendering.js';
import {
  chimeSeconds,
  secondsAfterSentence,
  secondsAtComma,
  secondsBetweenRounds,
} from '../domain/spoken-pace.js';

/*
 * How large a text is, by each channel's own rule. Shared with the web, so that a counter beside a field says what
 * the server will say.
 */

/** Letters that are one unit each and stand alone: no mark joins them (ｶﾞ is one letter), no emoji, no pair. */
const simple =
  /^[^\p{M}\p{Cs}\p{Cf}\p{Extended_Pictographic}\u{10000}-\u{10FFFF}\u0E33\u0EB3\uFF9E\uFF9F\r]*$/u;
const composed = /[\r\p{Cs}\p{Extended_Pictographic}\u{10000}-\u{10FFFF}]/u;
const clusters = /(?:[^\p{M}\p{Cf}\uFF9E\uFF9F]|^)[\p{M}\p{Cf}\u0E33\u0EB3\uFF9E\uFF9F]*/gu;

const gsm7 = /^[@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/u;
/** Letters of the extension table: two septets. */
const gsm7Extended = /[\^{}\\[~\]|€]/gu;

/** How a text is sent: units of one segment and of several, its own units, and those of its longest unpartable letter. */
const encoded = (text: string) => {
  if (gsm7.test(text)) {
    const pairs = text.match(gsm7Extended)?.length ?? 0;
    return { single: 160, joined: 153, length: text.length + pairs, longest: pairs > 0 ? 2 : 1 };
  }
  const longest = simple.test(text)
    ? 1
    : (text.match(clusters) ?? []).reduce((most, { length }) => Math.max(most, length), 1);
  return { single: 70, joined: 67, length: text.length, longest };
};

/** The quick bounds of a text's segments: a letter is never parted, so each segment may stay short by the longest one. */
const segmentBounds = (text: string): { readonly least: number; readonly most: number } => {
  const { single, joined, length, longest } = encoded(text);
  if (composed.test(text)) return { least: Math.ceil(length / joined), most: Infinity };
  if (length <= single) return { least: 1, most: 1 };
  // One letter that no segment holds, such as marks without a letter: only the calculator knows what it does.
  if (longest > joined) return { least: 1, most: Infinity };
  return { least: Math.ceil(length / joined), most: Math.ceil(length / (joined - longest + 1)) };
};

/**
 * SMS segments as Twilio's calculator counts them: 160/153 septets, or 70/67 UTF-16 units. The calculator costs several
 * milliseconds a text and is asked only where the bounds differ (a test holds all of them together).
 */
export const smsSegments = (text: string): number => {
  const { least, most } = segmentBounds(text);
  return least === most ? least : new SegmentedMessage(text).segmentsCount;
};

/** Never more than `smsSegments`, cheaply. */
export const smsSegmentsAtLeast = (text: string): number => segmentBounds(text).least;

/** Never less than `smsSegments`, cheaply; infinite where letters are composed of more than marks (emoji). */
export const smsSegmentsAtMost = (text: string): number => segmentBounds(text).most;

const link = /https?:\/\/[^\s（）()、。]+/gu;
/** Every link counts as this many characters, whatever its length (Mastodon API, characters_reserved_per_url). */
const charactersPerLink = 23;

/**
 * Characters of a post: code points, a link as 23. The server counts grapheme clusters, which are never more, so a
 * post that fits here fits there.
 */
export const postCharacters = (text: string): number =>
  [...text.replaceAll(link, 'x'.repeat(charactersPerLink))].length;

/** Letters that X counts as one; every other counts two (twitter-text, configuration 3). */
const light = /[\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]/u;

/**
 * X: weighted characters, 280 a post; kana and kanji count two, a link 23. X's own counter (twitter-text 3.1) is asked
 * where there may be a link or a composed letter; elsewhere a sum says the same (a test holds them together).
 */
export const postWeight = (text: string): number =>
  simple.test(text) && !/\S\.\S/u.test(text)
    ? [...text].reduce((sum, letter) => sum + (light.test(letter) ? 1 : 2), 0)
    : twitterText.parseTweet(text).weightedLength;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters as a person counts them (Bluesky: 300 a post). */
export const graphemes = (text: string): number =>
  simple.test(text) ? text.length : [...segmenter.segment(text)].length;

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60ー]/u;

const mark = /[\p{M}\p{Cf}]/u;

/** Cells of a display: a full-width letter two, a mark above or below another letter none, any other letter one. */
export const cells = (text: string): number => {
  let sum = 0;
  for (const letter of text) sum += wide.test(letter) ? 2 : mark.test(letter) ? 0 : 1;
  return sum;
};

/** Sums a measure line by line, each line measured once: for measures that no letter before a line break can change. */
export const byLine = (measure: (line: string) => number, lineBreak = 1): ((text: string) => number) => {
  const known = new Map<string, number>();
  return (text) =>
    text.split('\n').reduce((sum, line) => {
      const size = known.get(line) ?? measure(line);
      known.set(line, size);
      return sum + size + lineBreak;
    }, -lineBreak);
};

const utf8 = new TextEncoder();

/** Bytes that title and text take in a JSON payload. */
export const payloadBytes = (title: string, text: string): number =>
  utf8.encode(JSON.stringify({ title, body: text })).length;

/**
 * Spoken Japanese: 400 morae a minute, pauses not counted (弘前大学 for やさしい日本語; MLIT and FDMA papers ask for slow
 * speech with gaps, because loudspeakers overlap: spoken-pace.ts). A voice's sound is within a tenth of it (docs/speech.md).
 */
const moraePerSecond = 400 / 60;
/** Slow announcer's English, from the 150 words a minute usual for public address. */
const syllablesPerSecond = 3.3;

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
      ? morae(reading ?? text) / moraePerSecond
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
    rounds + once + (repeat - 1) * secondsBetweenRounds + (chime === 'none' ? 0 : 2 * chimeSeconds);
  // Up to a tenth; sums of binary fractions must not tip an exact tenth over.
  return Math.ceil(seconds * 10 - 1e-6) / 10;
};
