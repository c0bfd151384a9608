import type { OtherCalls } from '../domain/channel.js';

/** A provider's record of a call; `at` by its own clock. */
export interface FoundCall {
  readonly sid: string;
  readonly at: number;
}

/** How far the two clocks' seconds and a request on its way may put a record before its call. Milliseconds. */
const before = 60_000;
/** A call leaves within its lease, so that nothing later is its record. Milliseconds. */
const after = 120_000;

/**
 * Which of the provider's records is the call that began at `calledAt` by the provider's clock: `none` where it never had
 * it, null where that cannot be said. A record that another delivery or ring has is not it. Of other calls to the same
 * target that nobody knows the end of, each may have made one of the records: with fewer of them than calls nobody can say
 * whose they are, and with enough they came in the order of their calls.
 */
export function findCall(
  found: readonly FoundCall[],
  calledAt: number,
  { refs, earlier, later }: OtherCalls,
): string | 'none' | null {
  const free = found
    .filter(({ sid, at }) => !refs.has(sid) && at >= calledAt - before && at <= calledAt + after)
    .sort((a, b) => a.at - b.at);
  if (free.length === 0) return 'none';
  if (free.length <= earlier + later) return null;
  return free.at(-1 - later)?.sid ?? null;
}
