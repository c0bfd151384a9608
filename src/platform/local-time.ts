/** The Gregorian year of a moment in a time zone. `-u-ca-gregory-nu-latn` keeps every locale's calendar and digits out. */
export const localYear = (time: number, timeZone: string): number =>
  Number(new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { year: 'numeric', timeZone }).format(time));

/** Minutes after midnight in a time zone. */
export const localMinute = (time: number, timeZone: string): number => {
  const [hour, minute] = localStamp(time, timeZone).slice(-5).split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
};

/** `2026-07-10 22:05` in a time zone, for logs and tables. */
export const localStamp = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-u-ca-gregory-nu-latn', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  }).format(time);
