import type { TextLimits } from '../domain/channel.js';

/** Mail: no limit of the protocol below a line of 998 bytes; 20,000 characters is our choice (2026-11-28). */
export const mailLimits: TextLimits = {
  unit: 'characters',
  size: 20_000,
  languagesPerPost: 1,
};
