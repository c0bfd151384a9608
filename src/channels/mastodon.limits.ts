import type { Limits } from '../domain/channel.js';

/**
 * Mastodon: 500 characters, a link as 23, unless the account's server says otherwise (defaults of `/api/v2/instance`, configuration.statuses; API schema 4.7.0,
 * read 2026-11). 300 requests in 5 minutes. The Idempotency-Key is kept for an hour.
 */
export const mastodonLimits: Limits = {
  unit: 'characters',
  size: 500,
  languagesPerPost: 3,
  targetsPerCall: 1,
  callsPerSecond: 1,
  concurrency: 2,
  timeout: 15_000,
  keyLife: 60 * 60_000,
  canCancel: true,
};
