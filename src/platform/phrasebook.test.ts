import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unreviewedLevelPhrases } from '../compose/review.js';
import { languages } from '../domain/language.js';
import { ConfigError } from './config-error.js';
import { loadPhrasebook, sentenceHash } from './phrasebook.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'phrasebook-'));
  cpSync('config/messages', join(root, 'config/messages'), { recursive: true });
  cpSync('config/official.tsv', join(root, 'config/official.tsv'));
  cpSync('locales', join(root, 'locales'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const load = () => loadPhrasebook(join(root, 'config'), join(root, 'locales'));
const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8')));
const faultsOf = (): readonly string[] => {
  try {
    load();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

describe('phrasebook loader', () => {
  test('the product’s own phrasebook has no fault and no gap', () => expect(load().gaps).toEqual([]));

  test('all faults are listed at once, by path', () => {
    edit('config/messages/test-broadcast.yaml', (text) => text.replace('urgency: 0', 'urgency: 9'));
    edit('config/messages/correction.yaml', (text) => text.replace('id: apology', 'id: apologise'));
    edit('config/messages/order-lifted.yaml', (text) =>
      text.replace('when: [remaining]', 'when: [remainder]'),
    );
    edit('locales/vi/message.json', (text) => text.replaceAll('{{places}}', 'đây'));
    edit('locales/ja/message.json', (text) => text.replace('{訂正|ていせい}', '{訂正|ていせい'));
    edit('locales/ne/message.json', () => '{');
    const faults = faultsOf();
    for (const part of [
      'test-broadcast.yaml: urgency',
      'apologise is not in ja',
      'no slot remainder',
      'vi/message.json: target: other placeholders',
      'a brace or bar outside of markup',
      'ne/message.json: cannot be read',
    ])
      expect(faults.some((fault) => fault.includes(part))).toBe(true);
  });

  test('a sentence that Japanese does not have is a fault; one that another language lacks is a gap', () => {
    edit('locales/en/message.json', (text) => text.replace('"apology"', '"apologies"'));
    expect(faultsOf()).toEqual(['en/message.json: apologies: is not in ja']);
    edit('locales/en/message.json', (text) => text.replace(/^ {2}"apologies".*\n/mu, ''));
    expect(load().gaps).toEqual([{ language: 'en', sentence: 'apology' }]);
  });
});

describe('review', () => {
  const reviewed = (change = (text: string) => text) => {
    const { sentences } = load();
    return languages.flatMap((language) =>
      Object.entries(sentences[language]).map(([sentence, text]) => ({
        language,
        sentence,
        hash: sentenceHash(change(text)),
        by: 'A. Reader',
        at: 0,
      })),
    );
  };

  test('nothing is reviewed until a record says so', () => {
    const found = unreviewedLevelPhrases(load(), ['ja', 'en']);
    expect(new Set(found.map((each) => each.language))).toEqual(new Set(['ja', 'en']));
    expect(new Set(found.map((each) => each.kind))).toEqual(
      new Set(
        Object.values(load().kinds)
          .filter(({ group }) => group === 'evacuation' || group === 'civil-protection')
          .map(({ kind }) => kind),
      ),
    );
    const kindsOf = (sentence: string) =>
      found.filter((each) => each.sentence === sentence && each.language === 'en').map((each) => each.kind);
    expect(kindsOf('level-headline.4')).toEqual(['evacuation-combined', 'evacuation-instruction']);
    expect(kindsOf('short-l5')).toEqual(['emergency-safety']);
    expect(kindsOf('word.hazard.flood').length).toBeGreaterThan(5);
    // An authority's own text needs no signature; our own words beside it do.
    expect(kindsOf('missile-headline.launched')).toEqual([]);
    expect(kindsOf('missile-outside')).toEqual(['missile-launch']);
  });

  test('an official sentence that was edited is a fault', () => {
    edit('locales/en/message.json', (text) => text.replace('Missile launched,', 'A missile was launched,'));
    expect(faultsOf()).toEqual([
      expect.stringMatching(
        /official\.tsv: line \d+: en\/missile-headline\.launched is not what the source says/u,
      ),
    ]);
  });

  test('Japanese counts even when it is not named', () =>
    expect(unreviewedLevelPhrases(load(), ['en']).some((each) => each.language === 'ja')).toBe(true));

  test('a record for the present text signs it; for another text it does not', () => {
    const signed = loadPhrasebook(join(root, 'config'), join(root, 'locales'), reviewed());
    expect(unreviewedLevelPhrases(signed, languages)).toEqual([]);
    const stale = loadPhrasebook(
      join(root, 'config'),
      join(root, 'locales'),
      reviewed((text) => `${text} `),
    );
    expect(unreviewedLevelPhrases(stale, languages).length).toBeGreaterThan(100);
  });

  test('a sentence that is missing is listed as missing', () => {
    edit('locales/en/message.json', (text) => text.replace(/^ {2}"level-headline.5".*\n/mu, ''));
    expect(unreviewedLevelPhrases(load(), ['en']).filter((each) => each.missing)).toEqual(
      ['emergency-safety', 'evacuation-combined'].map((kind) => ({
        ...{ language: 'en', kind, sentence: 'level-headline.5', missing: true },
      })),
    );
  });
});
