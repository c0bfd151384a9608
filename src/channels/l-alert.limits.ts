import type { TextLimits } from '../domain/channel.js';

/** L-Alert お知らせ and 避難 (domain notes, 2026-11): lengths of single items UNVERIFIED; 2000 characters is our choice. */
export const lAlertLimits: TextLimits = {
  unit: 'characters',
  size: 2000,
  languagesPerPost: 1,
};
