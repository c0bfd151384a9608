import { expect, test } from '@jest/globals';
import { scriptMismatch } from './script.js';

const japanese = '大雨で土砂災害の危険が高まっています。';
const english = 'Heavy rain makes landslides likely.';

test.each([
  ['ja', japanese, false],
  ['ja', english, true],
  ['en', english, false],
  ['en', japanese, true],
  ['en-JP', 'Evacuate to 鳩山小学校 (Hatoyama school) now', false],
  ['zh-Hans', '大雨引发泥石流的危险正在增加，请立即避难。', false],
  ['zh-Hans', 'おおあめで どしゃさいがいの きけんが', true],
  ['ko', '산사태 위험이 커지고 있습니다. 대피하세요.', false],
  ['ne', 'पहिरोको जोखिम बढेको छ', false],
  ['ne', english, true],
  ['vi', 'Nguy cơ sạt lở đất đang tăng cao', false],
  ['th', 'ความเสี่ยงดินถล่มเพิ่มขึ้น', false],
  ['ja-Latn', 'Ooame de dosha saigai no kiken', false],
  ['sr-Cyrl', english, true],
  ['x-plain', japanese, false],
  ['constructor', japanese, false],
  ['', english, false],
  ['ja', 'Tsunami', false],
  ['ja', '12345 67890 !!!', false],
])('%s: %s → %s', (tag, text, expected) => {
  expect(scriptMismatch(tag, text)).toBe(expected);
});
