import type { Limits } from '../domain/channel.js';

/** Payload that every push service must take: a body of 4096 bytes less 103 (RFC 8030 §7.2, RFC 8291 §4). */
const payload = 3993;
/** Left for the data beside title and body: alert, version, kind, urgency, language, tag, keys and quotes. */
const reserved = 600;

/**
 * Web Push: one message a call, over HTTP/1.1 connections to each push service; no idempotency key. No push service states
 * a rate for subscriptions of one sender (2026-11); 1,000 a second and 100 at a time are our choice.
 */
export const webPushLimits: Limits = {
  unit: 'bytes',
  size: payload - reserved,
  languagesPerPost: 1,
  targetsPerCall: 1,
  callsPerSecond: 1000,
  concurrency: 100,
  timeout: 10_000,
  keyLife: 0,
  canCancel: false,
};
