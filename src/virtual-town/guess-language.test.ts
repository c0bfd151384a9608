import { expect, test } from '@jest/globals';
import { guessLanguage } from './guess-language.js';

test.each([
  ['奥田に避難指示を出しました。今すぐ避難してください。', 'ja'],
  ['おくだの みなさん、 いますぐ にげて ください。 あぶない です。', 'ja-easy'],
  ['Evacuate now from Okuda.', 'en'],
  ['Alert Level 4 – Evacuation Instruction (避難指示). Everyone in a dangerous place: leave now.', 'en'],
  ['請立即離開危險的地方。', 'zh-Hant'],
  ['위험한 곳에서 지금 바로 대피하세요.', 'ko'],
  ['Saia agora dos lugares perigosos. Não fique perto do rio.', 'pt-BR'],
  ['Salga ahora de los lugares peligrosos. No se acerque al río.', 'es'],
  ['Lumikas ngayon mula sa mga mapanganib na lugar.', 'tl'],
  ['Segera mengungsi dari tempat yang berbahaya.', 'id'],
  ['ออกจากที่อันตรายเดี๋ยวนี้', 'th'],
  ['အန္တရာယ်ရှိသောနေရာမှ ယခုထွက်ပါ။', 'my'],
  ['សូមចាកចេញពីកន្លែងគ្រោះថ្នាក់ឥឡូវនេះ។', 'km'],
  ['Аюултай газраас одоо гарна уу.', 'mn'],
  ['අනතුරුදායක ස්ථානවලින් දැන් ඉවත් වන්න.', 'si'],
  ['请立即撤离。', 'zh-Hans'],
  ['Hãy sơ tán ngay bây giờ.', 'vi'],
  ['तुरुन्त सुरक्षित ठाउँमा जानुहोस्।', 'ne'],
])('%s is %s', (text, language) => {
  expect(guessLanguage(text)).toBe(language);
});
