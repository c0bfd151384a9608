import type { Limits } from '../domain/channel.js';

/** Two segments where the script is compact (134 letters of Japanese, 306 of GSM 7-bit), five elsewhere. */
const compact = { ja: 2, 'ja-easy': 2, 'zh-Hans': 2, 'zh-Hant': 2, ko: 2, en: 2, id: 2, tl: 2 };

/**
 * SMS through Twilio. Two and five segments are our choice: Twilio takes 1600 characters, but carriers in Japan deliver
 * long chains late or in pieces (unverified, 2026-11). One message per call; no idempotency key.
 */
export const smsLimits: Limits = {
  unit: 'segments',
  size: 5,
  sizeIn: compact,
  languagesPerPost: 1,
  targetsPerCall: 1,
  // Account and sender dependent; a number agreed with the provider belongs into the configuration.
  callsPerSecond: 100,
  concurrency: 64,
  timeout: 10_000,
  keyLife: 0,
  canCancel: false,
};
