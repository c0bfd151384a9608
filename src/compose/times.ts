import { bcp47, type Language } from '../domain/language.js';
import { withReading } from './markup.js';
import { dayReading, hourReading, minuteReading, monthReading } from './numbers.js';

/** The parts of a point in time as a language writes them; `word.datetime` of the phrasebook puts them in order. */
export interface TimeParts {
  readonly month: string;
  readonly day: string;
  readonly weekday: string;
  /** 24-hour clock, Latin digits; in Japanese N時M分, because 22:05 is read wrongly aloud. */
  readonly time: string;
}

const weekdayReadings: Readonly<Record<string, string>> = {
  日曜日: 'にちようび',
  月曜日: 'げつようび',
  火曜日: 'かようび',
  水曜日: 'すいようび',
  木曜日: 'もくようび',
  金曜日: 'きんようび',
  土曜日: 'どようび',
};

type Width = 'short' | 'long' | 'numeric';

/** How a language names the month and the weekday; the rest write both short. */
const widths: Readonly<
  Partial<Record<Language, { readonly month: Width; readonly weekday: 'short' | 'long' }>>
> = {
  ja: { month: 'numeric', weekday: 'long' },
  'ja-easy': { month: 'numeric', weekday: 'long' },
  'zh-Hans': { month: 'numeric', weekday: 'short' },
  'zh-Hant': { month: 'numeric', weekday: 'short' },
  vi: { month: 'long', weekday: 'long' },
  th: { month: 'long', weekday: 'long' },
  ne: { month: 'long', weekday: 'long' },
  mn: { month: 'short', weekday: 'long' },
  'pt-BR': { month: 'long', weekday: 'long' },
  es: { month: 'long', weekday: 'long' },
  tl: { month: 'long', weekday: 'long' },
  id: { month: 'long', weekday: 'long' },
  my: { month: 'long', weekday: 'long' },
  km: { month: 'long', weekday: 'long' },
  si: { month: 'numeric', weekday: 'long' },
};

/** Making a formatter costs more than a whole rendering; one per language and zone is kept. */
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterFor = (language: Language, timeZone: string): Intl.DateTimeFormat => {
  const key = `${language} ${timeZone}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const { month, weekday } = widths[language] ?? { month: 'short', weekday: 'short' };
  // Without the extension Thai prints 2569 and Burmese its own digits.
  const made = new Intl.DateTimeFormat(`${bcp47(language)}-u-ca-gregory-nu-latn`, {
    timeZone,
    month,
    day: 'numeric',
    weekday,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formatters.set(key, made);
  return made;
};

/** Intl gives Sinhala the months of the moon, also for the Gregorian calendar. */
const sinhalaMonths = 'ජනවාරි පෙබරවාරි මාර්තු අප්‍රේල් මැයි ජූනි ජූලි අගෝස්තු සැප්තැම්බර් ඔක්තෝබර් නොවැම්බර් දෙසැම්බර්'.split(' ');

/** Words for month and day that Intl gives as literals between the parts. */
const suffixes: Readonly<Partial<Record<Language, readonly [month: string, day: string]>>> = {
  'zh-Hans': ['月', '日'],
  'zh-Hant': ['月', '日'],
  ko: ['', '일'],
};

const japaneseParts = (
  month: number,
  day: number,
  weekday: string,
  clock: readonly [number, number],
): TimeParts => ({
  month: withReading(`${month}月`, monthReading(month)),
  day: withReading(`${day}日`, dayReading(day)),
  weekday: withReading(weekday, weekdayReadings[weekday] ?? weekday),
  time:
    withReading(`${clock[0]}時`, hourReading(clock[0])) +
    (clock[1] === 0 ? '' : withReading(`${clock[1]}分`, minuteReading(clock[1]))),
});

/** Splits a time (milliseconds UTC) for one language in the town's zone. Japanese comes with readings. */
export const timeParts = (language: Language, time: number, timeZone: string): TimeParts => {
  const found: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const part of formatterFor(language, timeZone).formatToParts(time)) found[part.type] = part.value;
  const { month = '', day = '', weekday = '', hour = '', minute = '' } = found;
  if (bcp47(language) === 'ja')
    return japaneseParts(Number(month), Number(day), weekday, [Number(hour), Number(minute)]);
  const [ofMonth, ofDay] = suffixes[language] ?? ['', ''];
  const name = language === 'si' ? (sinhalaMonths[Number(month) - 1] ?? month) : month;
  // Vietnamese writes thứ small within a sentence.
  const named = language === 'vi' ? weekday.replace(/^Thứ/u, 'thứ') : weekday;
  return { month: `${name}${ofMonth}`, day: `${day}${ofDay}`, weekday: named, time: `${hour}:${minute}` };
};

/** Hours and minutes alone, 22:05. */
export const clockTime = (time: number, timeZone: string): string => timeParts('en', time, timeZone).time;
