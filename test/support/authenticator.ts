/** A passkey authenticator in software (WebAuthn Level 3, ES256, attestation "none"), as a browser would hold one. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

interface Asked {
  readonly challenge: string;
  readonly rpId?: string;
  readonly rp?: { readonly id?: string };
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const text = (bytes: Buffer): string => bytes.toString('base64url');

const head = (major: number, length: number): Buffer =>
  length < 24
    ? Buffer.from([(major << 5) | length])
    : length < 256
      ? Buffer.from([(major << 5) | 24, length])
      : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
/** The little of CBOR that a credential needs. */
const cbor = (value: number | string | Buffer | ReadonlyMap<number | string, unknown>): Buffer => {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, held]) => [cbor(key), cbor(held as number)]);
  return Buffer.concat([head(5, value.size), ...entries]);
};

export interface Authenticator {
  /** The answer to `navigator.credentials.create`. */
  create(options: unknown, origin: string): Record<string, unknown>;
  /** The answer to `navigator.credentials.get`, by the passkey that was made. */
  get(options: unknown, origin: string): Record<string, unknown> & { id: string };
  /** Without finger or PIN from now on. */
  verifiesUser: boolean;
  /** How often it was used; a copy of it would begin again where it was copied. */
  counter: number;
}

export function createAuthenticator(): Authenticator {
  const id = randomBytes(16);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const clientData = (type: string, challenge: string, origin: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const self: Authenticator = {
    verifiesUser: true,
    counter: 0,
    create(options, origin) {
      const { challenge, rp } = options as Asked;
      const data = clientData('webauthn.create', challenge, origin);
      const authData = Buffer.concat([
        authenticatorData(rp?.id ?? '', 0x40, self),
        Buffer.alloc(16),
        Buffer.from([0, id.length]),
        id,
        coseKey(publicKey),
      ]);
      const attestation = cbor(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      );
      const response = { clientDataJSON: text(data), attestationObject: text(attestation) };
      return { ...credential(id), response: { ...response, transports: ['internal'] } };
    },
    get(options, origin) {
      const { challenge, rpId } = options as Asked;
      self.counter++;
      const data = clientData('webauthn.get', challenge, origin);
      const authData = authenticatorData(rpId ?? '', 0, self);
      const signature = sign('sha256', Buffer.concat([authData, sha256(data)]), privateKey);
      const response = { clientDataJSON: text(data), authenticatorData: text(authData) };
      return { ...credential(id), response: { ...response, signature: text(signature) } };
    },
  };
  return self;
}

const credential = (id: Buffer) => ({
  id: text(id),
  rawId: text(id),
  type: 'public-key',
  clientExtensionResults: {},
});

function authenticatorData(rpId: string, flags: number, { verifiesUser, counter }: Authenticator): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(rpId), Buffer.from([flags | 0x01 | (verifiesUser ? 0x04 : 0)]), count]);
}

function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
}
