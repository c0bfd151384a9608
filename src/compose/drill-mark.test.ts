import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  districtsOf,
  messageOf,
  phrasebook,
  render,
  scaledLimits,
  slotsOf,
  town,
  wordsOf,
} from '../../test/locales/fixtures.js';
import { languages, type Language } from '../domain/language.js';
import { isRefusal } from '../domain/refusal.js';
import { compose } from './compose.js';
import { drillMarks, misplacedWord } from './drill-mark.js';
import { bracketed, written } from './markup.js';

const kinds = Object.keys(slotsOf);
const marks = Object.values(drillMarks).flatMap((mark) => [written(mark), bracketed(mark)]);
const markOf = (language: keyof typeof drillMarks) => bracketed(drillMarks[language]);
/** How a text of each language opens. */
const firstMark = Object.fromEntries(
  languages.map((language) => [
    language,
    language === 'ja-easy' ? markOf(language) : written(drillMarks[language]),
  ]),
) as Record<Language, string>;

const cells = fc.record({
  kind: fc.constantFrom(...kinds),
  scale: fc.constantFrom(0.4, 0.6, 0.8, 1),
  districts: fc.oneof(
    fc.constant('all' as const),
    fc.subarray(
      town.districts.map((each) => each.code),
      { minLength: 1 },
    ),
  ),
});

describe('drill mark', () => {
  test.each(kinds)('every rendering of an Exercise of %s opens with it', (kind) => {
    for (const rendering of render(messageOf(kind, { status: 'Exercise' }))) {
      const mark = firstMark[rendering.languages[0] ?? 'ja'];
      expect(rendering.title.startsWith(mark)).toBe(true);
      if (rendering.radio === undefined) {
        expect(rendering.text.startsWith(mark)).toBe(true);
        for (const language of rendering.languages) expect(rendering.text).toContain(firstMark[language]);
        expect(rendering.ruby?.[0]?.base ?? '【').toBe('【');
      }
    }
  });

  test.each(kinds)('the loudspeakers open and close every stretch of an Exercise of %s with it', (kind) => {
    const lines =
      render(messageOf(kind, { status: 'Exercise' })).find(({ channel }) => channel === 'radio')?.radio
        ?.lines ?? [];
    const japanese = lines.filter((line) => line.language === 'ja');
    const silent = lines.length === 0;
    expect(silent).toBe(phrasebook.kinds[kind]?.channels.includes('radio') === false);
    if (silent) return;
    expect(japanese[0]?.text).toBe('これは訓練です。');
    expect(japanese.at(-1)?.text).toBe('これは訓練です。');
    expect(lines.at(-1)?.text).toBe('This is a drill.');
    for (const language of ['ja-easy', 'en'] as const) {
      const said = lines.filter((line) => line.language === language);
      expect(said[0]?.text).toBe(said.at(-1)?.text);
    }
  });

  test('however little room there is, an Exercise has it and an Actual message has none', () => {
    fc.assert(
      fc.property(cells, ({ kind, scale, districts }) => {
        for (const status of ['Exercise', 'Actual'] as const) {
          const made = compose({
            message: messageOf(kind, { status, ...districtsOf(kind, districts) }),
            phrasebook,
            town,
            limits: scaledLimits(scale),
          });
          if (isRefusal(made)) continue;
          for (const rendering of made.renderings) {
            const words = wordsOf(rendering);
            const found = marks.some((mark) => words.includes(mark)) || words.includes('これは訓練です');
            expect([rendering.channel, status, found]).toEqual([
              rendering.channel,
              status,
              status === 'Exercise',
            ]);
            expect(words).not.toMatch(/undefined|\{\{|\}\}|[\uE000-\uE002]|\bword\./u);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    '【訓練】避難',
    '訓 練です',
    '[DRILL]',
    'd.r.i.l.l',
    '【演习】',
    'Diễn  Tập',
    'अभ्यास',
    'これは訓練ではありません',
  ])('an Actual message refuses the typed words %s', (note) => {
    const message = messageOf('evacuation-instruction', { slots: { hazard: 'flood', note } });
    expect(compose({ message, phrasebook, town, limits: scaledLimits(1) })).toMatchObject({
      refused: 'compose.drill-word-in-actual',
      vars: { slot: 'note' },
    });
  });

  test.each(['これは訓練ではありません', 'これは訓練じゃない', 'This is NOT a drill', '本番です'])(
    'an Exercise refuses the typed words %s',
    (note) => {
      const message = messageOf('evacuation-instruction', {
        status: 'Exercise',
        slots: { hazard: 'flood', note },
      });
      expect(compose({ message, phrasebook, town, limits: scaledLimits(1) })).toMatchObject({
        refused: 'compose.real-word-in-exercise',
      });
    },
  );

  test('ordinary words pass in both', () => {
    expect(misplacedWord('Actual', '県道は通れません')).toBeNull();
    expect(misplacedWord('Exercise', '訓練の避難所は体育館です')).toBeNull();
  });
});
