import { verify } from 'node:crypto';
import { refuse, type Refusal } from '../domain/refusal.js';
import {
  radioCommandBody,
  radioScriptDigestInput,
  radioTimeWindow,
  radioUploadInput,
} from '../formats/radio-command.js';
import { sha256 } from '../platform/digest.js';
import {
  radioCommandSchema,
  radioIssuedHeader,
  radioKeyHeader,
  radioSignatureHeader,
  type RadioAction,
  type RadioCommand,
} from '../wire/radio.js';
import type { Exchange } from './exchange.js';
import type { Memory } from './memory.js';
import type { GatewaySettings } from './settings.js';

function signedBy({ hubKeys }: GatewaySettings, { headers }: Exchange, what: string): string | null {
  const keyId = headers[radioKeyHeader];
  const signature = headers[radioSignatureHeader];
  if (typeof keyId !== 'string' || typeof signature !== 'string' || signature.length > 200) return null;
  const key = hubKeys.get(keyId);
  // Only the usual spelling of the signature counts: base64 has several for the same bytes.
  const bytes = Buffer.from(signature, 'base64');
  if (key === undefined || bytes.toString('base64') !== signature) return null;
  return verify(null, Buffer.from(what), key, bytes) ? keyId : null;
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

/** Japanese first, then the other languages: whoever reads only Japanese does not wait for the rest. */
const inOrder = ({ lines }: RadioCommand['script']): boolean => {
  const firstOther = lines.findIndex(({ language }) => language !== 'ja');
  return firstOther < 0 || lines.slice(firstOther).every(({ language }) => language !== 'ja');
};

const wellFormed = ({ script, stations }: RadioCommand): boolean =>
  inOrder(script) && new Set(stations).size === stations.length;

/**
 * Reads a signed command or says why it is refused: signature first, then form, gateway, freshness, sequence,
 * stations (an unknown one is never widened to all, R11) and digest. A refused command leaves no trace.
 */
export function createCommandCheck(
  settings: GatewaySettings,
  memory: Memory,
  { now, wall }: { readonly now: () => number; readonly wall: () => number },
) {
  const stations = new Set(settings.groups.flatMap((group) => group.stations));

  const isStale = (issuedAt: number): boolean => Math.abs(wall() - issuedAt) > radioTimeWindow;

  const command = (ask: Exchange, action: RadioAction): RadioCommand | Refusal => {
    const keyId = signedBy(settings, ask, ask.body);
    if (keyId === null) return refuse('radio.bad-signature');
    const read = readCommand(ask.body);
    if (read === null || !wellFormed(read)) return refuse('radio.malformed');
    if (read.gatewayId !== settings.gatewayId || read.keyId !== keyId || read.action !== action)
      return refuse('radio.wrong-gateway');
    if (isStale(read.issuedAt)) return refuse('radio.stale');
    if (read.sequence <= memory.lastSequence() || memory.hasNonce(read.nonce)) return refuse('radio.replay');
    const unknown = read.stations.find((station) => !stations.has(station));
    if (unknown !== undefined) return refuse('radio.unknown-station', { station: unknown });
    if (sha256(radioScriptDigestInput(read.script)) !== read.textDigest)
      return refuse('radio.digest-mismatch');
    return read;
  };

  /** Of a command that was read: on the disk before anything sounds. */
  const take = ({ sequence, nonce }: RadioCommand): void => memory.take({ sequence, nonce, at: now() });

  /** An upload changes nothing that sounds, so it needs no sequence: the same bytes twice are the same file. */
  const upload = (ask: Exchange, digest: string): true | Refusal => {
    const keyId = String(ask.headers[radioKeyHeader]);
    const issuedAt = Number(ask.headers[radioIssuedHeader]);
    const { gatewayId } = settings;
    const input = radioUploadInput({ gatewayId, keyId, sha256: digest, issuedAt });
    if (signedBy(settings, ask, input) === null) return refuse('radio.bad-signature');
    return isStale(issuedAt) ? refuse('radio.stale') : true;
  };

  return { command, take, upload };
}
