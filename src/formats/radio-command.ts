/** What hub and radio gateway sign and digest, byte for byte the same on both sides. */
import { canonicalJson } from '../domain/canonical.js';
import type { RadioScript } from '../domain/rendering.js';

/** The body of a command; its UTF-8 bytes are what the Ed25519 signature covers. */
export const radioCommandBody = (command: object): string => canonicalJson(command);

/** The text whose SHA-256 (hex) is a command's `textDigest`: all that decides what people hear. */
export const radioScriptDigestInput = ({ chime, siren, repeat, lines }: RadioScript): string =>
  canonicalJson({
    chime,
    siren,
    repeat,
    lines: lines.map(({ language, text, reading }) => ({ language, text, reading })),
  });

/** What is signed when a sound file is uploaded: its bytes are bound by their digest. */
export const radioUploadInput = (upload: {
  readonly gatewayId: string;
  readonly keyId: string;
  readonly sha256: string;
  readonly issuedAt: number;
}): string => canonicalJson({ protocol: 'todoku-radio/2', action: 'audio', ...upload });

/**
 * Milliseconds that remained of a message when its command left the hub. Both ends are by the hub's clock, so that a gateway
 * whose own clock is off neither refuses what is valid nor says what is stale.
 */
export const radioLife = ({
  expiresAt,
  issuedAt,
}: {
  readonly expiresAt: number;
  readonly issuedAt: number;
}) => expiresAt - issuedAt;

/** Milliseconds by which a command's `issuedAt` may differ from the gateway's clock, either way (safety R13). */
export const radioTimeWindow = 120_000;
