import type { TextLimits } from '../domain/channel.js';

/**
 * 緊急速報メール: subject 15, body 500 (docomo) or 200 (au, SoftBank) full-width characters. UNVERIFIED (the carriers'
 * guides were out of reach, 2026-11); Rakuten Mobile is taken as the smallest of the three.
 */
export const cellBroadcastLimits: TextLimits = {
  unit: 'characters',
  size: 200,
  languagesPerPost: 3,
  subject: 15,
  variants: { docomo: 500, au: 200, softbank: 200, rakuten: 200 },
};
