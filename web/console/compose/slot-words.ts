import i18next from 'i18next';
import type { SlotValue, TownShape } from '../api/types.js';
import { dayAndTime } from '../text/format.js';
import { label, labelOrNull, listed, placeName } from '../text/labels.js';

const closed = ['kind', 'hazard', 'reason', 'cause', 'intensity'] as const;

const wordOf = (value: string, town: TownShape): string => {
  const shelter = town.shelters.find((one) => one.id === value);
  if (shelter !== undefined) return placeName(shelter.name);
  const group = closed.find((one) => labelOrNull(one, value) !== null);
  return group === undefined ? value : label(group, value);
};

/** Milliseconds since 2001: smaller numbers are no times. */
const firstTime = 1e12;

/** A slot's value in words. */
export const slotWords = (name: string, value: SlotValue, town: TownShape): string => {
  if (typeof value === 'boolean') return i18next.t(value ? 'word.yes' : 'word.no');
  if (typeof value === 'number') return value > firstTime ? dayAndTime(value) : String(value);
  if (typeof value === 'string') return name === 'note' ? value : wordOf(value, town);
  return listed(value.map((one) => wordOf(one, town)));
};
