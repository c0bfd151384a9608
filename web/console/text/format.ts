import i18next from 'i18next';

const zone = 'Asia/Tokyo';
let townZone = zone;
export const setTimeZone = (name: string): void => {
  townZone = name;
};

const tag = (): string =>
  i18next.language === 'ja' ? 'ja-JP-u-ca-gregory-nu-latn' : 'en-GB-u-ca-gregory-nu-latn';
const write = (at: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(tag(), { timeZone: townZone, hourCycle: 'h23', ...options }).format(at);

/** 10:03:21 in the town's zone. */
export const clock = (at: number): string =>
  write(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
/** 11月21日(土) */
export const day = (at: number): string => write(at, { month: 'short', day: 'numeric', weekday: 'short' });
/** 11月21日(土) 10:03 */
export const dayAndTime = (at: number): string =>
  `${day(at)} ${write(at, { hour: '2-digit', minute: '2-digit' })}`;
export const hourInTown = (at: number): number => Number(write(at, { hour: '2-digit' }).replace(/\D/g, ''));

/** 13,012 */
export const count = (value: number): string => new Intl.NumberFormat(tag()).format(value);

/** ¥1,234 */
export const money = (amount: number, currency: string): string =>
  new Intl.NumberFormat(tag(), { style: 'currency', currency }).format(amount);

/** 9:59 of milliseconds left; 0:00 when over. */
export const remaining = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** 2.3 秒, or 9:59 from a minute and a half on. */
export const duration = (milliseconds: number): string =>
  milliseconds >= 90_000
    ? remaining(milliseconds)
    : new Intl.NumberFormat(tag(), {
        style: 'unit',
        unit: 'second',
        unitDisplay: 'short',
        maximumFractionDigits: milliseconds < 10_000 ? 1 : 0,
      }).format(milliseconds / 1000);

/** Value of an `<input type="datetime-local">` in the town's zone. */
export const toLocalInput = (at: number): string => {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: townZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(at);
  return parts.replace(' ', 'T');
};

const localInput = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** Milliseconds UTC of such a value, or null when it is none. */
export const fromLocalInput = (value: string): number | null => {
  // Chromium takes `:00Z`, an empty field's, for the first of January 2000.
  if (!localInput.test(value)) return null;
  const asUtc = Date.parse(`${value}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const offset = Date.parse(`${toLocalInput(asUtc)}:00Z`) - asUtc;
  return asUtc - offset;
};

/** Value of an `<input type="date">` in the town's zone. */
export const toDateInput = (at: number): string => toLocalInput(at).slice(0, 10);

/** Noon of such a day in the town: the same day in every zone that matters. */
export const fromDateInput = (value: string): number | null => fromLocalInput(`${value}T12:00`);

/** Characters as a reader counts them. */
export const graphemes = (text: string): number => [...new Intl.Segmenter('ja').segment(text)].length;
