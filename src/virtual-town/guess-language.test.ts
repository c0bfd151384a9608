import { expect, test } from '@jest/globals';
import { guessLanguage } from './guess-language.js';

test.each([
  ['奥田に避難指示を出しました。今すぐ避難してください。', 'ja'],
  ['おくだの みなさん、 いますぐ にげて ください。 あぶない です。', 'ja-easy'],
  ['Evacuate now from Okuda.', 'en'],
  ['请立即撤离。', 'zh-Hans'],
  ['Hãy sơ tán ngay bây giờ.', 'vi'],
  ['तुरुन्त सुरक्षित ठाउँमा जानुहोस्।', 'ne'],
])('%s is %s', (text, language) => {
  expect(guessLanguage(text)).toBe(language);
});
