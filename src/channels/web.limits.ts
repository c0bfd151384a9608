import type { TextLimits } from '../domain/channel.js';

/** The town's page: 20,000 characters is our choice (2026-11-28). */
export const webLimits: TextLimits = {
  unit: 'characters',
  size: 20_000,
  languagesPerPost: 1,
};
