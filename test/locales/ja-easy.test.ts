import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { segments, written } from '../../src/compose/markup.js';
import { phrasebook } from './fixtures.js';

/*
 * やさしい日本語: what a machine can check of the twelve rules (弘前大学). The negative controls at the end break each rule
 * once. Terms that keep their kanji stand in config/ja-easy-terms.txt.
 */

const mostCharacters = 40;
const mostKanji = 4;
const terms = readFileSync('config/ja-easy-terms.txt', 'utf8')
  .split('\n')
  .filter((term) => term !== '')
  .sort((a, b) => b.length - a.length);

/** Loan words that everybody in Japan meets, animals, and five that have no plain word. */
const loanWords =
  'レベル テレビ ラジオ ガス バス トイレ ドア ミサイル マスク ダム クマ イノシシ サル エアコン エンジン インフルエンザ センチ ピンク ブレーカー'.split(
    ' ',
  );

const banned: readonly (readonly [string, RegExp])[] = [
  ['double negative', /ないことはない|なくはない|ないわけ|ざるを得|ずには|なければ ?(?:なり|いけ)ません|ないでは/u],
  ['officialese', /おそれ|直ちに|ただちに|速やかに|すみやかに|および|又は|または|もしくは|に対し|において|当該|恐れ|避難して/u],
  ['humble', /くださいませ|いたし|ございま|申し|いただ|おります|差し上げ|召し|伺/u],
  ['vague', /たぶん|おそらく|ようです|そうです|らしい|はずです|なるべく|できるだけ|しばらく|適宜|必要に応|午前|午後/u],
  ['passive', /(?:さ|ら|せら)れ(?:て|た|ま)/u],
];

const plain = (text: string): string => written(text.replaceAll(/\{\{\w+\}\}/gu, '□'));
const withoutTerms = (text: string): string => terms.reduce((rest, term) => rest.replaceAll(term, '◇'), text);
const sentencesOf = (text: string): readonly string[] =>
  plain(text)
    .split(/(?<=。)\s*/u)
    .filter((each) => each !== '');

/** What is wrong with one sentence, by the names of the rules. */
const findings = (sentence: string): readonly string[] => {
  const bare = withoutTerms(sentence);
  const length = [...sentence.replaceAll(/\s/gu, '')].length;
  return [
    ...(length > mostCharacters ? ['length'] : []),
    ...((bare.match(/\p{Script=Han}/gu)?.length ?? 0) > mostKanji ? ['kanji'] : []),
    ...(length > 12 && !sentence.includes(' ') ? ['spaces'] : []),
    ...(/[a-z]/iu.test(bare) ? ['romaji'] : []),
    ...(bare.match(/[\p{Script=Katakana}ー]+/gu) ?? [])
      .filter((word) => !loanWords.includes(word))
      .map((word) => `loan word ${word}`),
    ...banned.filter(([, pattern]) => pattern.test(sentence)).map(([rule]) => rule),
  ];
};

const bank = Object.entries(phrasebook.sentences['ja-easy']);

describe('ja-easy', () => {
  test.each(bank.filter(([key]) => !key.startsWith('word.')))('%s follows the rules', (_key, text) => {
    for (const sentence of sentencesOf(text)) expect([sentence, findings(sentence)]).toEqual([sentence, []]);
  });

  test('every kanji has a reading in hiragana', () => {
    for (const [key, text] of bank)
      for (const { base, ruby } of segments(text.replaceAll(/\{\{\w+\}\}/gu, '')))
        if (ruby === null) expect([key, base]).toEqual([key, expect.not.stringMatching(/\p{Script=Han}/u)]);
        else expect([key, ruby]).toEqual([key, expect.stringMatching(/^[\p{Script=Hiragana}ー]+$/u)]);
  });

  test.each([
    ['kanji', '危険 な 場所 から 離れて ください。'],
    ['length', 'あの ひとと この ひとと その ひとと どの ひとも みんな いっしょに あつまって すぐに にげて ください。'],
    ['spaces', 'すぐにたかいところへにげてください。'],
    ['romaji', 'SNSを みて ください。'],
    ['loan word パニック', 'パニックに ならないで ください。'],
    ['double negative', 'あぶなく なくはないです。'],
    ['officialese', 'みずが くる おそれが あります。'],
    ['humble', 'おしらせ いたします。'],
    ['vague', 'なるべく にげて ください。'],
    ['passive', 'みちが こわされました。'],
  ])('a sentence that breaks the rule on %s is found', (rule, sentence) => {
    expect(findings(sentence)).toContain(rule);
  });
});
