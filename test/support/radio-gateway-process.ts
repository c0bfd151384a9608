/** The radio gateway as a process of its own, and the hub's channel to it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { createRadioChannel } from '../../src/channels/radio.js';
import type { Channel, SendOrder } from '../../src/domain/channel.js';
import { paths } from '../../src/platform/paths.js';
import { sha256 } from '../../src/platform/digest.js';
import { gatewayId, gatewayKeys, hubKeys, keyId } from './radio.js';
import { testOrder, testRendering, testScript } from './virtual-town.js';

export interface GatewayProcess {
  readonly url: string;
  readonly configFile: string;
  signal(name: NodeJS.Signals): void;
  /** kill −9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and waits. */
  end(): Promise<void>;
}

const pem = {
  hub: hubKeys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  own: gatewayKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

/** Writes a gateway's configuration with the test's keys into a folder. Returns the file. */
export async function writeGatewayConfig(folder: string, more: object): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'hub.pub.pem'), pem.hub);
  await writeFile(join(folder, 'own.pem'), pem.own);
  const file = join(folder, 'radio-gateway.yaml');
  const config = {
    gatewayId,
    accepts: ['Exercise'],
    http: { host: '127.0.0.1', port: 0 },
    hubKeys: [{ keyId, publicKey: { file: 'hub.pub.pem' } }],
    privateKey: { file: 'own.pem' },
    dataDir: 'data',
    logLevel: 'silent',
    ...more,
  };
  await writeFile(file, stringify(config));
  return file;
}

/** Runs a todoku command to its end, on the sources. */
const command = (args: readonly string[]) =>
  spawn(
    process.execPath,
    [
      '--import',
      join(paths.root, 'test/support/typescript.mjs'),
      join(paths.root, 'test/support/todoku.mjs'),
      ...args,
    ],
    { cwd: paths.root, stdio: ['ignore', 'pipe', 'pipe'] },
  );

export async function runTodoku(args: readonly string[]): Promise<{ code: number | null; words: string }> {
  const child = command(args);
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, words };
}

/** Starts the daemon and resolves when it listens. @throws Error with its words when it ends instead */
export async function startGatewayProcess(configFile: string): Promise<GatewayProcess> {
  const child = command(['radio-gateway', '--config', configFile]);
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const gone = once(child, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /is ready: {2}(\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('close', () => reject(new Error(`the gateway ended: ${words}`)));
  });
  const ended = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await gone;
  };
  return {
    url,
    configFile,
    signal: (name) => void child.kill(name),
    kill: () => ended('SIGKILL'),
    end: () => ended('SIGTERM'),
  };
}

/** The hub's side: the real channel, with a sound file at hand. */
export const channelTo = (url: string, wav: Buffer, ca?: string): Channel =>
  createRadioChannel({
    baseUrl: url,
    ...(ca !== undefined && { ca }),
    gatewayId,
    keyId,
    privateKey: hubKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    gatewayPublicKey: gatewayKeys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    readAudio: () => Promise.resolve(wav),
  });

/** An order whose sound file is this one, its first `sirenSeconds` the siren. */
export function orderOf(wav: Buffer, sirenSeconds: number, stations: readonly string[]): SendOrder {
  const seconds = (wav.length - 44) / 32_000;
  const audio = { sha256: sha256(wav), seconds, sirenSeconds };
  return testOrder('radio', {
    members: stations.map((target) => ({ deliveryId: target, target })),
    rendering: testRendering('radio', {
      radio: { ...testScript, siren: sirenSeconds > 0 ? 'evacuation' : 'none', audio },
    }),
  });
}

/** A command as the gateway tells of it. */
export async function stateOf(
  url: string,
  commandId: string,
): Promise<{ state: string; by: string | null; stations: { id: string; state: string; seconds: number }[] }> {
  return (await (await fetch(`${url}/radio/v1/commands/${commandId}`)).json()) as never;
}
