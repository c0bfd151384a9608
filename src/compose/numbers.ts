/** Readings of numbers in spoken Japanese. A pure table; only what the sentences need. */

const digits = ['ぜろ', 'いち', 'に', 'さん', 'よん', 'ご', 'ろく', 'なな', 'はち', 'きゅう'] as const;
const hundreds = [
  '',
  'ひゃく',
  'にひゃく',
  'さんびゃく',
  'よんひゃく',
  'ごひゃく',
  'ろっぴゃく',
  'ななひゃく',
  'はっぴゃく',
  'きゅうひゃく',
];
const thousands = [
  '',
  'せん',
  'にせん',
  'さんぜん',
  'よんせん',
  'ごせん',
  'ろくせん',
  'ななせん',
  'はっせん',
  'きゅうせん',
];

const digit = (n: number): string => digits[n] ?? '';

/** 0–9999 as a cardinal: 22 → にじゅうに. */
export const cardinal = (n: number): string => {
  if (n === 0) return 'ぜろ';
  const tens = Math.floor(n / 10) % 10;
  return (
    (thousands[Math.floor(n / 1000)] ?? '') +
    (hundreds[Math.floor(n / 100) % 10] ?? '') +
    (tens === 0 ? '' : `${tens === 1 ? '' : digit(tens)}じゅう`) +
    (n % 10 === 0 ? '' : digit(n % 10))
  );
};

/** The tens of a number as they stand before a counter. */
const tensOf = (n: number): string => (n < 10 ? '' : cardinal(n - (n % 10)));

const hourOnes: Readonly<Record<number, string>> = { 4: 'よ', 7: 'しち', 9: 'く' };

/** 0–24 o'clock: 0 → れいじ, 4 → よじ, 19 → じゅうくじ. */
export const hourReading = (hour: number): string =>
  hour === 0
    ? 'れいじ'
    : `${tensOf(hour)}${hour % 10 === 0 ? '' : (hourOnes[hour % 10] ?? digit(hour % 10))}じ`;

const minuteOnes: Readonly<Record<number, string>> = {
  1: 'いっぷん',
  3: 'さんぷん',
  4: 'よんぷん',
  6: 'ろっぷん',
  8: 'はっぷん',
};

/** 0–59 minutes: 5 → ごふん, 10 → じゅっぷん, 21 → にじゅういっぷん. */
export const minuteReading = (minute: number): string => {
  if (minute === 0) return 'れいふん';
  const ones = minute % 10;
  if (ones === 0) return `${cardinal(minute).slice(0, -'じゅう'.length)}じゅっぷん`;
  return tensOf(minute) + (minuteOnes[ones] ?? `${digit(ones)}ふん`);
};

const monthReadings: Readonly<Record<number, string>> = { 4: 'し', 7: 'しち', 9: 'く' };

/** 1–12: 4 → しがつ, 9 → くがつ. */
export const monthReading = (month: number): string => `${monthReadings[month] ?? cardinal(month)}がつ`;

const dayReadings: Readonly<Record<number, string>> = {
  1: 'ついたち',
  2: 'ふつか',
  3: 'みっか',
  4: 'よっか',
  5: 'いつか',
  6: 'むいか',
  7: 'なのか',
  8: 'ようか',
  9: 'ここのか',
  10: 'とおか',
  14: 'じゅうよっか',
  17: 'じゅうしちにち',
  19: 'じゅうくにち',
  20: 'はつか',
  24: 'にじゅうよっか',
  27: 'にじゅうしちにち',
  29: 'にじゅうくにち',
};

/** 1–31: 1 → ついたち, 20 → はつか, 21 → にじゅういちにち. */
export const dayReading = (day: number): string => dayReadings[day] ?? `${cardinal(day)}にち`;

/** A telephone number digit by digit, の between its groups: 0800-1 → ぜろはちぜろぜろの、いち. */
export const phoneReading = (phone: string): string =>
  phone
    .split('-')
    .map((group) => [...group].map((each) => (/\d/u.test(each) ? digit(Number(each)) : each)).join(''))
    .join('の、');
