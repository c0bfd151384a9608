const written = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([+-])(\d\d):(\d\d)$/;

/**
 * A CAP time (3.3.2: whole seconds, an offset and no `Z`; `+00:00` passes as `-00:00` does) in milliseconds UTC; NaN
 * for anything else, days that no month has included.
 */
export function readTime(text: string): number {
  const found = written.exec(text);
  if (!found) return Number.NaN;
  const at = (part: number): number => Number(found[part]);
  const [year, month, day, hour, minute, second] = [at(1), at(2), at(3), at(4), at(5), at(6)];
  const [offsetHour, offsetMinute] = [at(8), at(9)];
  const dayExists = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  const timeExists = hour <= 23 && minute <= 59 && second <= 59;
  const offset = offsetHour * 60 + offsetMinute;
  if (!dayExists || !timeExists || offsetMinute > 59 || offset > 14 * 60) return Number.NaN;
  const local =
    new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000;
  return local - (found[7] === '-' ? -offset : offset) * 60_000;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A CAP time in whole seconds at `offsetMinutes` east of UTC; UTC itself is `-00:00`. */
export function writeTime(milliseconds: number, offsetMinutes: number): string {
  const local = new Date(Math.floor(milliseconds / 1000) * 1000 + offsetMinutes * 60_000);
  const offset = Math.abs(offsetMinutes);
  const sign = offsetMinutes > 0 ? '+' : '-';
  return `${local.toISOString().slice(0, 19)}${sign}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}
