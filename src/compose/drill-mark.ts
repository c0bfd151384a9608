import type { Language } from '../domain/language.js';
import type { CapStatus } from '../domain/world.js';
import { drillWords, realWords } from './drill-words.js';

/** The one table of drill marks (R3), as marked-up text: forced on every rendering of an Exercise, impossible on an Actual one. */
export const drillMarks: Readonly<Record<Language, string>> = {
  ja: '【{訓練|くんれん}】',
  'ja-easy': '【{訓練|くんれん}】',
  en: '[DRILL]',
  'zh-Hans': '【演习】',
  'zh-Hant': '【演習】',
  ko: '[훈련]',
  vi: '[DIỄN TẬP]',
  'pt-BR': '[SIMULADO]',
  es: '[SIMULACRO]',
  tl: '[PAGSASANAY]',
  id: '[LATIHAN]',
  th: '[ฝึกซ้อม]',
  ne: '[अभ्यास]',
  my: '[လေ့ကျင့်မှု]',
  km: '[សមយុទ្ធ]',
  mn: '[СУРГУУЛИЛТ]',
  si: '[පෙරහුරුව]',
};

/** Case, width, spaces and full stops between letters must not hide a word. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}\p{S}\p{Cf}]/gu, '');

/** Why a typed text may not stand in a message of this status; null when it may. */
export const misplacedWord = (status: CapStatus, typed: string): string | null => {
  const text = folded(typed);
  const words = status === 'Actual' ? drillWords : realWords;
  if (!words.some((word) => text.includes(folded(word)))) return null;
  return status === 'Actual' ? 'compose.drill-word-in-actual' : 'compose.real-word-in-exercise';
};
