import { expect, test } from '@jest/globals';
import { isDroning, withPause } from './breath.js';
import { readTrace } from './open-jtalk-trace.js';
import { readPieces, textOf, townPieces } from './pieces.js';

const paused = (text: string, reading: string): string | null => {
  const pieces = withPause(readPieces(text, reading, []));
  return pieces === null ? null : textOf(pieces);
};

test('a long stretch is given a pause near its middle, where a word begins and not behind の', () =>
  expect(
    paused(
      '危険のない所にある親戚や知人の家に行くこともできます。',
      'きけんのないところにあるしんせきやちじんのいえにいくこともできます。',
    ),
  ).toBe('危険のない所にある親戚や、知人の家に行くこともできます。'));

test('the longest stretch first, and a day parts from its hour', () => {
  expect(
    paused(
      '始まるのは、７月１１日土曜日０時５分ごろです。',
      'はじまるのは、しちがつじゅういちにちどようびれいじごふんごろです。',
    ),
  ).toBe('始まるのは、７月１１日土曜日、０時５分ごろです。');
});

test('where no word begins there is no place for one', () =>
  expect(paused('避難指示。', 'ひなんしじ。')).toBeNull());

test('typed words are given one as well', () => {
  const pieces = withPause(townPieces('川の近くにいる人は危険を感じたらすぐに逃げて。', []));
  expect(textOf(pieces ?? [])).toBe('川の近くにいる人は、危険を感じたらすぐに逃げて。');
});

test('a sound of half a second is no speech; a pause of half a second is one', () => {
  const trace = (sound: string) =>
    `[Text analysis result]\n火事,名詞,一般,*,*,*,*,火事,カジ,カジ,1/2,C1,-1\n\n[Output label]\n0 3100000 xx^xx-sil+k=a/A:\n3100000 8400000 xx^sil-${sound}+a=j/A:\n`;
  expect(isDroning(readTrace(trace('k')).longestSound)).toBe(true);
  expect(isDroning(readTrace(trace('pau')).longestSound)).toBe(false);
});
