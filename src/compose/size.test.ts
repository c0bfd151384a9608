import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import twitterText from 'twitter-text';
import type { SpokenLine } from '../domain/rendering.js';
import {
  broadcastSeconds,
  graphemes,
  lineSeconds,
  morae,
  payloadBytes,
  postCharacters,
  postWeight,
  smsSegments,
  smsSegmentsAtLeast,
  smsSegmentsAtMost,
} from './size.js';

describe('size', () => {
  test.each([
    ['あ'.repeat(70), 1],
    ['あ'.repeat(71), 2],
    ['あ'.repeat(134), 2],
    ['あ'.repeat(135), 3],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['€'.repeat(80), 1],
    ['Sơ tán'.repeat(12), 2],
    ['ｶﾞ'.repeat(67), 3],
    ['ﾞ'.repeat(135), 2],
  ])('SMS %#: as many segments as the provider counts', (text, segments) =>
    expect(smsSegments(text)).toBe(segments),
  );

  const letters = ['a', '€', '{', 'あ', '避', 'ơ', ' ', '\n', 'É', '한', 'Д', '\u2013', '。'];
  const marked = [
    'न',
    'नि',
    'က',
    'ြ',
    '္',
    'ក',
    '្',
    'ា',
    'ก',
    'ำ',
    '้',
    'ශ',
    '්',
    'ｶ',
    'ﾞ',
    'ﾟ',
    '\u200D',
    '👨‍👩‍👧',
    '🇯🇵',
  ];
  const texts = (from: readonly string[]) =>
    fc.array(fc.constantFrom(...from), { minLength: 1, maxLength: 400 }).map((some) => some.join(''));
  const anyText = fc.oneof(
    texts(letters),
    texts(marked),
    texts([...letters, ...marked]),
    texts(['a', '{', '€']),
  );

  test('segments are those of the provider’s calculator, and the quick bounds lie on their sides of it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const exact = new SegmentedMessage(text).segmentsCount;
        expect(smsSegments(text)).toBe(exact);
        expect(smsSegmentsAtLeast(text)).toBeLessThanOrEqual(exact);
        expect(smsSegmentsAtMost(text)).toBeGreaterThanOrEqual(exact);
      }),
      { numRuns: 500 },
    );
  });

  test('a post’s weight is that of X’s own counter, and its graphemes those of Unicode', () => {
    const parts = [...letters, ...marked, 'https://a.jp/b', 'a.jp', '1.5', '.'];
    fc.assert(
      fc.property(fc.oneof(anyText, texts(parts)), (text) => {
        expect(postWeight(text)).toBe(twitterText.parseTweet(text).weightedLength);
        expect(graphemes(text)).toBe([...new Intl.Segmenter('en').segment(text)].length);
      }),
      { numRuns: 500 },
    );
  });

  test('a link counts as 23 in a post, a bracket after it does not belong to it', () => {
    expect(postCharacters('見る https://www.town.example.jp/a/very/long/path')).toBe(3 + 23);
    expect(postCharacters('(https://a.jp)')).toBe(25);
  });

  test('a payload is counted in UTF-8 bytes with its quotes', () =>
    expect(payloadBytes('あ', '"')).toBe('{"title":"","body":""}'.length + 3 + 2));

  test.each([
    ['ひなん', 3],
    ['きょう', 2],
    ['がっこう', 4],
    ['センター', 4],
    ['はとやまちょうりつ', 8],
    ['山', 2],
  ])('%s has %i morae', (text, count) => expect(morae(text)).toBe(count));

  const kana = fc.array(fc.constantFrom('あ', 'か', 'ん', 'っ', 'ー', 'キャ', '、'), {
    minLength: 1,
    maxLength: 60,
  });
  const line = (reading: string): SpokenLine => ({ language: 'ja', text: reading, reading });

  test('saying more never takes less time', () => {
    fc.assert(
      fc.property(kana, kana, fc.integer({ min: 1, max: 4 }), (a, b, repeat) => {
        const short = [line(a.join(''))];
        const long = [...short, line(b.join(''))];
        expect(lineSeconds(line([...a, ...b].join('')))).toBeGreaterThanOrEqual(
          lineSeconds(line(a.join(''))),
        );
        expect(broadcastSeconds(long, repeat, 'none')).toBeGreaterThan(
          broadcastSeconds(short, repeat, 'none'),
        );
        expect(broadcastSeconds(long, repeat + 1, 'none')).toBeGreaterThan(
          broadcastSeconds(long, repeat, 'none'),
        );
        expect(broadcastSeconds(long, repeat, 'up-down')).toBeCloseTo(
          broadcastSeconds(long, repeat, 'none') + 8,
          5,
        );
      }),
    );
  });

  test('only the Japanese is repeated', () => {
    const english: SpokenLine = { language: 'en', text: 'Please see your phone.', reading: null };
    const once = broadcastSeconds([english], 1, 'none');
    expect(broadcastSeconds([line('あいう'), english], 3, 'none')).toBeCloseTo(
      broadcastSeconds([line('あいう')], 3, 'none') + once,
      0,
    );
  });

  test('やさしい日本語 is said at 400 morae a minute', () =>
    expect(lineSeconds({ language: 'ja-easy', text: '', reading: 'あ'.repeat(400) })).toBeCloseTo(61, 5));
});
