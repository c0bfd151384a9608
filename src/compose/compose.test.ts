import { describe, expect, test } from '@jest/globals';
import {
  decidedAt,
  limits,
  messageOf,
  phrasebook,
  render,
  shelterIds,
  slotsOf,
  town,
  wordsOf,
} from '../../test/locales/fixtures.js';
import { renderingFor } from '../domain/rendering.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import { languages } from '../domain/language.js';
import { written } from './markup.js';
import { bare, placeIn } from './place-words.js';

/** Languages whose words for cancelled and safe are known here; test/locales/wording.test.ts holds the rest. */
const six: readonly string[] = ['ja', 'ja-easy', 'en', 'zh-Hans', 'vi', 'ne'];
const orders = ['evacuation-elderly', 'evacuation-instruction', 'emergency-safety'] as const;

describe('compose', () => {
  test('a rendering per language on personal channels, one on the radio, shared posts on the feed', () => {
    const made = render(messageOf('evacuation-instruction'), {
      languages: ['ja', 'ja-easy', 'en', 'zh-Hans', 'vi', 'ne'],
    }).map((each) => `${each.channel} ${each.variant ?? each.languages.join('+')}`);
    const perLanguage = ['ja', 'ja-easy', 'en', 'zh-Hans', 'vi', 'ne'];
    const personal = ['push', 'web-push', 'sms', 'voice', 'mail', 'line', 'cap', 'signage', 'web'];
    for (const channel of personal)
      expect(made.filter((each) => each.startsWith(`${channel} `))).toEqual(
        // No voice speaks Nepali on the telephone.
        perLanguage.map((language) =>
          channel === 'voice' && language === 'ne' ? 'voice ja-easy+en' : `${channel} ${language}`,
        ),
      );
    for (const one of [
      ...['radio ja+ja-easy+en', 'mastodon ja', 'mastodon ja-easy+en', 'l-alert ja'],
      ...['docomo', 'au', 'softbank', 'rakuten'].map((carrier) => `cell-broadcast ${carrier}`),
    ])
      expect(made).toContain(one);
  });

  test('the number comes first and the level is the kind’s', () => {
    orders.forEach((kind, index) => {
      for (const rendering of render(messageOf(kind), { channels: ['push', 'sms'] }))
        expect(rendering.title).toMatch(new RegExp(`^[^0-9]{0,48}${index + 3}`, 'u'));
    });
  });

  test('level 5 never names a shelter', () => {
    const names = languages.flatMap((language) =>
      town.shelters.map((shelter) => bare(language, written(placeIn(language, shelter.name)))),
    );
    for (const hazard of ['flood', 'inland-flood', 'landslide', 'storm-surge'])
      for (const rendering of render(messageOf('emergency-safety', { slots: { hazard } }))) {
        const words = wordsOf(rendering);
        expect(names.filter((name) => words.includes(name))).toEqual([]);
        expect(words).not.toMatch(/避難所|ひなんじょ|避难所|nơi lánh nạn|आश्रयस्थल|shelter/iu);
      }
  });

  test('a lift is never called cancelled or safe, and says that danger may remain', () => {
    for (const ofKind of orders)
      for (const rendering of render(
        messageOf('order-lifted', { slots: { ...slotsOf['order-lifted'], ofKind } }),
      )) {
        if (!six.includes(rendering.languages[0] ?? 'ja')) continue;
        if (rendering.channel !== 'radio')
          expect(wordsOf(rendering)).toMatch(/危険|危|あぶない|dangerous|危险|nguy hiểm|खतरनाक/u);
        const words = wordsOf(rendering).replaceAll(
          /緊急安全確保|緊急安全确保|紧急安全确保|きんきゅうあんぜんかくほ|Emergency Safety Measures|Đảm bảo an toàn khẩn cấp|सुरक्षित ठाउँमा जाने/gu,
          '',
        );
        expect(words).not.toMatch(
          /取消|取り消|とりけ|安全|あんぜん|cancel|\bsafe|all clear|安心|撤销|hủy|an toàn|रद्द|सुरक्षित/iu,
        );
      }
  });

  test('a partial lift says that the rest stays in force, a whole one does not', () => {
    const text = (remaining: boolean) =>
      render(messageOf('order-lifted', { slots: { ...slotsOf['order-lifted'], remaining } }))
        .map(wordsOf)
        .join('\n');
    for (const words of ['続いています', 'まだ', 'stays in force', '继续有效', 'vẫn còn hiệu lực', 'अझै लागू'])
      expect(text(true)).toContain(words);
    for (const words of ['続いています', 'stays in force', '继续有效', 'vẫn còn hiệu lực', 'अझै लागू'])
      expect(text(false)).not.toContain(words);
  });

  test('the ready-made cancel and correction say the same whenever they are sent', () => {
    for (const kind of ['cancellation', 'correction'])
      expect(render(messageOf(kind, { decidedAt: decidedAt + 3_600_000 }))).toEqual(render(messageOf(kind)));
  });

  test('a typed note is said in Japanese only, marked as typed, and listed as left out elsewhere', () => {
    const note = '県道は {{places}} $t(level-headline.4) {通|とお}れません&<b>。';
    const made = render(messageOf('evacuation-instruction', { slots: { hazard: 'flood', note } }), {
      channels: ['push', 'radio'],
    });
    const japanese = made.filter((each) => each.languages[0] === 'ja');
    expect(japanese).toHaveLength(2);
    for (const rendering of japanese) {
      expect(rendering.text).toContain(note);
      expect(rendering.review).toBe('typed');
    }
    for (const rendering of made.filter((each) => each.languages[0] !== 'ja')) {
      expect(rendering.text).not.toContain('県道');
      expect(rendering.dropped).toContain('note');
      expect(rendering.review).toBe('unreviewed');
    }
    const line = made
      .find((each) => each.channel === 'radio')
      ?.radio?.lines.find((each) => each.text.includes('県道'));
    expect(line).toMatchObject({ language: 'ja', reading: null });
  });

  test('every spoken line of Japanese has a reading in kana and no symbol', () => {
    for (const kind of Object.keys(slotsOf))
      for (const districts of ['all' as const, town.districts.map((each) => each.code).slice(3)])
        for (const line of render(messageOf(kind, kind === 'evacuation-combined' ? {} : { districts })).find(
          (each) => each.channel === 'radio',
        )?.radio?.lines ?? []) {
          if (line.language === 'en') expect(line.reading).toBeNull();
          else expect(line.reading).toMatch(/^[\p{Script=Hiragana}\p{Script=Katakana}ー、。 ・]+$/u);
          if (line.language === 'ja') expect(line.text).not.toMatch(/https?:|\d:\d|[()（）]/u);
        }
  });

  test('a language without a text falls back alone and is shown so', () => {
    const { ['level-headline.4']: _gone, ['short-l4']: _too, ...rest } = phrasebook.sentences.ne;
    const holed: Phrasebook = { ...phrasebook, sentences: { ...phrasebook.sentences, ne: rest } };
    const made = render(messageOf('evacuation-instruction'), { phrasebook: holed, channels: ['push'] });
    expect(made.filter((each) => each.fellBackFrom !== null)).toMatchObject([
      { languages: ['ja-easy', 'en'], fellBackFrom: 'ne' },
    ]);
    expect(renderingFor(made, 'push', 'ne')?.languages).toEqual(['ja-easy', 'en']);
    expect(renderingFor(made, 'push', 'en')?.languages).toEqual(['en']);
  });

  test('a language that lacks even a word falls back instead of failing', () => {
    const { ['word.hazard.landslide']: _gone, ...rest } = phrasebook.sentences.vi;
    const holed: Phrasebook = { ...phrasebook, sentences: { ...phrasebook.sentences, vi: rest } };
    const made = render(messageOf('evacuation-instruction'), { phrasebook: holed });
    expect(made.filter((each) => each.fellBackFrom === 'vi').map((each) => each.channel)).toEqual(
      expect.arrayContaining(['push', 'sms', 'mastodon', 'line', 'cap', 'web']),
    );
  });

  test('more than six names become a number and a link in a short form', () => {
    const [sms] = render(
      messageOf('evacuation-instruction', { districts: town.districts.slice(1).map((each) => each.code) }),
      {
        channels: ['sms'],
        languages: ['ja'],
        limits: { sms: { ...limits.sms, size: 2 } },
      },
    );
    expect(sms?.text).toContain('14地区');
    expect(sms?.text).toContain(town.website);
  });

  test('shelters are named in the officer’s order', () => {
    const reversed = shelterIds.toReversed();
    const [push] = render(messageOf('shelter-opening', { slots: { shelters: reversed } }), {
      channels: ['push'],
      languages: ['ja'],
    });
    const at = reversed.map(
      (id) => push?.text.indexOf(town.shelters.find((each) => each.id === id)?.name.ja ?? '?') ?? -1,
    );
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });

  test('the same message gives the same words again, to the byte', () => {
    const message = messageOf('evacuation-instruction');
    expect(JSON.stringify(render(message))).toBe(JSON.stringify(render(structuredClone(message))));
  });

  test('Japanese is composed even when nobody asked for it', () =>
    expect(
      render(messageOf('test-broadcast'), { channels: ['push'], languages: ['en'] }).map(
        (each) => each.languages[0],
      ),
    ).toEqual(['ja', 'en']));
});
