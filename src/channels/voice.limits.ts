import type { TextLimits } from '../domain/channel.js';

/** A telephone call: 90 s once, our choice (2026-11-28): people hang up after that; they can have it said again. */
export const voiceLimits: TextLimits = {
  unit: 'seconds',
  size: 90,
  languagesPerPost: 1,
};
