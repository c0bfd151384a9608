import type { RenderingShape } from '../api/types.js';

export type Fit = 'ok' | 'near' | 'over';

/** From 90 % of a limit on, a text counts as near it (ux.md C4). */
const near = 0.9;

export const fitOf = (rendering: RenderingShape): Fit => {
  if (rendering.size > rendering.limit) return 'over';
  // One of two segments is no warning: only what has no room left for another is near.
  const share =
    rendering.unit === 'segments' ? (rendering.size + 1) / rendering.limit : rendering.size / rendering.limit;
  return rendering.unit === 'segments' ? (share > 1 ? 'near' : 'ok') : share >= near ? 'near' : 'ok';
};

/** True when nobody has vouched for every sentence of it; an official text has its issuer. */
export const isUnreviewed = (rendering: RenderingShape): boolean =>
  rendering.review !== 'reviewed' && rendering.review !== 'official';
export const keyOf = (rendering: RenderingShape): string =>
  `${rendering.channel}/${rendering.languages.join('+')}/${rendering.fellBackFrom ?? ''}/${rendering.variant ?? ''}`;
export const htmlLang = (language: string): string => (language === 'ja-easy' ? 'ja' : language);
