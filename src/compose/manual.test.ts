import { describe, expect, test } from '@jest/globals';
import { manualLimits } from '../channels/manual.limits.js';
import { textLimits } from '../channels/text.limits.js';
import type { Message } from '../domain/message.js';
import { isRefusal } from '../domain/refusal.js';
import type { ManualScript, Rendering } from '../domain/rendering.js';
import { loadPhrasebook } from '../platform/phrasebook.js';
import { loadTown } from '../platform/town.js';
import { compose } from './compose.js';
import { sampleMessage } from './sample.js';

const phrasebook = loadPhrasebook('config', 'locales');
const town = loadTown('config', 'hatoyama');
const decidedAt = Date.UTC(2026, 6, 10, 13, 5);
const carried = Object.values(phrasebook.kinds).filter(({ channels }) => channels.includes('manual'));

const sheetOf = (message: Message): Rendering & { readonly manual: ManualScript } => {
  const made = compose({ message, phrasebook, town, limits: textLimits, channels: ['manual'] });
  if (isRefusal(made)) throw new Error(JSON.stringify(made));
  const [sheet] = made.renderings;
  if (!sheet?.manual) throw new Error('no sheet');
  return { ...sheet, manual: sheet.manual };
};
const messageOf = (kind: string, status: Message['status'], districts: readonly string[]): Message => {
  const known = phrasebook.kinds[kind];
  if (!known) throw new Error(kind);
  return sampleMessage(known, town, status, { variant: 0, decidedAt, districts });
};

test('orders of levels 3 to 5, lifts, cancel and correction are carried by people too', () => {
  expect(carried.map(({ kind }) => kind).sort()).toEqual([
    ...['cancellation', 'correction', 'emergency-safety', 'evacuation-combined', 'evacuation-elderly'],
    ...['evacuation-instruction', 'evacuation-unlevelled', 'level-lowered', 'order-lifted'],
  ]);
});

describe.each(carried.map(({ kind }) => kind))('%s', (kind) => {
  test('fits on its page, and one round of the car is what a household hears', () => {
    const sheet = sheetOf(messageOf(kind, 'Actual', ['okuda', 'kumai']));
    expect(sheet.size).toBeLessThanOrEqual(manualLimits.size);
    expect(sheet.manual.carSeconds).toBeGreaterThan(5);
    expect(sheet.manual.carSeconds).toBeLessThanOrEqual(45);
    for (const line of [...sheet.manual.car, ...sheet.manual.call]) expect(line.reading).toMatch(/[ぁ-ん]/);
  });

  test('says 訓練 in a drill wherever it is read out, typed or sent, and nowhere else', () => {
    const districts = ['okuda', 'kumai'];
    const says = ({ title, text, manual }: ReturnType<typeof sheetOf>) => [
      ...[title, text],
      ...[manual.car, manual.call].map((lines) => lines.map((line) => line.text).join('')),
      ...manual.duties.flatMap(({ fields }) => (fields ? [fields.map((field) => field.text).join('')] : [])),
    ];
    for (const each of says(sheetOf(messageOf(kind, 'Exercise', districts)))) expect(each).toContain('訓練');
    for (const each of says(sheetOf(messageOf(kind, 'Actual', districts))))
      expect(each).not.toContain('【訓練】');
  });
});

test('each post gets what lies in the message’s districts, in the order of its route, and no other', () => {
  const { duties } = sheetOf(messageOf('evacuation-instruction', 'Actual', ['takanokura', 'okuda'])).manual;
  const car = duties.find(({ id }) => id === 'car-1');
  expect(car?.stops.map(({ id }) => id)).toEqual(['association-okuda', 'association-takanokura']);
  expect(car?.districts).toEqual(['okuda', 'takanokura']);
  expect(duties.map(({ id }) => id)).not.toContain('car-2');
  expect(duties.find(({ id }) => id === 'facilities')).toBeUndefined();
  expect(duties.find(({ id }) => id === 'fax')?.districts).toEqual(['okuda', 'takanokura']);
});

test('the forms ask for the items of their own channel, each once', () => {
  const { duties } = sheetOf(messageOf('evacuation-instruction', 'Actual', ['okuda'])).manual;
  const names = (id: string) => duties.find((one) => one.id === id)?.fields?.map(({ name }) => name) ?? [];
  expect(names('form-l-alert').slice(0, 3)).toEqual(['module', '情報種別', '発令区分']);
  expect(names('form-cell-broadcast')).toHaveLength(8);
  expect(new Set(names('form-cell-broadcast')).size).toBe(8);
});

test('a text too long for a form is there to be shortened by hand; the order is not refused for it', () => {
  const message = messageOf('evacuation-instruction', 'Actual', ['okuda']);
  const tight = { ...textLimits, 'l-alert': { ...textLimits['l-alert'], size: 10 } };
  const made = compose({ message, phrasebook, town, limits: tight, channels: ['manual'] });
  if (isRefusal(made)) throw new Error('refused');
  const [sheet] = made.renderings;
  const form = sheet?.manual?.duties.find(({ id }) => id === 'form-l-alert');
  expect(form?.fields).toEqual([{ name: '本文', text: sheet?.text }]);
});
