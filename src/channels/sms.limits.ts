import type { Limits } from '../domain/channel.js';

/**
 * SMS through Twilio. Five segments (335 UCS-2 units) is our default: Twilio takes 1600 characters, but carriers in
 * Japan deliver long chains late or in pieces (unverified, 2026-11). One message per call; no idempotency key.
 */
export const smsLimits: Limits = {
  unit: 'segments',
  size: 5,
  languagesPerPost: 1,
  targetsPerCall: 1,
  // Account and sender dependent; a number agreed with the provider belongs into the configuration.
  callsPerSecond: 100,
  concurrency: 64,
  timeout: 10_000,
  keyLife: 0,
  canCancel: false,
};
