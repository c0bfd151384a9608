import { describe, expect, test } from '@jest/globals';
import { judgeTelegram, staleAfter, type Circumstances, type StandingOrder } from './judge-telegram.js';
import type { ProposalRule } from './proposal.js';
import type { ParsedTelegram, TelegramItem } from './telegram.js';

const town = '9999900';
const at = Date.parse('2026-07-11T01:20:00+09:00');

const set = (codes: string[], kind: string, level: 3 | 4 | 5): ProposalRule => ({
  ...{
    telegram: ['VPWW56'],
    codes,
    when: 'in-force',
    kind,
    hazard: 'landslide',
    level,
    reason: 'landslide-warning',
  },
});
const rules: readonly ProposalRule[] = [
  set(['09'], 'evacuation-elderly', 3),
  set(['49'], 'evacuation-instruction', 4),
  set(['39'], 'emergency-safety', 5),
  {
    telegram: ['VPWW56'],
    codes: ['29', '09', '49', '39'],
    when: 'lifted',
    kind: 'order-lifted',
    hazard: 'landslide',
    level: null,
  },
  {
    telegram: ['VPWW53'],
    codes: ['03'],
    condition: '土砂災害',
    when: 'in-force',
    kind: 'evacuation-elderly',
    hazard: 'landslide',
    level: 3,
  },
  {
    telegram: ['VPWW53'],
    codes: ['03'],
    when: 'in-force',
    kind: 'evacuation-elderly',
    hazard: 'inland-flood',
    level: 3,
  },
  { telegram: ['VPWW53'], codes: ['04'], when: 'lifted', kind: 'order-lifted', hazard: 'flood', level: null },
  {
    telegram: ['VXSE53'],
    codes: ['4', '5-', '!5-'],
    when: 'in-force',
    kind: 'earthquake-report',
    hazard: 'earthquake',
    level: null,
  },
];

const item = (code: string, status: string, more: Partial<TelegramItem> = {}): TelegramItem => ({
  ...{ code, name: code, status },
  ...more,
});

function telegram(items: readonly TelegramItem[] | null, more: Partial<ParsedTelegram> = {}): ParsedTelegram {
  return {
    ...{
      code: 'VPWW56',
      title: '',
      headTitle: '',
      status: '通常',
      infoType: '発表',
      eventId: null,
      serial: null,
    },
    ...{ reportDateTime: at, reportDateTimeText: '', controlDateTime: at, editorialOffice: '', headline: '' },
    ...{ items: null, earthquake: null },
    municipalities: items && [
      { code: '9900000', name: 'neighbour', items: [item('39', '発表', { level: 5 })] },
      { code: town, name: 'town', items },
    ],
    ...more,
  };
}

const judge = (parsed: ParsedTelegram, more: Partial<Circumstances> = {}) =>
  judgeTelegram({
    ...{ parsed, cityCode: town, rules, hazardDistricts: { landslide: ['hill', 'slope'] } },
    ...{ world: 'live', now: at, ordersInForce: [] },
    ...more,
  });

const l3 = item('09', '発表', { level: 3 });
const l4 = item('49', '発表', { level: 4 });
const lifted = item('49', '解除', { level: 4 });
const order = (level: 3 | 4 | 5, district?: string): StandingOrder => ({
  ...{ hazard: 'landslide', level },
  ...(district !== undefined && { district }),
});

describe('whether a telegram concerns the town', () => {
  test.each([
    ['a warning', [l4], true],
    ['a lift', [lifted], true],
    ['nothing in force', [item('', '発表警報・注意報はなし')], false],
    ['なし', [item('0', 'なし')], false],
    ['not named', [], false],
  ])('%s', (_what, items, concerned) => {
    const judged = judge(telegram(items));
    expect(judged.concerned).toBe(concerned);
    expect(judged.refused).toBe(concerned ? null : 'not-concerned');
    expect(judged.items).toEqual(items);
  });

  test('what is said of a neighbour does not count', () => {
    expect(judge(telegram([]))).toMatchObject({ level: null, proposal: null });
  });

  test('a family that is read for identity only is unsupported', () => {
    expect(judge(telegram(null))).toMatchObject({
      refused: 'unsupported',
      concerned: false,
      items: [],
      proposal: null,
    });
  });
});

describe('level: the highest that is not lifted', () => {
  test.each([
    [[l3, l4], 4],
    [[l3, lifted], 3],
    [[lifted], null],
    [[item('14', '発表')], null],
    [[item('09', '危険警報から警報', { level: 3 })], 3],
  ])('%j', (items, level) => expect(judge(telegram(items)).level).toBe(level));
});

describe('the live world refuses what is not real', () => {
  test.each([
    ['訓練', 'exercise'],
    ['試験', 'test'],
  ] as const)('%s', (status, refused) => {
    expect(judge(telegram([l4], { status }))).toMatchObject({ refused, proposal: null, level: 4 });
    expect(judge(telegram(null, { status }))).toMatchObject({ refused });
    expect(judge(telegram([l4], { status }), { world: 'drill' })).toMatchObject({
      refused: null,
      proposal: { kind: 'evacuation-instruction' },
    });
  });
});

describe('what is proposed', () => {
  test.each([
    [[l3], 'evacuation-elderly', 3],
    [[l3, l4], 'evacuation-instruction', 4],
    [[item('39', '発表'), l4], 'emergency-safety', 5],
    [[item('09', '危険警報から警報')], 'evacuation-elderly', 3],
  ])('the highest of %j is %s', (items, kind, level) => {
    expect(judge(telegram(items)).proposal).toEqual({
      ...{ kind, level, hazard: 'landslide', districts: ['hill', 'slope'] },
      slots: { hazard: 'landslide', reason: 'landslide-warning' },
    });
  });

  test.each([[[item('29', '発表')]], [[item('14', '発表')]], [[item('', '発表警報・注意報はなし')]]])(
    'nothing from %j',
    (items) => expect(judge(telegram(items)).proposal).toBeNull(),
  );

  test('a code counts within its own telegram only', () => {
    expect(judge(telegram([item('49', '発表')], { code: 'VPWW61' })).proposal).toBeNull();
  });

  test('no district is preselected where the town gave none', () => {
    expect(judge(telegram([l4]), { hazardDistricts: {} }).proposal?.districts).toEqual([]);
  });

  test.each([
    ['土砂災害、浸水害', 'landslide'],
    ['浸水害', 'inland-flood'],
  ])('before 2026, 大雨警報（%s） means %s', (condition, hazard) => {
    const parsed = telegram([item('03', '発表', { condition })], { code: 'VPWW53' });
    expect(judge(parsed).proposal?.hazard).toBe(hazard);
  });

  const earthquake = { occurredAt: at, epicentre: '三陸沖', magnitude: null };
  test('an intensity of 4 is reported to the whole town, with the facts that are known', () => {
    const parsed = telegram([item('4', '発表')], { code: 'VXSE53', earthquake });
    expect(judge(parsed).proposal).toEqual({
      ...{ kind: 'earthquake-report', level: null, hazard: 'earthquake', districts: 'all' },
      slots: { intensity: '4', occurredAt: at, epicentre: '三陸沖' },
    });
  });

  test('an intensity of 3 is shown only', () => {
    const parsed = telegram([item('3', '発表')], { code: 'VXSE53', earthquake });
    expect(judge(parsed)).toMatchObject({ concerned: true, proposal: null });
  });

  test('an intensity that never arrived is left to the officer', () => {
    const parsed = telegram([item('!5-', '発表')], { code: 'VXSE53', earthquake });
    expect(judge(parsed).proposal?.slots).not.toHaveProperty('intensity');
  });
});

describe('what is shown and never proposed', () => {
  test.each([
    ['three hours old to the millisecond', 0, false],
    ['a millisecond older', 1, true],
  ])('%s', (_what, more, stale) => {
    const judged = judge(telegram([l4]), { now: at + staleAfter + more });
    expect(judged).toMatchObject({ stale, level: 4, concerned: true, refused: null });
    expect(judged.proposal === null).toBe(stale);
  });

  test('a withdrawal', () => expect(judge(telegram([l4], { infoType: '取消' })).proposal).toBeNull());

  test('a correction is proposed from like any other', () =>
    expect(judge(telegram([l4], { infoType: '訂正' })).proposal?.level).toBe(4));
});

describe('orders in force', () => {
  const kinds = (ordersInForce: readonly StandingOrder[], items: readonly TelegramItem[]) =>
    judge(telegram(items), { ordersInForce }).proposal;

  test('a lift needs an order of that hazard', () => {
    expect(kinds([], [lifted])).toBeNull();
    expect(kinds([{ hazard: 'flood', level: 4 }], [lifted])).toBeNull();
    expect(kinds([order(4)], [lifted])).toEqual({
      ...{ kind: 'order-lifted', level: 4, hazard: 'landslide', districts: ['hill', 'slope'] },
      slots: { hazard: 'landslide', ofKind: 'evacuation-instruction' },
    });
  });

  test('a lift goes where the highest order stands', () => {
    expect(kinds([order(4, 'slope'), order(3, 'hill')], [lifted])).toMatchObject({
      level: 4,
      districts: ['slope'],
    });
  });

  test.each([
    ['a level below stands', item('09', '継続')],
    ['an advisory stands', item('29', '継続')],
  ])('no lift where %s', (_what, standing) => expect(kinds([order(4)], [lifted, standing])).toBeNull());

  test('what is ordered everywhere is not proposed again', () => {
    expect(kinds([order(4)], [l4])).toBeNull();
    expect(kinds([order(5, 'hill'), order(4, 'slope')], [l4])).toBeNull();
  });

  test('a higher level is proposed over a lower order, and an order elsewhere leaves the rest', () => {
    expect(kinds([order(3)], [l4])?.level).toBe(4);
    expect(kinds([order(4, 'hill')], [l4])?.districts).toEqual(['slope']);
  });
});
