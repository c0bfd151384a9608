import type { ChannelId } from '../domain/channel.js';
import { hazards, levelledHazards } from '../domain/hazard.js';
import { channelsOf, type Kind, type SlotSpec } from '../domain/kind.js';
import { ordersOf, type Message, type Order, type SlotValue } from '../domain/message.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import { unknownDistrict } from '../domain/place-names.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Town } from '../domain/town.js';
import { misplacedWord } from './drill-mark.js';

/** The widest time that a JavaScript date can hold, in milliseconds. */
const maxTime = 8.64e15;

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** Characters as a person counts them. */
const lengthOf = (text: string): number => [...graphemes.segment(text)].length;

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= maxTime;

/** Control characters, line breaks and private-use letters have no place in a sentence. */
const unprintable = /[\p{Cc}\p{Co}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

const checkText = (slot: string, spec: SlotSpec, value: SlotValue, message: Message): Refusal | null => {
  if (typeof value !== 'string' || value.trim() === '' || unprintable.test(value))
    return refuse('compose.bad-slot', { slot });
  const actual = lengthOf(value);
  const max = spec.maxLength ?? 120;
  if (actual > max) return refuse('compose.text-too-long', { slot, max, actual });
  const misplaced = misplacedWord(message.status, value);
  return misplaced === null ? null : refuse(misplaced, { slot });
};

const isListed = (spec: SlotSpec, value: SlotValue, fallback: readonly string[]): boolean =>
  typeof value === 'string' && (spec.values ?? fallback).includes(value);

const areShelters = (town: Town, value: SlotValue): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  new Set(value).size === value.length &&
  value.every((id) => town.shelters.some((shelter) => shelter.id === id));

/** Each order whole: a level, one of the four hazards that have one, districts that the town has; no pair said twice. */
const areOrders = (town: Town, value: SlotValue): boolean => {
  if (!Array.isArray(value) || value.length === 0) return false;
  const pairs = new Set<string>();
  return (value as readonly Order[]).every((order) => {
    const { level, hazard, districts } = order;
    if (![3, 4, 5].includes(level) || !(levelledHazards as readonly string[]).includes(hazard)) return false;
    if (!Array.isArray(districts) || districts.length === 0) return false;
    return districts.every((code) => {
      const pair = `${hazard} ${code}`;
      const fresh = !pairs.has(pair) && town.districts.some((each) => each.code === code);
      pairs.add(pair);
      return fresh;
    });
  });
};

const isWithin = ({ min = 0, max = Number.MAX_SAFE_INTEGER }: SlotSpec, value: SlotValue): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;

const isFeature = (town: Town, road: boolean, value: SlotValue): boolean =>
  town.features.some(({ code, type }) => code === value && (type !== 'river') === road);

const isGood = (spec: SlotSpec, value: SlotValue, phrasebook: Phrasebook, town: Town): boolean => {
  switch (spec.type) {
    case 'time':
    case 'date':
      return isTime(value);
    case 'number':
      return isWithin(spec, value);
    case 'river':
    case 'road':
      return isFeature(town, spec.type === 'road', value);
    case 'orders':
      return areOrders(town, value);
    case 'hazard':
      return isListed(spec, value, hazards);
    case 'flag':
      return typeof value === 'boolean';
    case 'shelters':
      return areShelters(town, value);
    case 'kind':
      return isListed(spec, value, Object.keys(phrasebook.kinds));
    case 'level':
      return typeof value === 'number' && [1, 2, 3, 4, 5].includes(value);
    case 'place':
      return typeof value === 'string' && town.areas.some((area) => area.code === value);
    default:
      return isListed(spec, value, []);
  }
};

const checkSlots = (kind: Kind, message: Message, phrasebook: Phrasebook, town: Town): Refusal | null => {
  for (const slot of Object.keys(message.slots))
    if (!Object.hasOwn(kind.slots, slot)) return refuse('compose.unknown-slot', { slot, kind: kind.kind });
  for (const [slot, spec] of Object.entries(kind.slots)) {
    const value = Object.hasOwn(message.slots, slot) ? message.slots[slot] : undefined;
    if (value === undefined || value === null) {
      if (spec.required) return refuse('compose.missing-slot', { slot, kind: kind.kind });
      continue;
    }
    if (spec.type === 'text') {
      const refused = checkText(slot, spec, value, message);
      if (refused !== null) return refused;
    } else if (!isGood(spec, value, phrasebook, town)) return refuse('compose.bad-slot', { slot });
  }
  return null;
};

/** The districts of a combined message are those of its orders, and with a level 5 among them it names no shelter. */
const checkOrders = (message: Message, town: Town): Refusal | null => {
  const orders = ordersOf(message.slots);
  if (orders.length === 0) return null;
  const named = new Set(orders.flatMap((order) => order.districts));
  const chosen =
    message.districts === 'all' ? town.districts.map(({ code }) => code) : [...new Set(message.districts)];
  if (chosen.length !== named.size || !chosen.every((code) => named.has(code)))
    return refuse('compose.orders-districts');
  return orders.some(({ level }) => level === 5) && message.slots['shelters'] !== undefined
    ? refuse('compose.shelter-at-level-5')
    : null;
};

/** J-ALERT speaks through the loudspeakers by itself: the hub only where an officer says that it did not (R14). */
export const checkChannel = (kind: Kind, message: Message, channel: ChannelId): Refusal | null =>
  channel === 'radio' && kind.radioNeeds !== undefined && !channelsOf(kind, message.slots).includes(channel)
    ? refuse('compose.radio-needs-jalert-failure')
    : null;

/** The kind of a message whose slots, districts and time are all in order; else the first reason why not. */
export const checkMessage = (message: Message, phrasebook: Phrasebook, town: Town): Kind | Refusal => {
  const kind = Object.hasOwn(phrasebook.kinds, message.kind) ? phrasebook.kinds[message.kind] : undefined;
  if (kind === undefined) return refuse('compose.unknown-kind', { kind: message.kind });
  const refused = checkSlots(kind, message, phrasebook, town);
  if (refused !== null) return refused;
  if (message.districts !== 'all' && message.districts.length === 0) return refuse('compose.no-district');
  const unknown = unknownDistrict(town, message.districts);
  if (unknown !== undefined) return refuse('compose.unknown-district', { district: unknown });
  const badOrders = checkOrders(message, town);
  if (badOrders !== null) return badOrders;
  return isTime(message.decidedAt) ? kind : refuse('compose.bad-slot', { slot: 'decidedAt' });
};
