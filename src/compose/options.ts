import type { Language } from '../domain/language.js';

/** What a town may set: the order of languages on the radio and which of them share a post. */
export interface ComposeOptions {
  /** Languages after the Japanese on the loudspeakers, one sentence each. */
  readonly radioGuides?: readonly Language[];
  /** Languages that share one post on the feed. */
  readonly postGroups?: readonly (readonly Language[])[];
  /** Overrides the kind's number of times the Japanese is said. */
  readonly repeat?: number;
}

export const defaultOptions: Required<Omit<ComposeOptions, 'repeat'>> & Pick<ComposeOptions, 'repeat'> = {
  radioGuides: ['ja-easy', 'en'],
  postGroups: [['ja'], ['ja-easy', 'en'], ['zh-Hans', 'vi', 'ne']],
};
