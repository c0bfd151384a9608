import type { Language } from '../domain/language.js';
import { isLanguage } from '../domain/language.js';
import type { Rendering } from '../domain/rendering.js';
import { telephoneVoices } from '../domain/telephone-voice.js';
import type { Verb } from './twiml.js';

/** One stretch of words in one language. */
export interface Spoken {
  readonly language: Language;
  readonly text: string;
}

/** What a rendering of the telephone says, by language: more than one where others stand in for the one asked for. */
export const spokenParts = ({ fields, languages, text }: Rendering): readonly Spoken[] =>
  fields === undefined
    ? [{ language: languages[0] ?? 'ja', text }]
    : fields.map(({ name, text: words }) => ({ language: isLanguage(name) ? name : 'ja', text: words }));

/** The words in their language's own voice; nothing in a language that no voice speaks. */
export function said({ language, text }: Spoken): readonly Verb[] {
  const voice = telephoneVoices[language];
  return voice === undefined || text === '' ? [] : [{ say: text, ...voice }];
}

export interface CallWords {
  /** The message itself. */
  readonly message: readonly Verb[];
  /** "Press 1 if you are safe", in the languages of the message. */
  readonly prompt: readonly Verb[];
  /** "Goodbye", likewise. */
  readonly bye: readonly Verb[];
  /** Where a key goes; null where the hub cannot be reached from outside, and then nothing is asked. */
  readonly answerUrl: string | null;
}

/** Twilio takes so many characters with the call (`Twiml` of its calls resource, 2026). */
const inlineLimit = 4000;
/** Seconds in which a key is waited for. */
const patience = 8;

/**
 * A call that says the message, asks for a key, and says all of it once more to whoever pressed none: a telephone without
 * keys, or somebody who had to find the light first. The second time is left out where there is no room for it.
 */
export function callVerbs(
  { message, prompt, bye, answerUrl }: CallWords,
  write: (verbs: readonly Verb[]) => string,
) {
  const once: readonly Verb[] =
    answerUrl === null
      ? [...message, { pause: 1 }]
      : [{ gather: answerUrl, timeout: patience, verbs: [...message, { pause: 1 }, ...prompt] }];
  const twice = [...once, ...once, ...bye];
  return write(twice).length <= inlineLimit ? twice : [...once, ...bye];
}
