import { randomToken, sha256 } from '../platform/digest.js';
import { SessionRow } from '../store/entities/officer.entity.js';
import { endSoon } from '../store/session.store.js';
import { rememberDevice } from '../store/sign-in.store.js';
import type { Caller, SignInDeps } from './sign-in-deps.js';

/** Longest life of a session, milliseconds: a duty of 12 hours. */
const sessionLife = 12 * 60 * 60_000;

/**
 * Milliseconds that a session lives on after another took its place in the same browser. Were the answer lost on the way,
 * the officer who renewed hers in the middle of her work is still signed in, and tries again.
 */
const replacedLife = 60_000;

/** How an officer was recognised. */
export type Means = 'password' | 'totp' | 'recovery' | 'passkey';

/** The values of the cookies that a browser gets. */
export interface Opened {
  readonly cookie: string;
  readonly device: string;
}

/** Opens a session, ends the one that this browser had, and remembers the browser as one that this officer uses. */
export async function openSession(
  { store, clock }: Pick<SignInDeps, 'store' | 'clock'>,
  { address, agent, device = randomToken(32), replaces }: Caller,
  officerId: string,
  means: Means,
): Promise<Opened> {
  const now = clock.now();
  const cookie = randomToken(32);
  await store.write(async (tx) => {
    await tx.rows.insert(SessionRow, {
      idHash: sha256(cookie),
      officerId,
      createdAt: now,
      seenAt: now,
      expiresAt: now + sessionLife,
      revokedAt: null,
      address,
      agent: agent.slice(0, 300),
      means,
    });
    if (replaces !== undefined) await endSoon(tx, sha256(replaces), now + replacedLife);
    await rememberDevice(tx, sha256(device), officerId, now);
  }, 'urgent');
  return { cookie, device };
}
