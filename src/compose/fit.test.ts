import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  districtsOf,
  limits,
  messageOf,
  phrasebook,
  render,
  scaledLimits,
  slotsOf,
  town,
} from '../../test/locales/fixtures.js';
import type { Language } from '../domain/language.js';
import { isRefusal } from '../domain/refusal.js';
import type { Said } from './bank.js';
import { createBank } from './bank.js';
import { compose } from './compose.js';
import { fit } from './fit.js';
import { bracketed, inKana, written } from './markup.js';
import { bare, placeIn, townNameIn } from './place-words.js';

const sentence = fc.record({
  priority: fc.integer({ min: 1, max: 9 }),
  length: fc.integer({ min: 1, max: 40 }),
});
const speech = fc.array(sentence, { minLength: 1, maxLength: 12 }).map((some) =>
  some.map(({ priority, length }, index): Said => ({
    id: `s${index}`,
    priority,
    marked: 'x'.repeat(length),
    instructs: false,
    review: 'reviewed',
  })),
);
const lengthOf = (said: readonly Said[]) => said.reduce((sum, each) => sum + each.marked.length, 0);

describe('fit', () => {
  test('drops whole sentences by priority, never 1 or 2, and no more than it must', () => {
    fc.assert(
      fc.property(speech, fc.integer({ min: 0, max: 300 }), (said, limit) => {
        const made = fit(said, (some) => lengthOf(some) <= limit);
        const mustStay = said.filter((each) => each.priority <= 2);
        if (made === null) return expect(lengthOf(mustStay)).toBeGreaterThan(limit);
        const { kept, dropped } = made;
        expect(lengthOf(kept)).toBeLessThanOrEqual(limit);
        expect(said.filter((each) => kept.includes(each))).toEqual(kept);
        expect([...kept.map((each) => each.id), ...dropped].sort()).toEqual(
          said.map((each) => each.id).sort(),
        );
        const gone = said.filter((each) => dropped.includes(each.id));
        const least = Math.min(...gone.map((each) => each.priority), 10);
        expect(least).toBeGreaterThan(2);
        for (const each of kept) if (each.priority > 2) expect(each.priority).toBeLessThanOrEqual(least);
        const last = said.find((each) => each.id === dropped.at(-1));
        if (last !== undefined) expect(lengthOf([...kept, last])).toBeGreaterThan(limit);
        return undefined;
      }),
      { numRuns: 500 },
    );
  });
});

const namesIn = (language: Language) => {
  const [okuda] = town.districts.filter(({ code }) => code === 'okuda');
  const style = language === 'ja-easy' ? inKana : (text: string) => bare(language, written(text));
  return {
    okuda: okuda === undefined ? '?' : style(placeIn(language, okuda.name)),
    hatoyama: style(townNameIn(language, town.name)),
  };
};

describe('what channels say', () => {
  const cells = fc.record({
    kind: fc.constantFrom(...Object.keys(slotsOf)),
    scale: fc.double({ min: 0.15, max: 1.2, noNaN: true }),
    status: fc.constantFrom('Actual' as const, 'Exercise' as const),
    districts: fc.oneof(
      fc.constant('all' as const),
      fc.subarray(
        town.districts.map((each) => each.code),
        { minLength: 1 },
      ),
    ),
  });

  test('fits, or falls back and says so, or refuses because of Japanese; no sentence is ever cut', () => {
    fc.assert(
      fc.property(cells, ({ kind, scale, status, districts }) => {
        const message = messageOf(kind, { status, ...districtsOf(kind, districts) });
        const made = compose({ message, phrasebook, town, limits: scaledLimits(scale) });
        if (isRefusal(made)) return expect(made.refused).toBe('compose.does-not-fit');
        const definition = phrasebook.kinds[kind];
        if (definition === undefined) throw new Error(kind);
        const bank = createBank({ message, kind: definition, phrasebook, town });
        for (const rendering of made.renderings) {
          expect(rendering.size).toBeLessThanOrEqual(rendering.limit);
          // Boards break lines, X adds a number and the time.
          if (['radio', 'signage', 'x', 'voice'].includes(rendering.channel)) continue;
          const whole = rendering.languages.flatMap((language) => [
            ...(bank.full(language, rendering.channel)?.said ?? []),
            ...(bank.short(language)?.said ?? []),
            ...(bank.extra(language, `word.kind.${kind}`) === null
              ? []
              : [bank.extra(language, `word.kind.${kind}`)]),
          ]);
          // Taking every whole sentence away must leave marks, links and spaces only.
          let rest = `${rendering.title}\n${rendering.text}`;
          const texts = whole.flatMap((said) =>
            said === null
              ? []
              : [written, bracketed, inKana].flatMap((style) => {
                  const text = style(said.marked);
                  return [text, ...rendering.languages.map((language) => bare(language, text))];
                }),
          );
          for (const text of texts.sort((a, b) => b.length - a.length)) rest = rest.replaceAll(text, '');
          rest = rest.replaceAll(town.website, '').replaceAll(/【[^】]*】|\[[^\]]*\]/gu, '');
          expect(rest.trim()).toBe('');
        }
        return undefined;
      }),
      { numRuns: 80 },
    );
  });

  test('what to do, where and from whom survive in SMS of every language', () => {
    for (const rendering of render(messageOf('evacuation-instruction'), { channels: ['sms'] })) {
      const [language = 'ja'] = rendering.languages;
      const { okuda, hatoyama } = namesIn(language);
      expect(rendering.text).toContain(okuda);
      expect(rendering.text).toContain(hatoyama);
      expect(rendering.dropped).not.toEqual(expect.arrayContaining(['level-headline.4']));
    }
  });

  test('a language that does not fit takes its short form, then ja-easy with en, then ja; the others stay', () => {
    const vietnamese = (size: number) =>
      render(messageOf('evacuation-instruction', { districts: ['okuda'] }), {
        channels: ['sms'],
        languages: ['ja', 'vi'],
        limits: { sms: { ...limits.sms, sizeIn: { vi: size }, size } },
      }).find((each) => each.fellBackFrom === 'vi' || each.languages.includes('vi'));
    expect(vietnamese(5)).toMatchObject({ languages: ['vi'], fellBackFrom: null });
    expect(vietnamese(3)).toMatchObject({ languages: ['vi'], fellBackFrom: 'vi' });
    expect(vietnamese(2)).toMatchObject({ languages: ['ja'], fellBackFrom: 'vi' });
  });

  test('only Japanese that does not fit blocks, and says on which channel', () => {
    const made = compose({
      message: messageOf('evacuation-instruction'),
      phrasebook,
      town,
      limits: { sms: { ...limits.sms, sizeIn: {}, size: 1 } },
    });
    expect(made).toEqual({ refused: 'compose.does-not-fit', vars: { channel: 'sms', limit: 1 } });
  });
});
