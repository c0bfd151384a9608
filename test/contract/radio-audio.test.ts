import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDrillChannels } from '../../src/channels/drill-channels.js';
import type { SendOrder } from '../../src/domain/channel.js';
import { sha256 } from '../../src/platform/digest.js';
import { toneWav } from '../support/radio.js';
import {
  startTestTown,
  testOrder,
  testRendering,
  testScript,
  type TestTown,
} from '../support/virtual-town.js';

const wav = Buffer.from(toneWav(2));
const digest = sha256(wav);
let town: TestTown;
let channels: ReturnType<typeof createDrillChannels>;
let asked = 0;
const open = (file: Buffer | null) =>
  createDrillChannels({
    virtualTown: { url: town.url },
    rates: {},
    readAudio: (sha) => {
      if (sha === digest) asked += 1;
      return Promise.resolve(file);
    },
  });
beforeEach(async () => {
  asked = 0;
  town = await startTestTown();
  channels = open(wav);
});
const closeChannels = () => Promise.all([...channels.values()].map((channel) => channel.close?.()));
afterEach(async () => {
  await closeChannels();
  await town.close();
});

const order = (seconds = 2): SendOrder => ({
  ...testOrder('radio'),
  rendering: testRendering('radio', {
    radio: { ...testScript, siren: 'none', audio: { sha256: digest, seconds } },
  }),
});
const send = async (one: SendOrder) =>
  (await channels.get('radio')?.send(one, AbortSignal.timeout(5000)))?.[0];

test('a broadcast with a sound file hands it over once, and sounds', async () => {
  expect(await send(order())).toMatchObject({ result: 'accepted' });
  const requests = town.ledger.summary().radio.requests;
  // Prepare, the file, prepare, start.
  expect(requests).toBe(4);
  expect(await send(order())).toMatchObject({ result: 'accepted' });
  expect(town.ledger.summary().radio.requests - requests).toBe(2);
  expect(asked).toBe(2);
});

test('a sound file that is gone from the hub does not silence the broadcast: the gateway gets the words', async () => {
  await closeChannels();
  channels = open(null);
  expect(await send(order())).toMatchObject({ result: 'accepted' });
  expect(town.ledger.entries({ provider: 'radio' })).toHaveLength(1);
});

test('a sound file of another length than was approved is refused, and nothing sounds', async () => {
  expect(await send(order(30))).toMatchObject({
    result: 'refused',
    why: { code: 'radio.refused', detail: 'radio.audio-mismatch' },
  });
  expect(town.ledger.entries({ provider: 'radio' })).toHaveLength(0);
});

test('a fault while the file is handed over is tried again: nothing had sounded', async () => {
  await town.setFault({ endpoint: 'radio', mode: '500', match: '/audio/' });
  expect(await send(order())).toMatchObject({ result: 'retry', why: { at: 'channel' } });
  await town.clearFaults();
  expect(await send(order())).toMatchObject({ result: 'accepted' });
});
