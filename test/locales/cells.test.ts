import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drillMarks } from '../../src/compose/drill-mark.js';
import { bracketed, written } from '../../src/compose/markup.js';
import { compose } from '../../src/compose/compose.js';
import { sampleMessage, variantsOfSample } from '../../src/compose/sample.js';
import { channelIds } from '../../src/domain/channel.js';
import { languages } from '../../src/domain/language.js';
import { isRefusal } from '../../src/domain/refusal.js';
import { decidedAt, limits, phrasebook, scaledLimits, town, wordsOf } from './fixtures.js';

/*
 * Ten thousand cells of kind × language × channel × slots, drawn with an even chance each: every pair of them is met
 * about ten times and more. A cell composes and fits, or falls back, or refuses with a named reason.
 */

const codes = town.districts.map(({ code }) => code);
const marks = Object.values(drillMarks).flatMap((mark) => [written(mark), bracketed(mark)]);

const cells = fc.record({
  kind: fc.constantFrom(...Object.values(phrasebook.kinds)),
  language: fc.constantFrom(...languages),
  channel: fc.constantFrom(...channelIds),
  status: fc.constantFrom('Actual' as const, 'Exercise' as const),
  variant: fc.nat(30),
  drop: fc.nat(7),
  districts: fc.oneof(
    fc.subarray(codes, { minLength: 1, maxLength: 6 }),
    fc.subarray(codes, { minLength: 1 }),
    fc.constant(codes),
  ),
  scale: fc.constantFrom(0.3, 0.6, 1, 1, 1),
  minutes: fc.nat(600_000),
});

const refusals = ['compose.does-not-fit', 'compose.radio-needs-jalert-failure'];

test('every cell composes and fits, falls back, or refuses with a named reason', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(cells, ({ kind, language, channel, status, variant, drop, districts, scale, minutes }) => {
      const at = decidedAt + minutes * 60_000;
      const sample = sampleMessage(kind, town, status, {
        variant: variant % variantsOfSample(kind),
        decidedAt: at,
        districts,
      });
      // Optional slots come and go.
      const optional = Object.entries(kind.slots).filter(([, { required }]) => !required);
      const gone = optional[drop]?.[0];
      const slots = Object.fromEntries(Object.entries(sample.slots).filter(([slot]) => slot !== gone));
      const made = compose({
        message: { ...sample, slots },
        ...{ phrasebook, town, channels: [channel], languages: [language], options: { alertNumber: 12 } },
        limits: scale === 1 ? limits : scaledLimits(scale),
      });
      met.add(`${kind.kind} ${language}`).add(`${kind.kind} ${channel}`).add(`${language} ${channel}`);
      if (isRefusal(made)) return expect(refusals).toContain(made.refused);
      for (const rendering of made.renderings) {
        expect(rendering.size).toBeLessThanOrEqual(rendering.limit);
        const words = wordsOf(rendering);
        expect(words).not.toMatch(/undefined|null|NaN|\{\{|\}\}|[\uE000-\uE002]|\bword\.|\[object/u);
        const isMarked = marks.some((mark) => words.includes(mark)) || words.includes('これは訓練です');
        expect(isMarked).toBe(status === 'Exercise');
        expect(rendering.text.trim()).not.toBe('');
      }
      return undefined;
    }),
    { numRuns: 10_000 },
  );
  const pairs =
    Object.keys(phrasebook.kinds).length * (languages.length + channelIds.length) +
    languages.length * channelIds.length;
  expect(met.size).toBe(pairs);
}, 240_000);
