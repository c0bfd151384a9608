import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readQuickEntry, type QuickEntry } from './quick-entry.js';

const districts = [
  ['石坂', 'ishizaka'],
  ['須江', 'sue'],
  ['鳩ヶ丘', 'hatogaoka'],
  ['鳩ヶ丘一丁目', 'hatogaoka-1'],
] as const;
const nothing: QuickEntry = {
  ...{ time: null, means: null, from: null, to: null, district: null, topic: null },
  ...{ importance: null, certainty: null, status: null, assignee: null, text: '' },
};
const read = (line: string) => readQuickEntry(line, districts);

describe('a line as it is taken down on the telephone', () => {
  test.each<[string, Partial<QuickEntry>]>([
    [
      '1432 電話 区長→本部 石坂で冠水 !',
      {
        ...{ time: { hour: 14, minute: 32 }, means: 'phone', from: '区長', to: '本部' },
        ...{ district: 'ishizaka', importance: 'high', text: '石坂で冠水' },
      },
    ],
    [
      '１４：３２　ＦＡＸ　県->本部　河川情報　！！',
      {
        ...{ time: { hour: 14, minute: 32 }, means: 'fax', from: '県', to: '本部' },
        ...{ importance: 'urgent', text: '河川情報' },
      },
    ],
    [
      '9時05分 巡回 →本部 異常なし',
      { time: { hour: 9, minute: 5 }, means: 'patrol', to: '本部', text: '異常なし' },
    ],
    [
      '停電の連絡 @総務課 #停電 ? 未対応',
      { assignee: '総務課', topic: 'lifeline', certainty: 'unconfirmed', status: 'open', text: '停電の連絡' },
    ],
    ['鳩ヶ丘一丁目で倒木', { district: 'hatogaoka-1', text: '鳩ヶ丘一丁目で倒木' }],
    [
      'phone mayor→HQ asks for news done',
      { means: 'phone', from: 'mayor', to: 'HQ', status: 'done', text: 'asks for news' },
    ],
  ])('%s', (line, said) => expect(read(line)).toEqual({ ...nothing, ...said }));
});

describe('what only looks like a mark stays content', () => {
  test.each([
    ['2599 世帯に影響', '2599 世帯に影響'],
    ['水位 1432 mm', '水位 1432 mm'],
    ['冠水 電話が不通', '冠水 電話が不通'],
    ['対応中', '対応中'],
    ['!', '!'],
    ['#知らない分類 です', '#知らない分類 です'],
    ['constructor toString', 'constructor toString'],
    ['一行目\n1432 電話 二行目 !', '一行目\n1432 電話 二行目 !'],
  ])('%j', (line, text) => expect(read(line)).toEqual({ ...nothing, text }));
});

test('it never throws, and invents no content', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (line) => {
      const { text } = read(line);
      for (const word of text.split(/\s+/u)) expect(line).toContain(word);
    }),
  ));
