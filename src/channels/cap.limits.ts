import type { TextLimits } from '../domain/channel.js';

/** CAP 1.2 sets no lengths; 100,000 characters keeps a document of all languages below the 2 MB that readers take. */
export const capLimits: TextLimits = {
  unit: 'characters',
  size: 100_000,
  languagesPerPost: 1,
};
