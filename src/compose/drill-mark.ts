import type { Language } from '../domain/language.js';
import type { CapStatus } from '../domain/world.js';

/** The one table of drill marks (R3), as marked-up text: forced on every rendering of an Exercise, impossible on an Actual one. */
export const drillMarks: Readonly<Record<Language, string>> = {
  ja: '【{訓練|くんれん}】',
  'ja-easy': '【{訓練|くんれん}】',
  en: '[DRILL]',
  'zh-Hans': '【演习】',
  vi: '[DIỄN TẬP]',
  ne: '[अभ्यास]',
};

/** Words that would make an Actual message look like a drill, whoever typed them. */
const drillWords = ['訓練', 'くんれん', 'クンレン', '演習', '演习', 'drill', 'exercise', 'diễn tập', 'अभ्यास'];

/** Words that would make an Exercise look real. */
const realWords = [
  '訓練では',
  '訓練じゃ',
  '訓練でな',
  'くんれんでは',
  '演習では',
  '本番',
  'notadrill',
  'thisisreal',
  'nodrill',
  '不是演',
  '并非演',
  'khôngphảidiễntập',
  'अभ्यासहोइन',
];

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
