import type { Language } from '../domain/language.js';
import type { LanguageOrder } from '../domain/town.js';

/** What a composer may be told beside the message. */
export interface ComposeOptions {
  /** Which languages share a post or broadcast, and in which order; the town's when absent. */
  readonly languageOrder?: LanguageOrder;
  /** Overrides the kind's number of times the Japanese is said. */
  readonly repeat?: number;
  /** The alert's number within its year, so that no two posts are alike; fixed at submit. */
  readonly alertNumber?: number;
}

/** The languages of a shared post or broadcast that are composed at all, in the town's order. */
export const wantedOf = (order: readonly Language[], wanted: readonly Language[]): readonly Language[] =>
  order.filter((language) => wanted.includes(language));
