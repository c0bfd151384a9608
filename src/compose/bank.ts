import type { ChannelId } from '../domain/channel.js';
import type { Kind, SentenceUse } from '../domain/kind.js';
import type { Language } from '../domain/language.js';
import type { Message } from '../domain/message.js';
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
}

/** What a message says in one language on one channel, and what that language has no words for. */
export interface Speech {
  readonly said: readonly Said[];
  readonly unsaid: readonly string[];
}

/** The filled sentences of one message. `null` where the language lacks a text and has to fall back. */
export interface Bank {
  full(language: Language, channel: ChannelId): Speech | null;
  /** `aloud` for the loudspeakers: without numbers and links in place of names. */
  short(language: Language, aloud?: boolean): Speech | null;
  /** A sentence that is not one of the kind's own, such as the radio's guide. */
  extra(language: Language, id: string): Said | null;
}

/** The placeholders of a sentence. */
export const placeholdersOf = (template: string): readonly string[] =>
  [...template.matchAll(/\{\{(\w+)\}\}/gu)].map((match) => match[1] ?? '');

interface Filled {
  readonly marked: string;
  readonly review: Review;
}

interface Filling {
  readonly phrasebook: Phrasebook;
  readonly filler: SlotFiller;
  readonly words: Map<string, SlotWords | null>;
  readonly sentences: Map<string, Filled | null>;
}

/** Each value is worked out once per message: channels share sentences, sentences share words. */
const once = <T>(known: Map<string, T>, key: string, make: () => T): T => {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
};

/** A voice cannot say "list at this link": spoken short forms name places and shelters in full. */
const inFull = (name: string): string => name.replace(/Short$/u, '');

const fill = (of: Filling, language: Language, key: string, aloud: boolean): Filled | null => {
  const template = of.phrasebook.sentences[language][key];
  if (template === undefined) return null;
  const reviewOf = (each: string): Review => of.phrasebook.reviews[language][each] ?? 'unreviewed';
  const values: Record<string, string> = {};
  const reviews: Review[] = [reviewOf(key)];
  for (const name of placeholdersOf(template)) {
    const from = aloud ? inFull(name) : name;
    const words = once(of.words, `${language} ${from}`, () => slotWords(of.filler, language, from));
    if (words === null) return null;
    values[name] = words.text;
    reviews.push(...words.keys.map(reviewOf), words.typed ? 'typed' : 'reviewed');
  }
  return { marked: of.filler.translate(language, key, values), review: worstReview(reviews) };
};

const isFilled = (message: Message, slot: string): boolean => {
  const value = message.slots[slot];
  return value !== undefined && value !== false;
};

/** A sentence applies when its slots are filled; `by` picks the variant. */
const keyOf = (use: SentenceUse, message: Message): string | null => {
  if (use.when?.some((slot) => !isFilled(message, slot)) === true) return null;
  return use.by === undefined ? use.id : `${use.id}.${String(message.slots[use.by])}`;
};

type Say = (
  language: Language,
  use: { id: string; priority: number },
  key?: string,
  aloud?: boolean,
) => Said | null;

const fullSpeech = (
  say: Say,
  message: Message,
  uses: readonly SentenceUse[],
  language: Language,
): Speech | null => {
  const said: Said[] = [];
  const unsaid: string[] = [];
  for (const use of uses) {
    const key = keyOf(use, message);
    if (key === null) continue;
    if (use.languages?.includes(language) === false) {
      unsaid.push(use.id);
      continue;
    }
    const sentence = say(language, use, key);
    if (sentence === null) return null;
    said.push(sentence);
  }
  return { said, unsaid };
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
  const filler: SlotFiller = { message, town, slots: kind.slots, translate: translatorOf(phrasebook), has };
  const filling: Filling = { phrasebook, filler, words: new Map(), sentences: new Map() };
  const say: Say = (language, { id, priority }, key = id, aloud = false) => {
    const filled = once(filling.sentences, `${language} ${key} ${aloud}`, () =>
      fill(filling, language, key, aloud),
    );
    return filled === null ? null : { id, priority, ...filled };
  };
  return {
    full: (language, channel) =>
      fullSpeech(
        say,
        message,
        kind.sentences.filter((use) => use.channels?.includes(channel) !== false),
        language,
      ),
    short: (language, aloud = false) => {
      const applies = kind.short.filter((id) => {
        const use = kind.sentences.find((each) => each.id === id);
        return use === undefined || keyOf(use, message) !== null;
      });
      const said = applies.flatMap((id) => say(language, { id, priority: 1 }, id, aloud) ?? []);
      return said.length === applies.length ? { said, unsaid: [] } : null;
    },
    extra: (language, id) => say(language, { id, priority: 1 }),
  };
};
