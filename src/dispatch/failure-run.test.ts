import { expect, test } from '@jest/globals';
import type { Fault, Outcome } from '../domain/channel.js';
import { createFailureRun } from './failure-run.js';

const target = 'a';
const taken: Outcome = { target, result: 'accepted', ref: 'r' };
const unsure: Outcome = { target, result: 'unsure' };
const refused: Outcome = { target, result: 'refused', why: { at: 'target', code: 'push.foreign-token' } };
const retry = (at: Fault['at'], notBefore?: number): Outcome => ({
  ...{ target, result: 'retry', why: { at, code: 'channel.rate', detail: '429' } },
  ...(notBefore !== undefined && { notBefore }),
});
/** At which calls it said something, and what. */
const news = (...calls: Outcome[]) => {
  const run = createFailureRun();
  return calls.flatMap((outcome, at) => {
    const heard = run.hear([outcome], at);
    return heard === null || heard === 'taken' || !heard.isNews
      ? []
      : [[at, heard.trouble.state, heard.trouble.code]];
  });
};
const times = (n: number, outcome: Outcome) => Array.from({ length: n }, () => outcome);

test.each<[string, Outcome[], unknown[]]>([
  ['three faults of the channel in a row', times(9, retry('channel')), [[2, 'down', 'channel.rate']]],
  [
    'two, and then one that is taken',
    [...times(2, retry('channel')), taken, ...times(2, retry('channel'))],
    [],
  ],
  [
    'three faults of the channel, with refusals between that reached nobody',
    [retry('channel'), refused, retry('channel'), unsure, retry('channel')],
    [[4, 'down', 'channel.rate']],
  ],
  ['a wait of more than ten seconds, at once', [retry('channel', 60_000)], [[0, 'down', 'channel.rate']]],
  ['short waits, at the third', times(3, retry('channel', 2000)), [[2, 'down', 'channel.rate']]],
  ['ten calls without an answer', times(12, unsure), [[9, 'down', 'channel.timeout']]],
  ['ten that every push service puts off', times(12, retry('service', 9e9)), [[9, 'down', 'channel.rate']]],
  [
    'thirty refusals for reasons of their own are doubt, and a fault of the channel behind them is more',
    [...times(31, refused), ...times(3, retry('channel'))],
    [
      [29, 'degraded', 'push.foreign-token'],
      [33, 'down', 'channel.rate'],
    ],
  ],
  [
    'it begins anew after one that was taken',
    [...times(3, retry('channel')), taken, ...times(3, retry('channel'))],
    [
      [2, 'down', 'channel.rate'],
      [6, 'down', 'channel.rate'],
    ],
  ],
])('%s', (_, calls, wanted) => expect(news(...calls)).toEqual(wanted));

test('a call of which one target was taken is no failure', () => {
  const run = createFailureRun();
  for (let n = 0; n < 5; n++) expect(run.hear([retry('channel'), taken], n)).toBe('taken');
});

test('every later call says which trouble it is part of, and since when', () => {
  const run = createFailureRun();
  for (const at of [0, 1]) expect(run.hear([retry('channel')], at)).toBeNull();
  const trouble = { state: 'down', since: 2, code: 'channel.rate', detail: '429' };
  expect(run.hear([retry('channel')], 2)).toEqual({ trouble, isNews: true });
  expect(run.hear([refused], 3)).toEqual({ trouble, isNews: false });
  expect(run.hear([retry('channel')], 4)).toEqual({ trouble, isNews: false });
});
