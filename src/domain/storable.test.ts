import { expect, test } from '@jest/globals';
import type { Next } from './delivery.js';
import { storable } from './storable.js';

const accepted = (ref: string): Next => ({ state: 'accepted', ref });
const pending = (dueAt: number): Next => ({ state: 'pending', dueAt });
const refused = (detail: string): Next => ({
  state: 'refused',
  fault: { at: 'call', code: 'call.malformed', detail },
});

test.each<readonly [string, Next, Next]>([
  ['a null in a reference', accepted('SM\u00001'), accepted('SM1')],
  ['a line break in a reference', accepted('SM1\r\n'), accepted('SM1')],
  ['half a character', accepted('SM\ud83d1'), accepted('SM1')],
  ['a reference without end', accepted('x'.repeat(5000)), accepted('x'.repeat(1000))],
  ['a status that holds a null', refused('\u0000 500'), refused(' 500')],
  ['a time beyond all time', pending(1e300), pending(8.64e15)],
  ['a time without end', pending(Infinity), pending(8.64e15)],
  ['a time before all time', pending(-5), pending(0)],
  ['half a millisecond', pending(1000.5), pending(1001)],
  ['a time that is none', pending(NaN), { state: 'pending' }],
])('%s', (_, heard, kept) => {
  expect(storable(heard)).toEqual(kept);
});

test('what a provider usually says stays as it is', () => {
  for (const heard of [
    accepted('projects/p/messages/0:1%é漢字🙂'),
    pending(1_800_000_000_000),
    refused('400'),
  ])
    expect(storable(heard)).toBe(heard);
});
