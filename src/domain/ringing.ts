/** `due`: written down, not yet called. `silent`: nobody answered. `ended`: no longer needed before it was called. */
export const ringStates = ['due', 'ringing', 'answered', 'silent', 'failed', 'ended'] as const;
export type RingState = (typeof ringStates)[number];

/** How an approver is reached: by telephone, with an SMS beside it. */
export const ringChannels = ['voice', 'sms'] as const;
export type RingChannel = (typeof ringChannels)[number];

/** In an officer's place: nobody could be rung, and those who wait are told so. */
export const nobody = '-';

/** One approver rung for one submission. Times in milliseconds UTC. */
export interface Rung {
  readonly officerId: string;
  readonly channel: RingChannel;
  /** 1, 2, …: how often the list was gone through. */
  readonly round: number;
  readonly state: RingState;
  readonly at: number;
  readonly answeredAt: number | null;
}

export interface RingingFacts {
  /** The submission's level; from 4 on everybody is rung at once. */
  readonly level: number | null;
  /** Approvers who may approve this submission, in the town's order. */
  readonly order: readonly string[];
  /** Who was rung for it so far. */
  readonly rung: readonly Rung[];
  readonly now: number;
  /** Milliseconds without an answer after which the next one is rung. */
  readonly nextAfter: number;
  /** What order and rounds go by: the telephone, and SMS alone where the town has no telephone. */
  readonly by: RingChannel;
}

/** Whether nobody will come of it. An SMS that was sent may still be read. */
const isOver = ({ channel, state }: Rung): boolean =>
  state === 'failed' || (channel === 'voice' && state === 'silent');

/** Whom to ring now, and in which round. */
export interface NextRings {
  readonly officers: readonly string[];
  readonly round: number;
}

const allAtOnceFrom = 4;
/** Who answered "I'm looking" has so long to approve, return or reject before others are rung. */
const answerHolds = 180_000;

/**
 * Whom to ring next for a submission that waits: one after the other in the town's order, everybody at once for levels 4
 * and 5, and the list again from its beginning while nobody answers. An answer holds further calls for three minutes. A
 * call that could not be connected or was not taken is no reason to wait: the next one is rung at once.
 */
export function nextRings({ level, order, rung, now, nextAfter, by }: RingingFacts): NextRings | null {
  if (order.length === 0) return null;
  const answers = rung.flatMap(({ answeredAt }) => answeredAt ?? []);
  if (answers.some((at) => now - at < answerHolds)) return null;
  const calls = rung.filter(({ channel, officerId }) => channel === by && order.includes(officerId));
  const round = Math.max(1, ...calls.map((call) => call.round));
  const thisRound = calls.filter((call) => call.round === round);
  const left = order.filter((officer) => !thisRound.some(({ officerId }) => officerId === officer));
  if (level !== null && level >= allAtOnceFrom && left.length > 0) return { officers: left, round };
  const latest = Math.max(0, ...thisRound.map(({ at }) => at), ...answers);
  const waited = now - latest >= nextAfter;
  const [next] = left;
  if (next !== undefined) {
    return thisRound.every(isOver) || waited ? { officers: [next], round } : null;
  }
  if (!waited) return null;
  const again = level !== null && level >= allAtOnceFrom ? order : order.slice(0, 1);
  return { officers: again, round: round + 1 };
}
