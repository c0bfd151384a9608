import { afterEach, expect, test } from '@jest/globals';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRadioChannel } from '../../src/channels/radio.js';
import type { RadioCommand } from '../../src/wire/radio.js';
import { testOrder } from '../support/virtual-town.js';

const pem = (key: KeyObject, type: 'pkcs8' | 'spki'): string =>
  key.export({ type, format: 'pem' }).toString();
const hub = generateKeyPairSync('ed25519');
const gateway = generateKeyPairSync('ed25519');
let server: Server | null = null;
afterEach(
  () => new Promise<void>((resolve) => (server === null ? resolve() : void server.close(() => resolve()))),
);

/** A gateway that reads back what `distort` makes of a command; gives what it was asked to do. */
async function sendThrough(distort: (command: RadioCommand) => object, key: KeyObject = gateway.privateKey) {
  const asked: string[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(request.url ?? '');
      const answer = JSON.stringify(distort(JSON.parse(body) as RadioCommand));
      response.writeHead(200, {
        'x-todoku-signature': sign(null, Buffer.from(answer), key).toString('base64'),
      });
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const channel = createRadioChannel({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    gatewayId: 'g',
    keyId: 'k',
    privateKey: pem(hub.privateKey, 'pkcs8'),
    gatewayPublicKey: pem(gateway.publicKey, 'spki'),
  });
  const [outcome] = await channel.send(testOrder('radio'), AbortSignal.timeout(5000));
  await channel.close?.();
  return { outcome, asked };
}

const readback = ({ commandId, stations, textDigest, audio, script, volume, nonce }: RadioCommand) => ({
  commandId,
  stations,
  textDigest,
  audioDigest: audio?.sha256 ?? null,
  siren: script.siren,
  volume,
  seconds: 9,
  heldBy: null,
  inReplyTo: nonce,
});

test.each([
  [
    'one station more',
    (command: RadioCommand) => ({ ...readback(command), stations: [...command.stations, 'st-02'] }),
  ],
  ['another station', (command: RadioCommand) => ({ ...readback(command), stations: ['st-02'] })],
  ['no station', (command: RadioCommand) => ({ ...readback(command), stations: [] })],
  ['another text', (command: RadioCommand) => ({ ...readback(command), textDigest: 'f'.repeat(64) })],
  ['another sound file', (command: RadioCommand) => ({ ...readback(command), audioDigest: 'f'.repeat(64) })],
  ['another siren', (command: RadioCommand) => ({ ...readback(command), siren: 'none' })],
  [
    'the siren elsewhere',
    (command: RadioCommand) => ({ ...readback(command), sirenStations: [...command.stations, 'st-02'] }),
  ],
  [
    'no words and the siren elsewhere',
    (command: RadioCommand) => ({ ...readback(command), stations: [], sirenStations: ['st-02'] }),
  ],
  ['another loudness', (command: RadioCommand) => ({ ...readback(command), volume: 'normal' })],
])('a readback with %s starts nothing', async (_, distort) => {
  const { outcome, asked } = await sendThrough(distort);
  expect(outcome).toMatchObject({ result: 'refused', why: { at: 'call', code: 'radio.readback-mismatch' } });
  expect(asked).toEqual(['/radio/v1/prepare']);
});

test('control: a faithful readback is followed by the start', async () => {
  const { asked } = await sendThrough(readback);
  expect(asked).toEqual(['/radio/v1/prepare', '/radio/v1/start']);
});

test('a readback of the siren alone is followed by the start where there is no sound file: a siren beats silence', async () => {
  const { asked } = await sendThrough((command) => ({
    ...readback(command),
    stations: [],
    sirenStations: command.stations,
  }));
  expect(asked).toEqual(['/radio/v1/prepare', '/radio/v1/start']);
});

test('a readback that answers an earlier transmission starts nothing', async () => {
  const { outcome, asked } = await sendThrough((command) => ({
    ...readback(command),
    inReplyTo: 'an earlier nonce',
  }));
  expect(outcome).toMatchObject({ result: 'retry', why: { at: 'channel' } });
  expect(asked).toEqual(['/radio/v1/prepare']);
});

test('a readback that somebody else signed starts nothing', async () => {
  const { outcome, asked } = await sendThrough(readback, hub.privateKey);
  expect(outcome).toMatchObject({ result: 'retry', why: { at: 'channel' } });
  expect(asked).toEqual(['/radio/v1/prepare']);
});
