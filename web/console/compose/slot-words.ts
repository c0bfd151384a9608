import i18next from 'i18next';
import type { Order, SlotValue, TownShape } from '../api/types.js';
import { day, dayAndTime } from '../text/format.js';
import { choiceOrNull, districtWords, label, labelOrNull, listed, placeName } from '../text/labels.js';

const closed = ['kind', 'hazard', 'reason', 'cause', 'intensity'] as const;
/** Slots of typed words, which are shown as they are even where they look like a code. */
const typed = ['note', 'epicentre', 'volcano'];

const wordOf = (name: string, value: string, town: TownShape): string => {
  if (typed.includes(name)) return value;
  const choice = choiceOrNull(name, value);
  if (choice !== null) return choice;
  const place =
    town.shelters.find((one) => one.id === value) ?? town.features.find((one) => one.code === value);
  if (place !== undefined) return placeName(place.name);
  const has = (group: (typeof closed)[number]): boolean => labelOrNull(group, value) !== null;
  // One value may be a word of two lists: a landslide warning is a reason, and a message of its own.
  const group = closed.find((one) => one === name && has(one)) ?? closed.find(has);
  return group === undefined ? value : label(group, value);
};

const orderWords = ({ level, hazard, districts }: Order, town: TownShape): string =>
  i18next.t('orders.words', {
    level,
    hazard: label('hazard', hazard),
    where: districtWords([...districts], town) || i18next.t('district.none'),
  });

/** Milliseconds since 2001: smaller numbers are no times. */
const firstTime = 1e12;
/** `onDay`, `nextDay`: the time of day means nothing. */
const isDay = (name: string): boolean => name.endsWith('Day');

/** A slot's value in words. */
export const slotWords = (name: string, value: SlotValue, town: TownShape): string => {
  if (typeof value === 'boolean') return i18next.t(value ? 'word.yes' : 'word.no');
  if (typeof value === 'number')
    return value <= firstTime ? String(value) : isDay(name) ? day(value) : dayAndTime(value);
  if (typeof value === 'string') return wordOf(name, value, town);
  return listed(
    value.map((one) => (typeof one === 'string' ? wordOf(name, one, town) : orderWords(one, town))),
  );
};
