/** http_ece 1.2 has no types of its own: what the tests use of it. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';
  interface Parameters {
    readonly version: 'aes128gcm';
    readonly privateKey: ECDH;
    readonly authSecret: string | Buffer;
    readonly dh?: string | Buffer;
    readonly salt?: string | Buffer;
    readonly rs?: number;
  }
  const ece: {
    encrypt(payload: Buffer, parameters: Parameters): Buffer;
    decrypt(body: Buffer, parameters: Parameters): Buffer;
  };
  export default ece;
}
