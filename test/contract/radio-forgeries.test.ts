import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { generateKeyPairSync, randomInt, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemory, type Memory } from '../../src/radio-gateway/memory.js';
import type { Exchange } from '../../src/radio-gateway/exchange.js';
import type { RadioCommand } from '../../src/wire/radio.js';
import {
  again,
  hubKeys,
  keyId,
  radioCommand,
  signedCommand,
  signedUpload,
  testGateway,
  toneWav,
  type TestGateway,
} from '../support/radio.js';

jest.setTimeout(180_000);

/** CI sends 10⁵, in some 20 s; elsewhere fewer of the kinds that only repeat themselves. */
const whole = process.env['CI'] !== undefined;
const share = whole ? 12_500 : 1_500;
const stranger = generateKeyPairSync('ed25519').privateKey;
const retired = generateKeyPairSync('ed25519');

let folder: string;
let gateway: TestGateway;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'radio-forgeries-'));
  gateway = testGateway({ memory: fastMemory() });
});
afterEach(async () => {
  gateway.close();
  await rm(folder, { recursive: true, force: true });
});

/** In memory, so that what is measured is the refusing. */
const fastMemory = (): Memory => openMemory(null, Date.now);

/** A genuine start whose prepare the gateway took: one correct copy of it would sound. */
function armed(on: TestGateway): RadioCommand {
  const prepare = radioCommand('prepare', { script: shortScript, textDigest: shortDigest });
  if (on.tell(prepare).status !== 200) throw new Error('the genuine prepare was refused');
  return again(prepare, 'start');
}
const shortScript: RadioCommand['script'] = {
  chime: 'none',
  siren: 'none',
  repeat: 1,
  lines: [{ language: 'ja', text: '訓練。', reading: 'くんれん。' }],
};
const shortDigest = radioCommand('prepare', { script: shortScript }).textDigest;

/** Sends them all; gives how many were taken. */
function taken(on: TestGateway, forgeries: Iterable<Exchange>): { sent: number; accepted: number } {
  let [sent, accepted] = [0, 0];
  for (const forgery of forgeries) {
    sent += 1;
    if (on.answer(forgery).status === 200) accepted += 1;
  }
  return { sent, accepted };
}

const withBytes = (genuine: Exchange, bytes: Buffer): Exchange => ({
  ...genuine,
  body: bytes.toString('utf8'),
});
const withSignature = (genuine: Exchange, signature: string): Exchange => ({
  ...genuine,
  headers: { ...genuine.headers, 'x-todoku-signature': signature },
});

/** Every single bit of the body, of the signature, of its base64 spelling, and of the key's name. */
function* bitFlips(genuine: Exchange): Generator<Exchange> {
  const body = Buffer.from(genuine.body);
  for (const bytes of flipped(body)) yield withBytes(genuine, bytes);
  const spelling = String(genuine.headers['x-todoku-signature']);
  for (const bytes of flipped(Buffer.from(spelling, 'base64')))
    yield withSignature(genuine, bytes.toString('base64'));
  for (const bytes of flipped(Buffer.from(spelling))) yield withSignature(genuine, bytes.toString('latin1'));
  for (const bytes of flipped(Buffer.from(keyId)))
    yield { ...genuine, headers: { ...genuine.headers, 'x-todoku-key': bytes.toString('latin1') } };
}
function* flipped(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield copy;
  }
}
/** Cut short at every byte, and with something behind. */
function* truncations(genuine: Exchange): Generator<Exchange> {
  const body = Buffer.from(genuine.body);
  for (let length = 0; length < body.length; length += 1) yield withBytes(genuine, body.subarray(0, length));
  for (const more of [' ', '\n', '{}', '\u0000']) yield { ...genuine, body: genuine.body + more };
}
function* signedBy(key: KeyObject, name: string, make: () => RadioCommand, count = share) {
  for (let n = 0; n < count; n += 1) yield signedCommand({ ...make(), keyId: name }, key);
}
function* repeated(make: () => Exchange, count = share): Generator<Exchange> {
  for (let n = 0; n < count; n += 1) yield make();
}

describe('forgeries', () => {
  test('of 10⁵ none is taken, nothing sounds, and the genuine command still does', () => {
    const genuine = armed(gateway);
    const copy = signedCommand(genuine);
    // Genuine transmissions that were overtaken: their sequences lie below what the gateway has seen.
    const overtaken = Array.from({ length: 400 }, () => signedCommand(again(genuine, 'start')));
    const last = armed(gateway);
    const heard = signedCommand(again(last, 'stop'));
    expect(gateway.answer(heard).status).toBe(200);
    const skewed = () => again(genuine, 'start', { issuedAt: Date.now() + skew() });
    const kinds: Readonly<Record<string, Iterable<Exchange>>> = {
      'bit flips': bitFlips(copy),
      'bit flips of a stop': bitFlips(heard),
      truncations: truncations(copy),
      replays: repeated(() => heard),
      reordered: repeated(() => overtaken[randomInt(overtaken.length)] ?? copy),
      'an old key': signedBy(retired.privateKey, 'hub-0', () => again(genuine, 'start')),
      'a stranger’s key': signedBy(stranger, keyId, () => again(genuine, 'start')),
      skew: signedBy(hubKeys.privateKey, keyId, skewed),
      'another door': repeated(() => ({
        ...signedCommand(again(genuine, 'prepare')),
        path: '/radio/v1/start',
      })),
      uploads: repeated(() => signedUpload(tone, { issuedAt: Date.now() + skew() })),
    };
    const result = Object.entries(kinds).map(
      ([kind, forgeries]) => [kind, taken(gateway, forgeries)] as const,
    );
    expect(result.filter(([, { accepted }]) => accepted > 0)).toEqual([]);
    expect(result.reduce((sum, [, { sent }]) => sum + sent, 0)).toBeGreaterThanOrEqual(
      whole ? 100_000 : 20_000,
    );
    expect(gateway.driver.asked).toHaveLength(0);
    expect(gateway.tell(again(genuine, 'start')).status).toBe(200);
    expect(gateway.driver.asked).toHaveLength(1);
  });

  test('nor any of a whole day after a reboot', () => {
    const journal = join(folder, 'journal.jsonl');
    gateway.close();
    gateway = testGateway({ journal });
    const seen: Exchange[] = [];
    for (let n = 0; n < 100; n += 1) {
      const start = armed(gateway);
      for (const command of [start, again(start, 'stop')]) {
        const sent = signedCommand(command);
        seen.push(sent);
        expect(gateway.answer(sent).status).toBe(200);
      }
    }
    gateway.close();
    gateway = testGateway({ journal });
    expect(taken(gateway, seen)).toEqual({ sent: 200, accepted: 0 });
    expect(gateway.driver.asked).toHaveLength(0);
  });
});

const tone = toneWav(0.1);
/** Beyond the window of two minutes, either way. */
const skew = (): number => (randomInt(2) === 0 ? -1 : 1) * (121_000 + randomInt(10_000_000));

describe('control: a gateway without one of its guards takes such forgeries', () => {
  test('with the old key still among its own', () => {
    const open = testGateway({
      settings: {
        hubKeys: new Map([
          [keyId, hubKeys.publicKey],
          ['hub-0', retired.publicKey],
        ]),
      },
    });
    const forged = signedBy(retired.privateKey, 'hub-0', () => again(armed(open), 'start'), 5);
    expect(taken(open, forged).accepted).toBe(5);
    open.close();
  });

  test('with no memory of sequences and nonces', () => {
    const memory = openMemory(null, Date.now);
    const open = testGateway({ memory: { ...memory, lastSequence: () => 0, hasNonce: () => false } });
    const copy = signedCommand(armed(open));
    expect(
      taken(
        open,
        repeated(() => copy, 5),
      ).accepted,
    ).toBe(5);
    open.close();
  });

  test('with a clock that believes every command', () => {
    let at = Date.now();
    const open = testGateway({ now: () => at });
    const genuine = armed(open);
    at += 600_000;
    const old = signedCommand(again(genuine, 'start'));
    expect(open.answer({ ...old }).status).toBe(422);
    at -= 600_000;
    expect(open.answer(old).status).toBe(200);
    open.close();
  });

  test('with its journal lost in the reboot', () => {
    const copy = signedCommand(radioCommand('prepare'));
    for (let boot = 0; boot < 3; boot += 1) {
      const open = testGateway();
      expect(open.answer(copy).status).toBe(200);
      open.close();
    }
  });
});
