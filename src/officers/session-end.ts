import type { SessionRow } from '../store/entities/officer.entity.js';

/** Milliseconds after which a session ends in which nothing was asked for (but see `duty-session.ts`). */
export const idleLife = 2 * 60 * 60_000;

export interface SessionEnd {
  /** Milliseconds UTC. */
  readonly at: number;
  /** Nobody used it; its longest life was over; somebody ended it, here or elsewhere. */
  readonly why: 'idle' | 'over' | 'revoked';
}

/** When a session ended, and by what; null while it stands. */
export function endOf(
  { revokedAt, expiresAt, seenAt }: Pick<SessionRow, 'revokedAt' | 'expiresAt' | 'seenAt'>,
  now: number,
): SessionEnd | null {
  const ends: readonly SessionEnd[] = [
    { at: revokedAt ?? Number.POSITIVE_INFINITY, why: 'revoked' },
    { at: seenAt + idleLife, why: 'idle' },
    { at: expiresAt, why: 'over' },
  ];
  const first = ends.reduce((one, other) => (other.at < one.at ? other : one));
  return first.at <= now ? first : null;
}
