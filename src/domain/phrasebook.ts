import { isCarried, type ChannelId } from './channel.js';
import type { Kind } from './kind.js';
import type { Language } from './language.js';
import type { Review } from './rendering.js';

/**
 * A person vouches for one sentence in one language. Bound to the text by its hash, so that an edit voids it.
 * Kept in the data directory, never in the repository.
 */
export interface ReviewRecord {
  readonly language: Language;
  /** A key of `message.json`. */
  readonly sentence: string;
  /** SHA-256 hex of the sentence's text, as `sentenceHash` of the loader makes it. */
  readonly hash: string;
  readonly by: string;
  /** Milliseconds UTC. */
  readonly at: number;
}

/** Kinds and the bank of sentences they share, with who vouches for each. Plain data; loaded once, then frozen. */
export interface Phrasebook {
  readonly kinds: Readonly<Record<string, Kind>>;
  /** Sentences and words by language and key; `{漢字|かんじ}` carries readings, `{{slot}}` takes a fact. */
  readonly sentences: Readonly<Record<Language, Readonly<Record<string, string>>>>;
  /** `official` where it is an authority's own text (config/official.tsv), `unreviewed` where nobody signed the present text. */
  readonly reviews: Readonly<Record<Language, Readonly<Record<string, Review>>>>;
  /** Keys that Japanese has and another language lacks: that language falls back where it needs one. */
  readonly gaps: readonly { readonly language: Language; readonly sentence: string }[];
}

/** Whether this hub sends by a channel: some kind of message offers it, or people carry it elsewhere. */
export const carries = (phrasebook: Phrasebook, channel: ChannelId): boolean =>
  !isCarried(channel) || Object.values(phrasebook.kinds).some(({ channels }) => channels.includes(channel));

/**
 * The phrasebook of a hub that has these channels. What its configuration leaves off, no message offers: nothing would ever
 * go out by it, and nobody is asked why it is left out. Channels that people type into elsewhere stay (ADR 0020).
 */
export function carriedBy(phrasebook: Phrasebook, has: ReadonlySet<ChannelId>): Phrasebook {
  const kinds = Object.entries(phrasebook.kinds).map(([name, kind]) => {
    const channels = kind.channels.filter((channel) => !isCarried(channel) || has.has(channel));
    return [name, { ...kind, channels }] as const;
  });
  return { ...phrasebook, kinds: Object.fromEntries(kinds) };
}
