import type { Limits } from '../domain/channel.js';

/**
 * People: a post's text has to fit on one A4 page in letters that are read by torchlight (16 pt, about 1,000
 * characters; our choice, 2026-11). The far end is this hub's own board, so that rate and key have no limit of a
 * provider's; a call is one task.
 */
export const manualLimits: Limits = {
  unit: 'characters',
  size: 1000,
  languagesPerPost: 1,
  targetsPerCall: 1,
  callsPerSecond: 1000,
  concurrency: 20,
  timeout: 15_000,
  keyLife: 365 * 24 * 60 * 60_000,
  canCancel: true,
};
