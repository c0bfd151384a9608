import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { copyFile, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { radioGatewayCheckCommand, radioGatewayStopCommand } from '../../src/cli/radio-gateway.js';
import type { Channel, Outcome, SendOrder } from '../../src/domain/channel.js';
import { ConfigError } from '../../src/platform/config-error.js';
import { toneWav } from '../support/radio.js';
import { until } from '../support/hub.js';
import {
  channelTo,
  orderOf,
  runTodoku,
  startGatewayProcess,
  stateOf,
  writeGatewayConfig,
  type GatewayProcess,
} from '../support/radio-gateway-process.js';

jest.setTimeout(60_000);

const wav = Buffer.from(toneWav(120));
let folder: string;
let configFile: string;
let gateway: GatewayProcess;
let channel: Channel | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'radio-gateway-'));
  configFile = await writeGatewayConfig(folder, {
    groups: [{ id: 'east', stations: ['st-01'] }],
    driver: { kind: 'line-out', to: { directory: 'out' } },
  });
  gateway = await startGatewayProcess(configFile);
  channel = channelTo(gateway.url, wav);
});
afterEach(async () => {
  await gateway.kill();
  await goAway();
  await rm(folder, { recursive: true, force: true });
});

/** The hub is gone; a second time it stays so. */
const goAway = async (): Promise<void> => {
  await channel?.close?.();
  channel = null;
};

const send = async (order: SendOrder): Promise<Outcome | undefined> =>
  (await channel?.send(order, AbortSignal.timeout(10_000)))?.[0];

/** Starts two minutes of sound; gives the command's id. */
async function saying(): Promise<string> {
  const order = orderOf(wav, 0, ['st-01']);
  expect(await send(order)).toMatchObject({ result: 'accepted' });
  expect((await stateOf(gateway.url, order.key)).state).toBe('playing');
  return order.key;
}
const files = async () => (await readdir(join(folder, 'out'))).filter((name) => name.endsWith('.wav'));
const ended = (commandId: string) =>
  until(async () => {
    const found = await stateOf(gateway.url, commandId);
    return found.state === 'playing' ? null : found;
  });

describe('with the hub dead', () => {
  test('the emergency stop of the command line silences it, and holds until it is taken off', async () => {
    const command = await saying();
    await goAway();
    expect(await runTodoku(['radio-gateway', 'stop', '--config', configFile])).toMatchObject({ code: 0 });
    expect(await ended(command)).toMatchObject({ state: 'stopped', by: 'emergency-stop' });
    channel = channelTo(gateway.url, wav);
    const order = orderOf(wav, 0, ['st-01']);
    expect(await send(order)).toMatchObject({
      result: 'retry',
      why: { at: 'channel', code: 'radio.halted' },
    });
    expect(await channel?.probe?.(AbortSignal.timeout(5000))).toMatchObject({ state: 'down' });
    expect(radioGatewayStopCommand(configFile, false, quiet)).toBe(0);
    await until(async () => ((await send(order))?.result === 'accepted' ? true : null));
  });

  test('so does a signal', async () => {
    const command = await saying();
    await goAway();
    gateway.signal('SIGUSR2');
    expect(await ended(command)).toMatchObject({ state: 'stopped', by: 'emergency-stop' });
  });
});

test('somebody who takes the line interrupts it, and is named', async () => {
  const command = await saying();
  await writeFile(join(folder, 'data', 'control', 'holder'), 'microphone\n');
  expect(await ended(command)).toMatchObject({ state: 'interrupted', by: 'microphone' });
  expect(await channel?.probe?.(AbortSignal.timeout(5000))).toEqual({
    state: 'degraded',
    detail: 'microphone',
  });
  expect(await channel?.poll?.([`${command}#st-01`])).toMatchObject([
    { state: 'interrupted', why: { code: 'radio.interrupted', detail: 'microphone' } },
  ]);
});

test('killed in the middle of a broadcast and started again, it plays nothing of it a second time', async () => {
  const order = orderOf(wav, 0, ['st-01']);
  await send(order);
  expect(await files()).toHaveLength(1);
  await gateway.kill();
  await goAway();
  gateway = await startGatewayProcess(configFile);
  channel = channelTo(gateway.url, wav);
  expect(await stateOf(gateway.url, order.key)).toMatchObject({ state: 'interrupted', by: 'reboot' });
  await send(order);
  expect(await files()).toHaveLength(1);
  // Control: another command sounds.
  await send(orderOf(wav, 0, ['st-01']));
  expect(await files()).toHaveLength(2);
});

test('a sound file past its days is gone at the next start; its command is still known, and plays no second time', async () => {
  const commandId = await saying();
  await goAway();
  await gateway.kill();
  const [name = ''] = await files();
  const young = name.replace('speech', 'siren');
  const path = join(folder, 'out', name);
  await copyFile(path, join(folder, 'out', young));
  const longAgo = new Date(Date.now() - 15 * 86_400_000);
  await utimes(path, longAgo, longAgo);
  gateway = await startGatewayProcess(configFile);
  expect(await files()).toEqual([young]);
  expect(await stateOf(gateway.url, commandId)).toMatchObject({ state: 'interrupted', by: 'reboot' });
});

test('a configuration is refused with every fault by path, and no value', async () => {
  const bad = await writeGatewayConfig(join(folder, 'bad'), {
    privateKey: { file: 'missing.pem' },
    hubKeys: [{ keyId: 'hub-1', publicKey: { file: 'radio-gateway.yaml' } }],
    groups: [{ id: 'east', stations: ['st-01'] }],
    driver: { kind: 'line-out', to: { directory: 'out' } },
  });
  const faults = await faultsOf(bad);
  expect(faults).toContain('privateKey: the file is missing or empty');
  expect(faults).toContain('hubKeys.0.publicKey: not an Ed25519 key in PEM');
  const twice = await writeGatewayConfig(join(folder, 'twice'), {
    groups: [
      { id: 'east', stations: ['st-01'] },
      { id: 'west', stations: ['st-01'] },
    ],
    driver: { kind: 'rtp', interface: '127.0.0.1' },
  });
  const more = await faultsOf(twice);
  expect(more).toContain('groups: a station stands in two groups');
  expect(more).toContain('groups.0.rtp: the RTP driver needs an address and a port');
});

const quiet = { out: () => undefined, err: () => undefined };
const faultsOf = (file: string): Promise<readonly string[]> =>
  radioGatewayCheckCommand(file, quiet).then(
    () => [],
    (error: unknown) => (error instanceof ConfigError ? error.faults : Promise.reject(error as Error)),
  );
