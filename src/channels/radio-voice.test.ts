import { expect, test } from '@jest/globals';
import type { Channel } from '../domain/channel.js';
import { createRadioVoice } from './radio-voice.js';

const radio = (readVoice: () => Promise<boolean | null>) =>
  [{ id: 'radio', readVoice }] as unknown as readonly Channel[];

test.each([
  [true, false],
  [false, true],
  [null, true],
])('a gateway that says %p of its voice: sound is needed %p', async (speaks, needed) => {
  const voice = createRadioVoice(radio(() => Promise.resolve(speaks)));
  expect(await voice.askNeedsSound()).toBe(needed);
  expect(voice.needsSound()).toBe(needed);
});

test('what it said last stands while it cannot be asked, and what it says next counts', async () => {
  const said: (boolean | null)[] = [true, null, false];
  const voice = createRadioVoice(radio(() => Promise.resolve(said.shift() ?? null)));
  expect(voice.needsSound()).toBe(true);
  expect([await voice.askNeedsSound(), await voice.askNeedsSound()]).toEqual([false, true]);
});

test('a gateway that never answers is waited for two seconds, and counts as one without a voice', async () => {
  const voice = createRadioVoice(radio(() => new Promise(() => undefined)));
  expect(await voice.askNeedsSound()).toBe(true);
}, 4000);

test('a hub without a radio needs no sound', async () => {
  expect(await createRadioVoice([]).askNeedsSound()).toBe(false);
});
