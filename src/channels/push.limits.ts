import type { Limits } from '../domain/channel.js';

/** FCM's payload limit: 4096 bytes to a token, 2048 to a topic (Firebase documentation, read 2026-11); one text goes to both. */
const payload = 2048;
/** Left for the data beside title and body: alert, version, kind, urgency, status, language, end, delivery, keys and quotes. */
const reserved = 320;

/** Firebase Cloud Messaging, HTTP v1: one message per call over shared HTTP/2 sessions; no idempotency key. */
export const pushLimits: Limits = {
  unit: 'bytes',
  size: payload - reserved,
  languagesPerPost: 1,
  targetsPerCall: 1,
  // 600,000 a minute is the default quota of a project (Firebase documentation, read 2026-11); half of it.
  callsPerSecond: 5000,
  // What 5,000 a second need at 160 ms of latency.
  concurrency: 800,
  timeout: 10_000,
  keyLife: 0,
  canCancel: false,
};
