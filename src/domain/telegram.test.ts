import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { itemState, seriesKey, supersedes, telegramKey, type Telegram } from './telegram.js';

const base: Telegram = {
  code: 'VXSE53',
  title: '震源・震度に関する情報',
  headTitle: '震源・震度情報',
  status: '通常',
  infoType: '発表',
  eventId: '20260712031240',
  serial: '1',
  reportDateTime: Date.parse('2026-07-12T03:20:00+09:00'),
  controlDateTime: Date.parse('2026-07-11T18:20:10Z'),
  editorialOffice: '気象庁本庁',
  headline: '',
  items: null,
};
const minute = 60_000;
const snapshot = { ...base, code: 'VPWW56', eventId: null, serial: null, editorialOffice: '熊谷地方気象台' };
const landslide = { ...base, code: 'VXWW50', eventId: '埼玉県土砂災害警戒情報' };
const tornado = { ...base, code: 'VPHW50', eventId: null, serial: '3' };

describe('what identifies a telegram', () => {
  test('a warning is a snapshot per code and office, whatever its time', () => {
    expect(telegramKey({ ...snapshot, reportDateTime: 0 })).toBe(telegramKey(snapshot));
    expect(telegramKey({ ...snapshot, editorialOffice: '前橋地方気象台' })).not.toBe(telegramKey(snapshot));
    expect(telegramKey({ ...snapshot, code: 'VPWW55' })).not.toBe(telegramKey(snapshot));
  });

  test('EventID and Serial identify; a correction shares the key of what it corrects', () => {
    expect(telegramKey({ ...base, infoType: '訂正', reportDateTime: base.reportDateTime + minute })).toBe(
      telegramKey(base),
    );
    expect(telegramKey({ ...base, serial: '2' })).not.toBe(telegramKey(base));
    expect(telegramKey({ ...base, code: 'VXSE52' })).not.toBe(telegramKey(base));
  });

  test('without a Serial the report time tells two of one event apart', () => {
    const flash = { ...base, code: 'VXSE51', serial: null };
    expect(telegramKey({ ...flash, reportDateTime: flash.reportDateTime + minute })).not.toBe(
      telegramKey(flash),
    );
  });

  test.each(['埼玉県土砂災害警戒情報', '820209000400', '306'])(
    'EventID %s comes back another year',
    (eventId) => {
      const year = 365 * 24 * 60 * minute;
      const now = { ...landslide, eventId };
      expect(telegramKey({ ...now, reportDateTime: now.reportDateTime + year })).not.toBe(telegramKey(now));
    },
  );

  test.each([
    '20110311144640',
    'TC1923',
    'JPKG080046',
    '20200522144900_306',
    '202401101600全般天候情報気象庁本庁',
  ])('EventID %s never comes back', (eventId) =>
    expect(telegramKey({ ...base, eventId, reportDateTime: 0 })).toBe(telegramKey({ ...base, eventId })),
  );

  test('a Serial alone counts within the office and day', () => {
    expect(telegramKey({ ...tornado, serial: '4' })).not.toBe(telegramKey(tornado));
    expect(telegramKey({ ...tornado, reportDateTime: 0 })).not.toBe(telegramKey(tornado));
  });

  test('an exercise is never the same as the real thing, and never takes its place', () => {
    const exercise = {
      ...base,
      status: '訓練' as const,
      serial: '2',
      reportDateTime: base.reportDateTime + minute,
    };
    expect(telegramKey({ ...base, status: '訓練' })).not.toBe(telegramKey(base));
    expect(supersedes(exercise, base)).toBe(false);
  });
});

describe('which telegram takes the place of which', () => {
  test.each([
    ['a later snapshot', { ...snapshot, reportDateTime: snapshot.reportDateTime + minute }, snapshot],
    [
      'the same report time, sent again later',
      { ...snapshot, controlDateTime: snapshot.controlDateTime + 1 },
      snapshot,
    ],
    ['the next Serial', { ...base, serial: '2', reportDateTime: base.reportDateTime + minute }, base],
    ['Serial 10 after 9 in the same minute', { ...base, serial: '10' }, { ...base, serial: '9' }],
    ['Serial 01-02 after 01-01', { ...base, serial: '01-02' }, { ...base, serial: '01-01' }],
    ['a correction', { ...base, infoType: '訂正' }, base],
    ['a withdrawal', { ...base, infoType: '取消' }, { ...base, infoType: '訂正' }],
    ['a withdrawal without Serial', { ...base, serial: null, infoType: '取消' }, { ...base, serial: null }],
  ])('%s', (_what, newer, older) => {
    expect(supersedes(newer, older)).toBe(true);
    expect(supersedes(older, newer)).toBe(false);
  });

  test.each([
    [
      'another office',
      { ...snapshot, editorialOffice: '前橋地方気象台', reportDateTime: snapshot.reportDateTime + 1 },
    ],
    ['another family', { ...snapshot, code: 'VPWW55', reportDateTime: snapshot.reportDateTime + 1 }],
    ['the same telegram again', snapshot],
  ])('%s does not', (_what, other) => expect(supersedes(other, snapshot)).toBe(false));

  const arbitrary = fc
    .record({
      code: fc.constantFrom('VPWW56', 'VXSE53'),
      status: fc.constantFrom('通常' as const, '訓練' as const),
      infoType: fc.constantFrom('発表', '訂正', '取消', '遅延'),
      eventId: fc.constantFrom(null, '20260712031240', '306'),
      serial: fc.constantFrom(null, '1', '2', '10', '001', '01-02', '第３号'),
      reportDateTime: fc.integer({ min: 0, max: 2 }),
      controlDateTime: fc.integer({ min: 0, max: 2 }),
      editorialOffice: fc.constantFrom('a', 'b'),
    })
    .map((identity) => ({ ...base, ...identity }));

  test('it is a strict order: nothing is newer than itself, nor both of two, and it is transitive', () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
        expect(supersedes(a, a)).toBe(false);
        if (supersedes(a, b)) {
          expect(supersedes(b, a)).toBe(false);
          expect(seriesKey(a)).toBe(seriesKey(b));
          if (supersedes(b, c)) expect(supersedes(a, c)).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('in whatever order telegrams arrive, the same one stands in the end', () => {
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 8 }), (telegrams) => {
        const series = telegrams.map((each) => ({
          ...each,
          code: 'VPWW56',
          status: '通常' as const,
          eventId: null,
          editorialOffice: 'a',
        }));
        const last = (list: typeof series) =>
          list.reduce((kept, next) => (supersedes(next, kept) ? next : kept));
        const ends = [last(series), last(series.toReversed())];
        expect(supersedes(ends[0] ?? base, ends[1] ?? base)).toBe(false);
        expect(supersedes(ends[1] ?? base, ends[0] ?? base)).toBe(false);
      }),
    );
  });
});

test.each([
  ['発表', 'in-force'],
  ['継続', 'in-force'],
  ['危険警報から警報', 'in-force'],
  ['特別警報から注意報', 'in-force'],
  ['解除', 'lifted'],
  ['なし', 'none'],
  ['発表警報・注意報はなし', 'none'],
])('status %s is %s', (status, state) => expect(itemState({ code: '', name: '', status })).toBe(state));
