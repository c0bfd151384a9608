import type { TextLimits } from '../domain/channel.js';

/** X: 280 weighted characters, kana and kanji two (twitter-text 3.1 configuration v3). */
export const xLimits: TextLimits = {
  unit: 'weighted',
  size: 280,
  languagesPerPost: 2,
};
