import type { TextLimits } from '../domain/channel.js';

/** Bluesky: 300 grapheme clusters a post (app.bsky.feed.post lexicon; a real PDS refuses 301, tried 2026-11). */
export const blueskyLimits: TextLimits = {
  unit: 'graphemes',
  size: 300,
  languagesPerPost: 2,
};
