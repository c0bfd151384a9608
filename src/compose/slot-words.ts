import { isChinese, isJapanese, type Language } from '../domain/language.js';
import type { DistrictChoice, Message, Order, SlotValue } from '../domain/message.js';
import { wordSetOf, type SlotSpec } from '../domain/kind.js';
import { placeNames } from '../domain/place-names.js';
import type { Town } from '../domain/town.js';
import { shield, withReading } from './markup.js';
import { cardinal, phoneReading } from './numbers.js';
import { groupOf, listed, placeIn, soundOf, townNameIn, withSigns } from './place-words.js';
import { timeParts } from './times.js';
import type { Translate } from './translator.js';

/** What fills one {{slot}}: marked-up words, the bank's keys they came from, and whether a person typed them. */
export interface SlotWords {
  readonly text: string;
  readonly keys: readonly string[];
  readonly typed: boolean;
}

/** Names beyond which a text gives a group's name, or a number and a link, instead of a list. */
const listMost = 6;

/** Fills the slots of one message in one language. */
export interface SlotFiller {
  readonly message: Message;
  readonly town: Town;
  readonly slots: Readonly<Record<string, SlotSpec>>;
  readonly translate: Translate;
  /** The order that a sentence said once per order speaks of. */
  readonly order?: Order;
  /** A voice cannot say "list at this link": it names every place and shelter. */
  readonly aloud: boolean;
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

const townWords = (from: SlotFiller, language: Language): SlotWords | null =>
  word(from, language, 'word.town', { townName: townNameIn(language, from.town.name) });

const countWords = (from: SlotFiller, language: Language, key: string, count: number): SlotWords | null =>
  word(from, language, key, { number: String(count), website: from.town.website });

const wholeTown = (from: SlotFiller, language: Language): SlotWords | null => {
  const town = townWords(from, language);
  const all = town === null ? null : word(from, language, 'word.places.all', { town: town.text });
  return town === null || all === null ? null : { ...all, keys: [...all.keys, ...town.keys] };
};

const districtWords = (from: SlotFiller, language: Language, choice: DistrictChoice): SlotWords | null => {
  const names = placeNames(from.town, choice);
  if (names === 'all') return wholeTown(from, language);
  if (names.length > listMost && !from.aloud) {
    const group = groupOf(from.town, choice);
    // A group's name (亀井小学校区) means something in Japanese and English; elsewhere a count says more.
    if (group !== null && (isJapanese(language) || language === 'en')) return plain(placeIn(language, group));
    return countWords(from, language, 'word.places.many', names.length);
  }
  return plain(
    listed(
      language,
      names.map((name) => placeIn(language, name)),
    ),
  );
};

const shelterWords = (
  from: SlotFiller,
  language: Language,
  value: SlotValue,
  short: boolean,
): SlotWords | null => {
  const ids = Array.isArray(value) ? value : [];
  // In the officer's order: a town opens its shelters in an order of its own.
  const names = ids.flatMap((id) =>
    from.town.shelters.filter((shelter) => shelter.id === id).map((shelter) => shelter.name),
  );
  return !from.aloud && (names.length > listMost || (short && names.length > 2))
    ? countWords(from, language, 'word.shelters.many', names.length)
    : plain(
        listed(
          language,
          names.map((name) => placeIn(language, name)),
        ),
      );
};

const timeWords = (from: SlotFiller, language: Language, key: string, time: number): SlotWords | null =>
  word(from, language, key, { ...timeParts(language, time, from.town.timeZone) });

const numberIn = (language: Language, value: number): string =>
  isJapanese(language) ? withReading(String(value), cardinal(value)) : String(value);

const phoneIn = (language: Language, phone: string): string =>
  isJapanese(language) ? withReading(phone, phoneReading(phone)) : phone;

const featureWords = (from: SlotFiller, language: Language, code: SlotValue): SlotWords | null => {
  const feature = from.town.features.find((each) => each.code === code);
  if (feature === undefined) return null;
  if (feature.type === 'river') {
    if (isJapanese(language) || isChinese(language))
      return word(from, language, 'word.river', { riverName: placeIn(language, feature.name) });
    // The word for river belongs to the sound: the signs stand behind both.
    const river = word(from, language, 'word.river', { riverName: soundOf(language, feature.base) });
    return river && { ...river, text: withSigns(language, river.text, feature.name.ja) };
  }
  const roadNumber = numberIn(language, Number(feature.base.ja));
  return word(from, language, `word.road.${feature.type.replace('-road', '')}`, { roadNumber });
};

const typedWords = (spec: SlotSpec, value: string): SlotWords => ({
  text: shield(value.trim()),
  keys: [],
  typed: spec.origin !== 'telegram',
});

/** What every message can say, whatever its kind. */
const commonWords = (from: SlotFiller, language: Language, name: string): SlotWords | null | undefined => {
  const { town, message, order } = from;
  switch (name) {
    case 'town':
      return townWords(from, language);
    case 'radioName':
      return plain(placeIn(language, town.radioName));
    case 'website':
      return plain(town.website);
    case 'phone':
      return plain(phoneIn(language, town.phone));
    case 'relistenPhone':
      return plain(phoneIn(language, town.relistenPhone));
    case 'decidedAt':
      return timeWords(from, language, 'word.datetime', message.decidedAt);
    case 'places':
    case 'placesShort':
      return districtWords(from, language, message.districts);
    case 'orderPlaces':
      return order === undefined ? null : districtWords(from, language, order.districts);
    case 'orderHazard':
      return order === undefined ? null : word(from, language, `word.hazard.${order.hazard}`);
    default:
      return undefined;
  }
};

/** The words of one placeholder, or null when the message has nothing for it or the language no words. */
export const slotWords = (from: SlotFiller, language: Language, name: string): SlotWords | null => {
  const common = commonWords(from, language, name);
  if (common !== undefined) return common;
  const slot = name === 'sheltersShort' ? 'shelters' : name;
  const spec = from.slots[slot];
  const value = from.message.slots[slot];
  if (spec === undefined || value === undefined) return null;
  switch (spec.type) {
    case 'time':
      return timeWords(from, language, 'word.datetime', Number(value));
    case 'date':
      return timeWords(from, language, 'word.date', Number(value));
    case 'shelters':
      return shelterWords(from, language, value, name !== slot);
    case 'text':
      return typedWords(spec, String(value));
    case 'number':
      return plain(numberIn(language, Number(value)));
    case 'river':
    case 'road':
      return featureWords(from, language, value);
    default:
      return word(from, language, `word.${wordSetOf(spec) ?? spec.type}.${String(value)}`);
  }
};
