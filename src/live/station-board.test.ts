import { expect, test } from '@jest/globals';
import type { StationState } from '../domain/channel.js';
import type { RadioStation } from '../domain/town.js';
import { stationBoard } from './station-board.js';

const known = ['S01', 'S02', 'S03', 'S04', 'S05'].map((id) => ({ id, name: `${id} 名` }) as RadioStation);
const said = (target: string, more: Partial<StationState> = {}): StationState => ({
  ...{ target, group: 'east', battery: 'good', lastPollAt: 7, answers: true, seconds: 12.5 },
  ...more,
});

test('what an officer must mend stands first: what the gateway lacks, what is silent, what runs out of power', () => {
  const board = stationBoard(known, [
    said('S01'),
    said('S02', { battery: 'low' }),
    said('S03', { answers: false, battery: null }),
    said('S05', { answers: null, battery: null, lastPollAt: null }),
    said('S99'),
  ]);
  expect(board.map(({ id, state, battery }) => [id, state, battery])).toEqual([
    ['S04', 'missing', null],
    ['S03', 'silent', null],
    ['S02', 'answers', 'low'],
    ['S01', 'answers', 'good'],
    ['S05', 'unasked', null],
    ['S99', 'answers', 'good'],
  ]);
  expect(board.find(({ id }) => id === 'S01')).toEqual({
    ...{ id: 'S01', name: 'S01 名', state: 'answers', group: 'east' },
    ...{ battery: 'good', lastPollAt: 7, seconds: 12.5 },
  });
  expect(board.find(({ id }) => id === 'S99')?.name).toBe('S99');
});
