/** How many were handed on within each tenth of a second since the issue; tenths in ascending order. */
export interface Tenth {
  readonly tenth: number;
  readonly n: number;
}

/** Within how many milliseconds of the issue half and 95 of 100 of those handed on were; to a tenth of a second, upwards. */
export interface HandOffTimes {
  readonly p50: number;
  readonly p95: number;
}

/** Null before the first. */
export function handOffTimes(tenths: readonly Tenth[]): HandOffTimes | null {
  const all = tenths.reduce((sum, { n }) => sum + n, 0);
  const within = (share: number): number => {
    let left = Math.ceil(all * share);
    for (const { tenth, n } of tenths) {
      left -= n;
      if (left <= 0) return Math.max(0, tenth + 1) * 100;
    }
    return 0;
  };
  return all === 0 ? null : { p50: within(0.5), p95: within(0.95) };
}
