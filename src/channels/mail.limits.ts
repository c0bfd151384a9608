import type { Limits } from '../domain/channel.js';

/**
 * Mail through the town's own relay. No limit of the protocol below a line of 998 bytes (RFC 5322 §2.1.1); 20,000
 * characters is our choice (2026-11-28). One recipient a call: each has an unsubscribe link and a return address of his
 * own. Relays differ: 20 a second with ten connections is what a small office's takes unasked (our choice; `rates` holds
 * what was agreed). Half a minute for an answer is far below RFC 5321 §4.5.3.2's ten minutes: a warning cannot wait so long.
 */
export const mailLimits: Limits = {
  unit: 'characters',
  size: 20_000,
  languagesPerPost: 1,
  targetsPerCall: 1,
  callsPerSecond: 100,
  concurrency: 10,
  timeout: 30_000,
  // A Message-ID is the same on every resend, but a server that drops the second copy is a courtesy, not a promise.
  keyLife: 0,
  canCancel: false,
};
