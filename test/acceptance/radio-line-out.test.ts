import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Outcome } from '../../src/domain/channel.js';
import { mintCertificates } from '../../src/virtual-town/certificates.js';
import { until } from '../support/hub.js';
import {
  channelTo,
  orderOf,
  startGatewayProcess,
  writeGatewayConfig,
  type GatewayProcess,
} from '../support/radio-gateway-process.js';
import { toneWav } from '../support/radio.js';

jest.setTimeout(60_000);

/** Half a second of siren, then a second of words. */
const wav = Buffer.from(toneWav(1.5));
const sound = wav.subarray(44);

let folder: string;
let certificates: Awaited<ReturnType<typeof mintCertificates>>;
let gateway: GatewayProcess;
let pipe: string;
let readers: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'radio-line-out-'));
  certificates = await mintCertificates();
  pipe = join(folder, 'line-out');
  execFileSync('mkfifo', [pipe]);
  await writeFile(join(folder, 'cert.pem'), certificates.cert);
  await writeFile(join(folder, 'key.pem'), certificates.key);
  const configFile = await writeGatewayConfig(folder, {
    http: {
      ...{ host: '127.0.0.1', port: 0 },
      tls: { cert: { file: 'cert.pem' }, key: { file: 'key.pem' } },
    },
    gain: { normal: 0, maximum: 0 },
    groups: [{ id: 'east', stations: ['st-01'] }],
    driver: { kind: 'line-out', to: { pipe: 'line-out' } },
  });
  gateway = await startGatewayProcess(configFile);
});
afterEach(async () => {
  for (const reader of readers) reader.kill('SIGKILL');
  readers = [];
  await gateway.kill();
  await rm(folder, { recursive: true, force: true });
});

/** A program that plays the pipe until its end, as aplay does: what it got so far, and whether it still reads. */
function startReader(): {
  readonly heard: () => Buffer;
  readonly reads: () => boolean;
  end(): Promise<void>;
} {
  const child = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
  readers.push(child);
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  return {
    heard: () => Buffer.concat(pieces),
    reads: () => child.exitCode === null,
    async end() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

/** Over TLS without asking whose certificate it is: the gateway's own word. */
async function stateOf(commandId: string): Promise<{ state: string; by: string | null }> {
  const request = get(`${gateway.url}/radio/v1/commands/${commandId}`, { rejectUnauthorized: false });
  const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
  return JSON.parse(await text(response)) as { state: string; by: string | null };
}

/** Says it, and how it ended; null where the gateway did not take it. */
async function say(ca: string): Promise<{ outcome: Outcome | undefined; state: string; by: string | null }> {
  const order = orderOf(wav, 0.5, ['st-01']);
  const channel = channelTo(gateway.url, wav, ca);
  try {
    const [outcome] = await channel.send(order, AbortSignal.timeout(10_000));
    if (outcome?.result !== 'accepted') return { outcome, state: 'never', by: null };
    const over = await until(async () => {
      const found = await stateOf(order.key);
      return ['queued', 'playing'].includes(found.state) ? null : found;
    });
    return { outcome, ...over };
  } finally {
    await channel.close?.();
  }
}

test('a hub and a gateway that speak TLS: siren and words come out of the pipe whole, broadcast after broadcast', async () => {
  expect(gateway.url).toMatch(/^https:/);
  const reader = startReader();
  expect(await say(certificates.ca)).toMatchObject({ state: 'done', by: null });
  await until(() => Promise.resolve(reader.heard().length >= sound.length ? true : null));
  expect(reader.heard().equals(sound)).toBe(true);
  // A reader that was told the end would be gone, and the words with it.
  expect(reader.reads()).toBe(true);
  expect(await say(certificates.ca)).toMatchObject({ state: 'done' });
  await until(() => Promise.resolve(reader.heard().length >= 2 * sound.length ? true : null));
  expect(reader.heard().equals(Buffer.concat([sound, sound]))).toBe(true);
});

test('a reader that went and came back is found again; with none the broadcast is interrupted, and says why', async () => {
  const first = startReader();
  expect(await say(certificates.ca)).toMatchObject({ state: 'done' });
  await first.end();
  expect(await say(certificates.ca)).toMatchObject({ state: 'interrupted', by: 'driver' });
  const second = startReader();
  expect(await say(certificates.ca)).toMatchObject({ state: 'done' });
  await until(() => Promise.resolve(second.heard().length >= sound.length ? true : null));
  expect(second.heard().equals(sound)).toBe(true);
});

test('a gateway that shows a certificate of somebody else is told nothing', async () => {
  const stranger = await mintCertificates();
  const reader = startReader();
  const { outcome, state } = await say(stranger.ca);
  expect(outcome).toMatchObject({ result: 'retry', why: { at: 'channel' } });
  expect(state).toBe('never');
  expect(reader.heard()).toHaveLength(0);
});
