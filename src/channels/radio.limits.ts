import type { Limits } from '../domain/channel.js';

/**
 * The loudspeakers, through the gateway of our own driver interface. 180 s of speech is our choice (2026-11-21):
 * public practice is 2 to 3 rounds of about a minute, and people outdoors stop listening after that. The siren is
 * not counted (compose/size.ts).
 */
export const radioLimits: Limits = {
  unit: 'seconds',
  size: 180,
  languagesPerPost: 3,
  targetsPerCall: 1000,
  callsPerSecond: 2,
  concurrency: 1,
  timeout: 15_000,
  // The gateway remembers command ids for a day (our own contract).
  keyLife: 24 * 60 * 60_000,
  canCancel: true,
};
