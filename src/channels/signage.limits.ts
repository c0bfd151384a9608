import type { TextLimits } from '../domain/channel.js';

/** A board of two lines of 20 full-width letters; 12 frames of 5 s make a minute, our choice (2026-11-28). */
export const signageLimits: TextLimits = {
  unit: 'frames',
  size: 12,
  languagesPerPost: 1,
};
