import type { Limits } from '../domain/channel.js';
import { spokenOnTelephone } from '../domain/telephone-voice.js';

/**
 * A telephone call: 90 s once, our choice (2026-11-28): people hang up after that; they can have it said again. One call a
 * second is what a Twilio account begins with (calls per second, from memory, 2026-11); what was agreed belongs into `rates`.
 */
export const voiceLimits: Limits = {
  unit: 'seconds',
  size: 90,
  onlyIn: spokenOnTelephone,
  languagesPerPost: 1,
  targetsPerCall: 1,
  callsPerSecond: 1,
  concurrency: 16,
  timeout: 10_000,
  keyLife: 0,
  canCancel: false,
};
