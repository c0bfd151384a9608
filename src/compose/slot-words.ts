import { bcp47, type Language } from '../domain/language.js';
import type { Message, SlotValue } from '../domain/message.js';
import type { SlotSpec } from '../domain/kind.js';
import { placeNames } from '../domain/place-names.js';
import type { PlaceName, Town } from '../domain/town.js';
import { shield, withReading } from './markup.js';
import { phoneReading } from './numbers.js';
import { timeParts } from './times.js';
import type { Translate } from './translator.js';

/** What fills one {{slot}}: marked-up words, the bank's keys they came from, and whether a person typed them. */
export interface SlotWords {
  readonly text: string;
  readonly keys: readonly string[];
  readonly typed: boolean;
}

/** Names beyond which a short form gives a number and a link instead of a list. */
const shortListMost = 6;

const lists = new Map<Language, Intl.ListFormat>();

const listed = (language: Language, names: readonly string[]): string => {
  if (language === 'ja') return names.join('、');
  if (language === 'ja-easy') return names.join('、 ');
  const format = lists.get(language) ?? new Intl.ListFormat(bcp47(language), { type: 'conjunction' });
  lists.set(language, format);
  return format.format(names);
};

/** A place in a language's own letters: Japanese with its reading, kanji for readers of Chinese, Latin elsewhere. */
const placeIn = (language: Language, name: PlaceName): string => {
  if (bcp47(language) === 'ja') return withReading(name.ja, name.kana);
  return language === 'zh-Hans' ? name.ja : name.romaji;
};

/** Chinese readers get the sound in brackets beside the kanji of the sign, while the list is short. */
const placesIn = (language: Language, names: readonly PlaceName[]): string =>
  listed(
    language,
    names.map((name) =>
      language === 'zh-Hans' && names.length <= shortListMost
        ? `${name.ja}（${name.romaji}）`
        : placeIn(language, name),
    ),
  );

/** Fills the slots of one message in one language. */
export interface SlotFiller {
  readonly message: Message;
  readonly town: Town;
  readonly slots: Readonly<Record<string, SlotSpec>>;
  readonly translate: Translate;
  /** False where the language lacks the key: it then falls back. */
  has(language: Language, key: string): boolean;
}

const plain = (text: string): SlotWords => ({ text, keys: [], typed: false });

/** A word of the bank; null where the language lacks it. */
const word = (
  from: SlotFiller,
  language: Language,
  key: string,
  values: Record<string, string> = {},
): SlotWords | null =>
  from.has(language, key) ? { text: from.translate(language, key, values), keys: [key], typed: false } : null;

/** English names a town with its word (Hatoyama Town); the other Latin readers put their own word before the bare name. */
const townName = (language: Language, name: PlaceName): string =>
  language === 'en'
    ? name.romaji
    : placeIn(language, { ...name, romaji: name.romaji.replace(/ (Town|City|Village)$/u, '') });

const townWords = (from: SlotFiller, language: Language): SlotWords | null =>
  word(from, language, 'word.town', { townName: townName(language, from.town.name) });

const countWords = (from: SlotFiller, language: Language, key: string, count: number): SlotWords | null =>
  word(from, language, key, { number: String(count), website: from.town.website });

const wholeTown = (from: SlotFiller, language: Language): SlotWords | null => {
  const town = townWords(from, language);
  const all = town === null ? null : word(from, language, 'word.places.all', { town: town.text });
  return town === null || all === null ? null : { ...all, keys: [...all.keys, ...town.keys] };
};

const districtWords = (from: SlotFiller, language: Language, short: boolean): SlotWords | null => {
  const names = placeNames(from.town, from.message.districts);
  if (names === 'all') return wholeTown(from, language);
  return short && names.length > shortListMost
    ? countWords(from, language, 'word.places.many', names.length)
    : plain(placesIn(language, names));
};

const shelterWords = (
  from: SlotFiller,
  language: Language,
  value: SlotValue,
  short: boolean,
): SlotWords | null => {
  const ids = Array.isArray(value) ? value : [];
  const found = from.town.shelters.filter((shelter) => ids.includes(shelter.id));
  // In the officer's order: a town opens its shelters in an order of its own.
  const names = ids.flatMap((id) =>
    found.filter((shelter) => shelter.id === id).map((shelter) => shelter.name),
  );
  return short && names.length > 2
    ? countWords(from, language, 'word.shelters.many', names.length)
    : plain(
        listed(
          language,
          names.map((name) => placeIn(language, name)),
        ),
      );
};

const timeWords = (from: SlotFiller, language: Language, time: number): SlotWords | null =>
  word(from, language, 'word.datetime', { ...timeParts(language, time, from.town.timeZone) });

const typedWords = (spec: SlotSpec, value: string): SlotWords => ({
  text: shield(value.trim()),
  keys: [],
  typed: spec.origin !== 'telegram',
});

/** The words of one placeholder, or null when the message has nothing for it. */
export const slotWords = (from: SlotFiller, language: Language, name: string): SlotWords | null => {
  const { town, message } = from;
  if (name === 'town') return townWords(from, language);
  if (name === 'radioName') return plain(placeIn(language, town.radioName));
  if (name === 'website') return plain(town.website);
  if (name === 'relistenPhone')
    return plain(
      bcp47(language) === 'ja'
        ? withReading(town.relistenPhone, phoneReading(town.relistenPhone))
        : town.relistenPhone,
    );
  if (name === 'decidedAt') return timeWords(from, language, message.decidedAt);
  if (name === 'places') return districtWords(from, language, false);
  if (name === 'placesShort') return districtWords(from, language, true);
  const slot = name === 'sheltersShort' ? 'shelters' : name;
  const spec = from.slots[slot];
  const value = message.slots[slot];
  if (spec === undefined || value === undefined) return null;
  if (spec.type === 'time') return timeWords(from, language, Number(value));
  if (spec.type === 'shelters') return shelterWords(from, language, value, name !== slot);
  if (spec.type === 'text') return typedWords(spec, String(value));
  return word(from, language, `word.${spec.type}.${String(value)}`);
};
