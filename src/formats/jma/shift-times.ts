/** Moves every time of a telegram by `delta` milliseconds, its 14-digit EventID too: an old telegram, played today. */
export function shiftTimes(xml: string, delta: number): string {
  const stamps = xml.replace(
    /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(Z|\+09:00)/g,
    (_match, _time: string, zone: string) => inZone(Date.parse(_match) + delta, zone),
  );
  return stamps.replace(/<EventID>(\d{14})<\/EventID>/g, (_match, id: string) => {
    const time = Date.parse(
      `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}T${id.slice(8, 10)}:${id.slice(10, 12)}:${id.slice(12)}+09:00`,
    );
    return `<EventID>${inZone(time + delta, '+09:00')
      .replace(/\D/g, '')
      .slice(0, 14)}</EventID>`;
  });
}

const nineHours = 9 * 60 * 60_000;

const inZone = (time: number, zone: string): string =>
  zone === 'Z'
    ? `${new Date(time).toISOString().slice(0, 19)}Z`
    : `${new Date(time + nineHours).toISOString().slice(0, 19)}+09:00`;
