import { expect, test } from '@jest/globals';
import { createActKeys } from '../../web/console/api/act-keys.js';

type Act = readonly [method: string, path: string, body: string];
const open: Act = ['POST', '/shelters/E1/state', '{"state":"open"}'];
const close: Act = ['POST', '/shelters/E1/state', '{"state":"closed"}'];
const elsewhere: Act = ['POST', '/shelters/E2/state', '{"state":"open"}'];
const take: Act = ['POST', '/watch/take', '{}'];
const handOver: Act = ['POST', '/watch/hand-over', '{"note":"x"}'];
const entry: Act = ['POST', '/log', '{"text":"x"}'];
const another: Act = ['POST', '/log', '{"text":"y"}'];

const keysInTurn = () => {
  let n = 0;
  return createActKeys(() => `key ${++n}`);
};

test('an act keeps its key until it is known to be done, and another act has another', () => {
  const keys = keysInTurn();
  expect([open, close, open].map((act) => keys.keyFor(...act))).toEqual(['key 1', 'key 2', 'key 1']);
  keys.done(...open);
  expect(keys.keyFor(...open)).toBe('key 3');
});

test.each([
  ['a shelter that was closed meanwhile is opened anew', open, close],
  ['duty that was handed over meanwhile is taken anew', take, handOver],
] satisfies [string, Act, Act][])(
  '%s: an answer that was lost is not given to it',
  (_name, lost, meanwhile) => {
    const keys = keysInTurn();
    const first = keys.keyFor(...lost);
    keys.keyFor(...meanwhile);
    keys.done(...meanwhile);
    expect(keys.keyFor(...lost)).not.toBe(first);
  },
);

test.each([
  ['an entry', entry, another],
  ['what is done to one shelter', open, elsewhere],
  ['what is done to one shelter', open, ['GET', '/shelters/E1/state', '']],
] satisfies [string, Act, Act][])(
  '%s keeps its key whatever else was done or read meanwhile',
  (_name, lost, meanwhile) => {
    const keys = keysInTurn();
    const first = keys.keyFor(...lost);
    keys.done(...meanwhile);
    expect(keys.keyFor(...lost)).toBe(first);
  },
);
