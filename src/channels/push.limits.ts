import type { Limits } from '../domain/channel.js';

/** FCM's payload limit: 4096 bytes to a token, 2048 to a topic (Firebase documentation, read 2026-11). */
const payload = 4096;
/** Left for the data beside title and body: alert, version, kind, urgency, language, link, keys and quotes. */
const reserved = 1024;

/** Firebase Cloud Messaging, HTTP v1: one message per call over shared HTTP/2 sessions; no idempotency key. */
export const pushLimits: Limits = {
  unit: 'bytes',
  size: payload - reserved,
  languagesPerPost: 1,
  targetsPerCall: 1,
  // 600,000 a minute is the default quota of a project (Firebase documentation, read 2026-11); half of it.
  callsPerSecond: 5000,
  concurrency: 200,
  timeout: 10_000,
  keyLife: 0,
  canCancel: false,
};
