import type { ChannelId } from '../domain/channel.js';
import { levelOf, type Kind, type SentenceUse } from '../domain/kind.js';
import type { Language } from '../domain/language.js';
import { ordersOf, type Message, type Order } from '../domain/message.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import { worstReview, type Review } from '../domain/rendering.js';
import type { Town } from '../domain/town.js';
import { slotWords, type SlotFiller, type SlotWords } from './slot-words.js';
import { translatorOf } from './translator.js';

/** One filled sentence. `marked` carries the readings of Japanese (markup.ts). */
export interface Said {
  readonly id: string;
  readonly priority: number;
  readonly marked: string;
  readonly review: Review;
  /** True of what to do; everything else describes. */
  readonly instructs: boolean;
}

/** What a message says in one language on one channel, and what that language has no words for. */
export interface Speech {
  readonly said: readonly Said[];
  readonly unsaid: readonly string[];
}

/** The filled sentences of one message. `null` where the language lacks a text and has to fall back. */
export interface Bank {
  full(language: Language, channel: ChannelId): Speech | null;
  /** `aloud` for loudspeakers and telephones: without numbers and links in place of names. */
  short(language: Language, aloud?: boolean): Speech | null;
  /** A sentence that is not one of the kind's own, such as the radio's guide. */
  extra(language: Language, id: string): Said | null;
}

/** Channels that are heard, not read. */
const heard: readonly ChannelId[] = ['radio', 'voice'];

/** The placeholders of a sentence. */
export const placeholdersOf = (template: string): readonly string[] =>
  [...template.matchAll(/\{\{(\w+)\}\}/gu)].map((match) => match[1] ?? '');

type Filled = Pick<Said, 'marked' | 'review'>;

interface Filling {
  readonly phrasebook: Phrasebook;
  readonly filler: Omit<SlotFiller, 'aloud' | 'order'>;
  readonly words: Map<string, SlotWords | null>;
  readonly sentences: Map<string, Said | null>;
}

/** Each value is worked out once per message: channels share sentences, sentences share words. */
const once = <T>(known: Map<string, T>, key: string, make: () => T): T => {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
};

/** Which sentence: its key, whether it is heard, and the order that it speaks of. */
interface Wanted {
  readonly key: string;
  readonly aloud: boolean;
  readonly order?: Order | undefined;
}

const fill = (of: Filling, language: Language, { key, aloud, order }: Wanted): Filled | null => {
  const template = of.phrasebook.sentences[language][key];
  if (template === undefined) return null;
  const reviewOf = (each: string): Review => of.phrasebook.reviews[language][each] ?? 'unreviewed';
  const filler: SlotFiller = { ...of.filler, aloud, ...(order && { order }) };
  const values: Record<string, string> = {};
  const reviews: Review[] = [reviewOf(key)];
  for (const name of placeholdersOf(template)) {
    const known = name.startsWith('order') ? JSON.stringify(order) : '';
    const words = once(of.words, `${language} ${name} ${aloud} ${known}`, () =>
      slotWords(filler, language, name),
    );
    if (words === null) return null;
    values[name] = words.text;
    reviews.push(...words.keys.map(reviewOf));
    if (words.typed) reviews.push('typed');
  }
  return { marked: of.filler.translate(language, key, values), review: worstReview(reviews) };
};

const isFilled = (message: Message, slot: string): boolean => {
  const value = message.slots[slot];
  return value !== undefined && value !== false;
};

/** Whether a sentence applies to what the slots hold. */
const applies = (use: SentenceUse, message: Message): boolean =>
  use.when?.some((slot) => !isFilled(message, slot)) !== true &&
  use.unless?.some((slot) => isFilled(message, slot)) !== true &&
  Object.entries(use.if ?? {}).every(([slot, values]) => values.includes(String(message.slots[slot])));

/** `by` picks the variant; a combined message's level follows from its orders. */
const keyOf = (use: { id: string; by?: string }, message: Message, kind: Kind): string => {
  if (use.by === undefined) return use.id;
  const value = message.slots[use.by] ?? (use.by === 'level' ? levelOf(kind, message.slots) : undefined);
  return `${use.id}.${String(value)}`;
};

type Say = (language: Language, use: SentenceUse, wanted: Wanted) => Said | null;

const fullSpeech = (
  say: Say,
  { message, kind }: { message: Message; kind: Kind },
  uses: readonly SentenceUse[],
  language: Language,
  aloud: boolean,
): Speech | null => {
  const said: Said[] = [];
  const unsaid: string[] = [];
  for (const use of uses) {
    if (!applies(use, message)) continue;
    if (use.languages?.includes(language) === false) {
      unsaid.push(use.id);
      continue;
    }
    const wanted: readonly Wanted[] =
      use.each === undefined
        ? [{ key: keyOf(use, message, kind), aloud }]
        : ordersOf(message.slots).map((order) => ({ key: `${use.id}.${order.level}`, aloud, order }));
    for (const each of wanted) {
      const sentence = say(language, use, each);
      if (sentence === null) return null;
      said.push(sentence);
    }
  }
  return { said, unsaid };
};

/** The short form: the kind's own sentences by their id, and those that only the short form has. */
const shortSpeech = (
  say: Say,
  { message, kind }: { message: Message; kind: Kind },
  language: Language,
  aloud: boolean,
): Speech | null => {
  const said: Said[] = [];
  for (const each of kind.short) {
    const short = typeof each === 'string' ? { id: each } : each;
    const own = kind.sentences.find((use) => use.id === short.id);
    if (own !== undefined && !applies(own, message)) continue;
    if (aloud && own?.channels?.some((channel) => heard.includes(channel)) === false) continue;
    const use = { ...(own ?? short), priority: 1 };
    const key = keyOf(use, message, kind);
    const sentence = say(language, use, { key, aloud });
    if (sentence === null) return null;
    said.push(sentence);
  }
  return { said, unsaid: [] };
};

/** Fills the kind's sentences, each at most once per language. The message has passed `checkMessage`. */
export const createBank = (of: {
  message: Message;
  kind: Kind;
  phrasebook: Phrasebook;
  town: Town;
}): Bank => {
  const { message, kind, phrasebook, town } = of;
  const has = (language: Language, key: string): boolean => phrasebook.sentences[language][key] !== undefined;
  const filler = { message, town, slots: kind.slots, translate: translatorOf(phrasebook), has };
  const filling: Filling = { phrasebook, filler, words: new Map(), sentences: new Map() };
  const say: Say = (language, { id, priority, part }, wanted) => {
    const { key, aloud, order } = wanted;
    const of = order === undefined ? '' : JSON.stringify(order);
    return once(filling.sentences, `${language} ${key} ${aloud} ${id} ${priority} ${of}`, () => {
      const filled = fill(filling, language, wanted);
      return filled === null ? null : { id, priority, ...filled, instructs: part === 'instruction' };
    });
  };
  return {
    full: (language, channel) =>
      fullSpeech(
        say,
        of,
        kind.sentences.filter((use) => use.channels?.includes(channel) !== false),
        language,
        heard.includes(channel),
      ),
    short: (language, aloud = false) => shortSpeech(say, of, language, aloud),
    extra: (language, id) => say(language, { id, priority: 1 }, { key: id, aloud: false }),
  };
};
