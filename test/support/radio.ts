/** A radio gateway in this process with loudspeakers that a test holds in its hand, and commands signed for it. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  radioCommandBody,
  radioScriptDigestInput,
  radioUploadInput,
} from '../../src/formats/radio-command.js';
import { writeWav } from '../../src/formats/wav.js';
import { newId } from '../../src/platform/id.js';
import { randomToken, sha256 } from '../../src/platform/digest.js';
import { openAudioStore } from '../../src/radio-gateway/audio-store.js';
import type { Part, PartEnd, RadioDriver } from '../../src/radio-gateway/driver.js';
import type { Exchange } from '../../src/radio-gateway/exchange.js';
import { createGateway, type Gateway } from '../../src/radio-gateway/gateway.js';
import { openMemory, type Memory } from '../../src/radio-gateway/memory.js';
import type { GatewaySettings } from '../../src/radio-gateway/settings.js';
import {
  radioProtocol,
  type RadioAction,
  type RadioCommand,
  type RadioCommandStatus,
} from '../../src/wire/radio.js';
import { testScript } from './virtual-town.js';

export const hubKeys = generateKeyPairSync('ed25519');
export const gatewayKeys = generateKeyPairSync('ed25519');
export const gatewayId = 'test-gateway';
export const keyId = 'hub-1';

/** One stretch of sound that a driver was asked for; the test says when and how it ends. */
export interface Asked {
  readonly part: Part;
  readonly at: number;
  ended: PartEnd['result'] | null;
  finish(result?: PartEnd['result'], seconds?: number): Promise<void>;
}

export interface TestDriver extends RadioDriver {
  readonly asked: Asked[];
  /** What sounds now. */
  sounding(): readonly Asked[];
}

/** Lets what follows from the end of a part happen. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function testDriver(more: Partial<RadioDriver> = {}): TestDriver {
  const asked: Asked[] = [];
  return {
    speaks: true,
    lines: 1,
    play(part) {
      const { promise, resolve } = Promise.withResolvers<PartEnd>();
      const one: Asked = {
        part,
        at: asked.length,
        ended: null,
        finish: (result = 'played', seconds = part.seconds) => {
          one.ended ??= result;
          resolve({ result, seconds });
          return settled();
        },
      };
      asked.push(one);
      return { done: promise, stop: () => void one.finish('stopped', 1) };
    },
    close: () => undefined,
    ...more,
    asked,
    sounding: () => asked.filter(({ ended }) => ended === null),
  };
}

export interface TestGateway extends Gateway {
  readonly driver: TestDriver;
  readonly memory: Memory;
  /** Sends a signed command and gives status and body. */
  tell(command: RadioCommand): { status: number; body: RadioCommandStatus & { code?: string } };
  /** Prepares and starts. */
  say(changes?: Partial<RadioCommand>): { command: RadioCommand; status: number };
  state(commandId: string): RadioCommandStatus;
  upload(wav: Uint8Array): number;
}

export const groups = [
  { id: 'east', stations: ['st-01', 'st-02'] },
  { id: 'west', stations: ['st-03'] },
];

export interface TestGatewayOptions {
  readonly settings?: Partial<GatewaySettings>;
  readonly driver?: TestDriver;
  readonly memory?: Memory;
  /** Of the journal; in memory without. */
  readonly journal?: string;
  readonly now?: () => number;
  /** The time of day; `now` without. */
  readonly wall?: () => number;
}

export function testGateway(options: TestGatewayOptions = {}): TestGateway {
  const now = options.now ?? Date.now;
  const driver = options.driver ?? testDriver();
  const memory = options.memory ?? openMemory(options.journal ?? null, now);
  const gateway = createGateway({
    settings: {
      gatewayId,
      accepts: ['Actual', 'Exercise'],
      hubKeys: new Map([[keyId, hubKeys.publicKey]]),
      privateKey: gatewayKeys.privateKey,
      groups,
      speechAtOnce: false,
      siren: () => ({ seconds: 15, samples: null }),
      mostSeconds: 3600,
      ...options.settings,
    },
    memory,
    audio: openAudioStore(null),
    driver,
    now,
    ...(options.wall !== undefined && { wall: options.wall }),
  });
  const tell = (command: RadioCommand) => {
    const { status, body } = gateway.answer(signedCommand(command));
    return { status, body: JSON.parse(body) as RadioCommandStatus & { code?: string } };
  };
  const read = (commandId: string): RadioCommandStatus =>
    JSON.parse(
      gateway.answer({ method: 'GET', path: `/radio/v1/commands/${commandId}`, headers: {}, body: '' }).body,
    ) as RadioCommandStatus;
  return {
    ...gateway,
    driver,
    memory,
    tell,
    say: (changes) => {
      const command = radioCommand('prepare', changes);
      const prepared = tell(command);
      if (prepared.status !== 200) return { command, status: prepared.status };
      return { command, status: tell(again(command, 'start')).status };
    },
    state: read,
    upload: (wav) => gateway.answer(signedUpload(wav)).status,
  };
}

let sequence = Date.now() * 1000;

/** A fresh transmission of the same command. */
export const again = (command: RadioCommand, action: RadioAction, changes: Partial<RadioCommand> = {}) => ({
  ...command,
  action,
  sequence: (sequence += 1),
  nonce: randomToken(18),
  issuedAt: Date.now(),
  ...changes,
});

export function radioCommand(action: RadioAction, changes: Partial<RadioCommand> = {}): RadioCommand {
  const { chime, siren, repeat, lines } = testScript;
  const script = changes.script ?? { chime, siren, repeat, lines: [...lines] };
  return {
    protocol: radioProtocol,
    action,
    gatewayId,
    keyId,
    commandId: newId(),
    sequence: (sequence += 1),
    nonce: randomToken(18),
    issuedAt: Date.now(),
    alertId: newId(),
    versionId: newId(),
    status: 'Exercise',
    urgency: 4,
    expiresAt: Date.now() + 3_600_000,
    stations: groups.flatMap(({ stations }) => stations),
    volume: 'maximum',
    script,
    textDigest: sha256(radioScriptDigestInput(script)),
    audio: null,
    ...changes,
  };
}

/** A request as it arrives, signed with a key. */
export function signedCommand(
  command: RadioCommand,
  key: KeyObject | string = hubKeys.privateKey,
  body = radioCommandBody(command),
): Exchange {
  return {
    method: 'POST',
    path: `/radio/v1/${command.action}`,
    headers: {
      'x-todoku-key': command.keyId,
      'x-todoku-signature': sign(null, Buffer.from(body), key).toString('base64'),
    },
    body,
  };
}

export function signedUpload(
  wav: Uint8Array,
  { digest = sha256(wav), issuedAt = Date.now(), key = hubKeys.privateKey } = {},
): Exchange {
  const input = radioUploadInput({ gatewayId, keyId, sha256: digest, issuedAt });
  return {
    method: 'PUT',
    path: `/radio/v1/audio/${digest}`,
    headers: {
      'x-todoku-key': keyId,
      'x-todoku-issued-at': String(issuedAt),
      'x-todoku-signature': sign(null, Buffer.from(input), key).toString('base64'),
    },
    body: '',
    bytes: wav,
  };
}

/** A tone of so many seconds at so many hertz, 16 kHz, a third of full scale. */
export function toneWav(seconds: number, hertz = 440): Uint8Array {
  const samples = Int16Array.from({ length: Math.round(seconds * 16_000) }, (_, i) =>
    Math.round(11_000 * Math.sin((2 * Math.PI * hertz * i) / 16_000)),
  );
  return writeWav({ sampleRate: 16_000, samples });
}
