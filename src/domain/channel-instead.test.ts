import { expect, test } from '@jest/globals';
import { carriedChannelIds } from './channel.js';
import { insteadOf } from './channel-instead.js';

const all = (state: string) => new Map<string, string>(carriedChannelIds.map((id) => [id, state]));

test.each(carriedChannelIds)('%s has another in its place, never itself', (channel) => {
  const others = insteadOf(channel, all('up'));
  expect(others.length).toBeGreaterThan(0);
  expect(others).not.toContain(channel);
});

test('what is down or off itself is not proposed', () => {
  const states = new Map([...all('down'), ['manual', 'up']]);
  expect(insteadOf('radio', states)).toEqual(['manual']);
  expect(insteadOf('sms', states)).toEqual([]);
});

test('a channel that this hub does not carry has none', () =>
  expect(insteadOf('pigeon', all('up'))).toEqual([]));
