import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync, randomInt, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { radioCommandBody, radioScriptDigestInput } from '../../src/formats/radio-command.js';
import { newId } from '../../src/platform/id.js';
import { randomToken, sha256 } from '../../src/platform/digest.js';
import type { RadioAction, RadioCommand } from '../../src/wire/radio.js';
import { wellKnownSchema, type DrillCredentials } from '../../src/wire/virtual-town.js';
import { startTestTown, testScript, type TestTown } from '../support/virtual-town.js';

interface Sent {
  readonly path: string;
  readonly body: Buffer;
  readonly signature: string;
  readonly keyId: string;
}

let town: TestTown;
let radio: DrillCredentials['radio'];
let sequence = 0;
const expiresAt = Date.now() + 3_600_000;

async function credentialsOf(url: string): Promise<DrillCredentials['radio']> {
  const answer = await request(`${url}/.well-known/virtual-town`);
  return wellKnownSchema.parse(await answer.body.json()).credentials.radio;
}
beforeAll(async () => {
  town = await startTestTown();
  radio = await credentialsOf(town.url);
});
beforeEach(() => town.ledger.clear());
afterAll(() => town.close());

function command(action: RadioAction, changes: Partial<RadioCommand> = {}): RadioCommand {
  sequence = Math.max(sequence + 1, Date.now() * 1000);
  return {
    protocol: 'todoku-radio/2',
    action,
    gatewayId: radio.gatewayId,
    keyId: radio.hubKeyId,
    commandId: newId(),
    sequence,
    nonce: randomToken(18),
    issuedAt: Date.now(),
    alertId: newId(),
    versionId: newId(),
    status: 'Exercise',
    urgency: 4,
    expiresAt,
    stations: ['st-01'],
    volume: 'maximum',
    script: { ...testScript, lines: [...testScript.lines] },
    textDigest: sha256(radioScriptDigestInput(testScript)),
    audio: null,
    ...changes,
  };
}
const sameAs = ({ commandId, versionId, alertId }: RadioCommand) => ({ commandId, versionId, alertId });
function signed(
  value: RadioCommand,
  key = radio.hubPrivateKey,
  body = Buffer.from(radioCommandBody(value)),
): Sent {
  return {
    path: `/radio/v1/${value.action}`,
    body,
    signature: sign(null, body, key).toString('base64'),
    keyId: radio.hubKeyId,
  };
}
async function transmit(
  { path, body, signature, keyId }: Sent,
  url = town.url,
): Promise<{ status: number; code: string }> {
  const headers = {
    'content-type': 'application/json',
    'x-todoku-signature': signature,
    'x-todoku-key': keyId,
  };
  const answer = await request(`${url}${path}`, { method: 'POST', headers, body });
  const value = (await answer.body.json()) as { code?: string };
  return { status: answer.statusCode, code: value.code ?? '' };
}
const flip = (bytes: Buffer): Buffer => {
  const flipped = Buffer.from(bytes);
  const at = randomInt(flipped.length);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << randomInt(8));
  return flipped;
};

/** Each takes a genuine, prepared broadcast and makes something of it that must not start. */
const forgeries: readonly ((genuine: RadioCommand) => Sent)[] = [
  (genuine) => ({ ...signed(genuine), body: flip(Buffer.from(radioCommandBody(genuine))) }),
  (genuine) => {
    const sent = signed(genuine);
    return { ...sent, signature: flip(Buffer.from(sent.signature, 'base64')).toString('base64') };
  },
  (genuine) =>
    signed(
      genuine,
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ),
  (genuine) => ({ ...signed(genuine), keyId: 'hub-old' }),
  (genuine) => signed({ ...genuine, issuedAt: Date.now() - 120_001 - randomInt(1_000_000) }),
  (genuine) => signed({ ...genuine, issuedAt: Date.now() + 125_000 + randomInt(1_000_000) }),
  (genuine) => signed({ ...genuine, sequence: genuine.sequence - 10_000_000 - randomInt(1000) }),
  (genuine) => signed({ ...genuine, gatewayId: 'another-gateway' }),
  (genuine) => signed({ ...genuine, stations: ['st-01', 'st-99'] }),
  (genuine) => signed({ ...genuine, stations: ['all'] }),
  (genuine) => signed({ ...genuine, textDigest: sha256(String(randomInt(1e9))) }),
  (genuine) => signed({ ...genuine, script: { ...genuine.script, repeat: 9 } }),
  (genuine) => signed({ ...genuine, commandId: newId() }),
  (genuine) => ({ ...signed({ ...genuine, action: 'prepare' }), path: '/radio/v1/start' }),
  (genuine) => signed(genuine, radio.hubPrivateKey, Buffer.from(` ${radioCommandBody(genuine)}`)),
];

describe('a radio gateway', () => {
  test('starts none of 200 forged, changed, stale or foreign commands', async () => {
    for (let round = 0; round < 200; round += 1) {
      const prepared = command('prepare');
      expect(await transmit(signed(prepared))).toMatchObject({ status: 200 });
      const genuine = command('start', sameAs(prepared));
      const forge = forgeries[round % forgeries.length];
      if (forge === undefined) throw new Error('no forgery');
      const { status } = await transmit(forge(genuine));
      expect({ forgery: round % forgeries.length, accepted: status === 200 }).toEqual({
        forgery: round % forgeries.length,
        accepted: false,
      });
    }
    expect(town.ledger.size).toBe(0);
  });

  test('starts the genuine command, and refuses the very same bytes again', async () => {
    const prepared = command('prepare');
    await transmit(signed(prepared));
    const start = signed(command('start', sameAs(prepared)));
    expect(await transmit(start)).toMatchObject({ status: 200 });
    expect(town.ledger.size).toBe(1);
    expect(await transmit(start)).toEqual({ status: 409, code: 'radio.replay' });
    expect(town.ledger.size).toBe(1);
  });

  test('bars a start that arrives after the stop of the same broadcast', async () => {
    const prepared = command('prepare');
    const same = sameAs(prepared);
    await transmit(signed(prepared));
    expect(await transmit(signed(command('stop', same)))).toMatchObject({ status: 200 });
    await transmit(signed(command('start', same)));
    expect(town.ledger.size).toBe(0);
  });
});

test('a gateway that was switched off and on refuses what it had taken, and says nothing twice', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'virtual-town-'));
  try {
    const first = await startTestTown({ dataDir });
    radio = await credentialsOf(first.url);
    const prepared = command('prepare');
    const same = sameAs(prepared);
    const start = signed(command('start', same));
    await transmit(signed(prepared), first.url);
    expect(await transmit(start, first.url)).toMatchObject({ status: 200 });
    await first.close();

    const second = await startTestTown({ dataDir });
    expect(await credentialsOf(second.url)).toEqual(radio);
    expect(await transmit(start, second.url)).toEqual({ status: 409, code: 'radio.replay' });
    await transmit(signed(command('prepare', same)), second.url);
    expect(await transmit(signed(command('start', same)), second.url)).toMatchObject({ status: 200 });
    expect(second.ledger.entries({ provider: 'radio' })).toHaveLength(1);
    await second.close();
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
