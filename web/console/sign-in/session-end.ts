import type { SessionShape } from '../api/types.js';

/**
 * Whether a screen that was signed out by itself calls until somebody comes: that of a duty which goes on, as long as a duty
 * may last. Nobody is to be woken at the desk of a department.
 */
export const callsOn = (ended: SessionShape['ended'], now: number): boolean =>
  ended?.onDuty === true && ended.why !== 'revoked' && now - ended.at < 12 * 60 * 60_000;

/** Milliseconds before the end of a session at which it is said. */
const before = 10 * 60_000;

/** What keeps a session, as this browser knows it; the hub may have seen its last use a minute earlier. Milliseconds. */
export interface Use {
  /** By the hub's clock. */
  readonly now: number;
  /** Since a request reached the hub. */
  readonly unusedFor: number;
  /** The last sign of life of the socket, by the hub's clock: with duty it counts as use (ADR 0061). */
  readonly seenAt: number;
}

/** An end that comes within ten minutes: when, and whether one can put it off. */
export interface ComingEnd {
  readonly at: number;
  readonly why: 'idle' | 'over';
}

export const comingEnd = (ends: SessionShape['ends'], { now, unusedFor, seenAt }: Use): ComingEnd | null => {
  if (ends === undefined) return null;
  const used = Math.max(now - unusedFor, ends.onDuty ? seenAt : 0);
  const idle: ComingEnd = { at: used + ends.idle, why: 'idle' };
  const end: ComingEnd = idle.at < ends.at ? idle : { at: ends.at, why: 'over' };
  return end.at - now <= before ? end : null;
};
