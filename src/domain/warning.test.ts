import { expect, test } from '@jest/globals';
import { warningsInForce, type KeptTelegram } from './warning.js';

const landslide = { code: '49', name: 'レベル４土砂災害危険警報', status: '発表', level: 4 };
const telegram = (more: Partial<KeptTelegram> = {}): KeptTelegram => ({
  code: 'VPWW56',
  title: '気象警報・注意報（土砂災害）',
  infoType: '発表',
  reportAt: 1000,
  series: 'VPWW56|通常|熊谷地方気象台',
  items: [landslide],
  ...more,
});
const names = (...telegrams: readonly KeptTelegram[]) => warningsInForce(telegrams).map(({ name }) => name);

test('what was announced stands', () =>
  expect(warningsInForce([telegram()])).toEqual([
    { type: 'weather', name: landslide.name, level: 4, title: telegram().title, since: 1000 },
  ]));
test('a later snapshot of the series lifts it', () =>
  expect(names(telegram(), telegram({ reportAt: 2000, items: [{ ...landslide, status: '解除' }] }))).toEqual(
    [],
  ));
test('one that came late does not bring it back', () =>
  expect(names(telegram({ reportAt: 2000, items: [] }), telegram({ reportAt: 1000 }))).toEqual([]));
test('another office’s series is another', () =>
  expect(names(telegram(), telegram({ series: 'other', items: [], reportAt: 2000 }))).toEqual([
    landslide.name,
  ]));
test('a withdrawn telegram says nothing', () =>
  expect(names(telegram(), telegram({ reportAt: 2000, infoType: '取消' }))).toEqual([]));
test('an earthquake does not stand', () =>
  expect(names(telegram({ code: 'VXSE53', series: 'x' }))).toEqual([]));
test('told by two families it is one, and a river is told apart', () => {
  const flood = { code: '30', name: 'レベル３氾濫警報', status: '発表', level: 3 };
  const told = warningsInForce([
    telegram({ code: 'VXKO50', series: 'river', items: [flood] }),
    telegram(),
    telegram({ code: 'VXWW50', series: 'event', reportAt: 2000 }),
  ]);
  expect(told.map(({ type, name }) => [type, name])).toEqual([
    ['weather', landslide.name],
    ['river', flood.name],
  ]);
});
