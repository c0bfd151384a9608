import { createHash, randomBytes } from 'node:crypto';
import { canonicalJson } from '../domain/canonical.js';

/** SHA-256 as 64 lower-case hex digits. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** SHA-256 over canonical JSON (sorted keys, no white space). */
export const digestOf = (value: unknown): string => sha256(canonicalJson(value));

/** A random string of `bytes` bytes in base64url: session ids, nonces, salts. */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url');
