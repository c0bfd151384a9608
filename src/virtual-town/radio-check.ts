import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { refuse, type Refusal } from '../domain/refusal.js';
import { radioCommandBody, radioScriptDigestInput, radioTimeWindow } from '../formats/radio-command.js';
import { sha256 } from '../platform/digest.js';
import {
  radioCommandSchema,
  radioKeyHeader,
  radioSignatureHeader,
  type RadioAction,
  type RadioCommand,
} from '../wire/radio.js';
import type { Ask } from './exchange.js';
import type { Identity } from './identity.js';

const sequenceFile = z.object({ lastSequence: z.number().int().min(0) });

/** The highest sequence ever taken; written before a command acts, so that a reboot refuses replays too (R13). */
export function openSequence(dataDir: string | null): { last(): number; advance(to: number): void } {
  const path = dataDir === null ? null : join(dataDir, 'radio-sequence.json');
  let last = path === null ? 0 : readSequence(path);
  return {
    last: () => last,
    advance: (to) => {
      last = to;
      if (path === null || dataDir === null) return;
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify({ lastSequence: to }));
      renameSync(`${path}.new`, path);
    },
  };
}

function readSequence(path: string): number {
  try {
    return sequenceFile.parse(JSON.parse(readFileSync(path, 'utf8'))).lastSequence;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

interface CheckParts {
  readonly identity: Identity;
  readonly stations: ReadonlySet<string>;
  readonly sequence: ReturnType<typeof openSequence>;
  readonly now: () => number;
}

function signedBy(key: KeyObject, { body, headers }: Ask): boolean {
  const signature = headers[radioSignatureHeader];
  if (typeof signature !== 'string' || signature.length > 200) return false;
  return verify(null, Buffer.from(body), key, Buffer.from(signature, 'base64'));
}

function readCommand(body: string): RadioCommand | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  const command = radioCommandSchema.safeParse(value);
  // Only the canonical spelling counts: a doubled or reordered member could read differently elsewhere.
  return command.success && radioCommandBody(command.data) === body ? command.data : null;
}

/**
 * Reads a signed command or says why it is refused: signature first, then form, gateway, freshness, sequence,
 * stations (an unknown one is never widened to all, R11) and digest. A refused command leaves no trace.
 */
export function createRadioCheck({ identity, stations, sequence, now }: CheckParts) {
  const { gatewayId, hubKeyId } = identity.credentials.radio;
  const key = createPublicKey(identity.hubPublicKey);
  const nonces = new Map<string, number>();
  const forgetOld = (): void => {
    for (const [nonce, at] of nonces) if (now() - at > 3 * radioTimeWindow) nonces.delete(nonce);
  };
  return (ask: Ask, action: RadioAction): RadioCommand | Refusal => {
    if (ask.headers[radioKeyHeader] !== hubKeyId || !signedBy(key, ask)) return refuse('radio.bad-signature');
    const command = readCommand(ask.body);
    if (command === null) return refuse('radio.malformed');
    if (command.gatewayId !== gatewayId || command.keyId !== hubKeyId || command.action !== action)
      return refuse('radio.wrong-gateway');
    if (Math.abs(now() - command.issuedAt) > radioTimeWindow) return refuse('radio.stale');
    if (command.sequence <= sequence.last() || nonces.has(command.nonce)) return refuse('radio.replay');
    const unknown = command.stations.find((station) => !stations.has(station));
    if (unknown !== undefined) return refuse('radio.unknown-station', { station: unknown });
    if (new Set(command.stations).size !== command.stations.length) return refuse('radio.malformed');
    if (sha256(radioScriptDigestInput(command.script)) !== command.textDigest)
      return refuse('radio.digest-mismatch');
    forgetOld();
    nonces.set(command.nonce, now());
    sequence.advance(command.sequence);
    return command;
  };
}
