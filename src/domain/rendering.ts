import type { ChannelId, Unit } from './channel.js';
import type { Language } from './language.js';
import type { ManualPostType } from './manual-post.js';

/** Who vouches for the words of a rendering: the worst of its sentences. */
export type Review = 'official' | 'reviewed' | 'unreviewed' | 'typed' | 'machine';

/** From best to worst: official is an authority's own text; typed text was read by nobody but its author, machine text by nobody. */
const reviewRank: readonly Review[] = ['official', 'reviewed', 'unreviewed', 'typed', 'machine'];

/** The worst of several review states; `official` for none, since nothing was said. */
export const worstReview = (reviews: readonly Review[]): Review =>
  reviews.reduce<Review>(
    (worst, next) => (reviewRank.indexOf(next) > reviewRank.indexOf(worst) ? next : worst),
    'official',
  );

/** A piece of ja-easy: `ruby` is the reading above `base`; null where it has none. */
export interface RubySegment {
  readonly base: string;
  readonly ruby: string | null;
}

/** One line that the loudspeakers say. `reading` is kana for Japanese; null elsewhere, and where typed words have no known reading. */
export interface SpokenLine {
  readonly language: Language;
  readonly text: string;
  readonly reading: string | null;
}

/** A broadcast as a sound file, made when it was submitted: what the officers heard is what the loudspeakers play. */
export interface SpokenAudio {
  /** SHA-256 hex of the WAV file. */
  readonly sha256: string;
  readonly seconds: number;
  /** How many of them, at its beginning, are the siren, which sounds everywhere at once; absent for none. */
  readonly sirenSeconds?: number;
}

/** What the radio gateway is told to do. */
export interface RadioScript {
  readonly chime: 'up-down' | 'none';
  /** Key of the town's siren table; `none` for no siren. */
  readonly siren: string;
  /** How often the Japanese (`ja`) lines are said; lines of other languages follow once. */
  readonly repeat: number;
  readonly lines: readonly SpokenLine[];
  /** Absent where no voice is installed: the gateway is then given the lines with their readings. */
  readonly audio?: SpokenAudio;
}

/** A place on the way of a manual post: a stop of the car, somebody to call. */
export interface ManualStop {
  readonly id: string;
  readonly name: string;
  readonly reading: string;
  /** Where to find the number, or what to mind; never a number itself. */
  readonly note?: string;
}

/** What one manual post has to do for this message. */
export interface ManualDuty {
  /** The post's id: the target of its delivery. */
  readonly id: string;
  readonly type: ManualPostType;
  readonly name: string;
  readonly reading: string;
  /** Codes of the message's districts that the post serves. */
  readonly districts: readonly string[];
  readonly stops: readonly ManualStop[];
  /** Of an entry form: its items in their order, to be copied. */
  readonly fields?: readonly Field[];
  /** True where route or list is ours and not the town's. */
  readonly invented: boolean;
}

/** What people read out, copy or hand on, frozen with the message. */
export interface ManualScript {
  /** What the loudspeaker car says again and again, and how long one round takes. */
  readonly car: readonly SpokenLine[];
  readonly carSeconds: number;
  /** What is said on the telephone. */
  readonly call: readonly SpokenLine[];
  readonly duties: readonly ManualDuty[];
}

/** What one channel says, in one language or in the several of one post. Stored at submit; it is what goes out. */
export interface Rendering {
  readonly channel: ChannelId;
  /** The languages its words are in, which differ from the one asked for where it fell back. */
  readonly languages: readonly Language[];
  /** Headline: the push title, the first line elsewhere. */
  readonly title: string;
  /** What is sent; on push the body, which does not hold the title. */
  readonly text: string;
  /** In `unit`, against `limit`. */
  readonly size: number;
  readonly unit: Unit;
  readonly limit: number;
  /** Ids of sentences left out so that the rest fits, or because the language has no words for them. */
  readonly dropped: readonly string[];
  /** The language asked for, where another (or the short form) had to stand in; else null. In a shared post the first one. */
  readonly fellBackFrom: Language | null;
  /** In a shared post: every language that is said in its short form. */
  readonly shortForm?: readonly Language[];
  readonly review: Review;
  /** The title and text of ja-easy with readings as ruby; lines parted by a segment that ends in a line break. */
  readonly ruby?: readonly RubySegment[];
  readonly radio?: RadioScript;
  readonly manual?: ManualScript;
  /** Which of the channel's variants (a mobile carrier) this is for. */
  readonly variant?: string;
  /** The parts of a structured document (CAP's elements, L-Alert's items), in order. */
  readonly fields?: readonly Field[];
}

/** One element of a structured document, under the document's own name for it. */
export interface Field {
  readonly name: string;
  readonly text: string;
}

/** The rendering that a resident with this language gets on a personal channel; Japanese when the language was not composed. */
export const renderingFor = (
  renderings: readonly Rendering[],
  channel: ChannelId,
  language: Language,
): Rendering | undefined => {
  const here = renderings.filter((each) => each.channel === channel);
  return (
    here.find((each) => each.fellBackFrom === language) ??
    here.find((each) => each.fellBackFrom === null && each.languages.includes(language)) ??
    here.find((each) => each.languages.includes('ja'))
  );
};
