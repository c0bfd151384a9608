import type { TextLimits } from '../domain/channel.js';

/** LINE Messaging API: 5000 UTF-16 units a text message (LINE Developers, read 2026-11). */
export const lineLimits: TextLimits = {
  unit: 'characters',
  size: 5000,
  languagesPerPost: 1,
};
