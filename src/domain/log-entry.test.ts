import { expect, test } from '@jest/globals';
import { chainText, genesis, type NewLogEntry } from './log-entry.js';

const entry: NewLogEntry = {
  id: 'id',
  at: 1,
  enteredAt: 2,
  category: 'note',
  actor: 'actor',
  text: 'text',
  source: null,
  alertId: null,
  data: { a: 1 },
  personalHash: null,
};
const text = (change: Partial<NewLogEntry> = {}) => chainText({ ...entry, ...change }, 7, 'before');

test.each<[string, Partial<NewLogEntry>]>([
  ['id', { id: 'other' }],
  ['at', { at: 9 }],
  ['enteredAt', { enteredAt: 9 }],
  ['category', { category: 'report' }],
  ['actor', { actor: 'other' }],
  ['text', { text: 'other' }],
  ['source', { source: 'other' }],
  ['alertId', { alertId: 'other' }],
  ['data', { data: { a: 2 } }],
  ['personalHash', { personalHash: 'other' }],
])('%s is part of what is hashed', (_, change) => {
  expect(text(change)).not.toBe(text());
});

test('so are its place and the hash before it, and every field there is', () => {
  expect(chainText(entry, 8, 'before')).not.toBe(text());
  expect(chainText(entry, 7, 'another')).not.toBe(text());
  expect(Object.keys(JSON.parse(text()) as object).sort()).toEqual(
    [...Object.keys(entry), 'prevHash', 'seq'].sort(),
  );
});

test('what a row carries besides the entry is not', () => {
  expect(chainText({ ...entry, hash: 'x' } as NewLogEntry, 7, 'before')).toBe(text());
});

test('a chain begins in its own world and town', () => {
  const starts = [genesis('live', 'a'), genesis('drill', 'a'), genesis('live', 'b')];
  expect(new Set(starts).size).toBe(3);
});
