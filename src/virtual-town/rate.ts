/** True when one more request fits into the sliding second; a null rate takes everything. */
export function createRate(perSecond: number | null, now: () => number): () => boolean {
  if (perSecond === null) return () => true;
  const taken = new Float64Array(Math.max(1, Math.floor(perSecond))).fill(Number.NEGATIVE_INFINITY);
  let next = 0;
  return () => {
    const at = now();
    if (at - (taken[next] ?? 0) < 1000) return false;
    taken[next] = at;
    next = (next + 1) % taken.length;
    return true;
  };
}
