import type { Officer, OfficerRole } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { randomToken, sha256 } from '../platform/digest.js';
import { StorageFault } from '../platform/storage-fault.js';
import { OfficerRow, SessionRow } from '../store/entities/officer.entity.js';
import type { Store } from '../store/store.js';
import { hashPassword, passwordFits } from './password.js';

/** A signed-in officer, as a request carries her. */
export interface SignedIn extends Officer {
  readonly login: string;
  readonly mustChangePassword: boolean;
}

/** Absolute and idle life of a session: a duty of 12 hours, 2 hours without a request. */
const sessionLife = 12 * 60 * 60_000;
export const idleLife = 2 * 60 * 60_000;
/** After so many wrong passwords in a row the account rests for a minute. */
const failuresBeforeRest = 5;
const rest = 60_000;

export const toOfficer = (row: OfficerRow): SignedIn => ({
  id: row.id,
  name: row.name,
  login: row.login,
  roles: JSON.parse(row.roles) as OfficerRole[],
  mustChangePassword: row.mustChange === 1,
});

/** Signs in: the cookie's value and the officer. One answer for an unknown name and a wrong password. */
export async function signIn(
  store: Store,
  now: number,
  login: string,
  password: string,
): Promise<{ cookie: string; officer: SignedIn; expiresAt: number } | Refusal> {
  const row = await countAttempt(store, login, now);
  if (isRefusal(row)) return row;
  const fits = await passwordFits(row?.passwordHash ?? null, password);
  if (!row || !fits) return refuse('sign-in.wrong');
  const cookie = randomToken(32);
  const expiresAt = now + sessionLife;
  await store.write(async ({ rows }) => {
    await rows.update(OfficerRow, { id: row.id }, { failures: 0, lockedUntil: null });
    await rows.insert(SessionRow, {
      idHash: sha256(cookie),
      officerId: row.id,
      createdAt: now,
      seenAt: now,
      expiresAt,
      revokedAt: null,
    });
  }, 'urgent');
  return { cookie, officer: toOfficer(row), expiresAt };
}

/**
 * Counts an attempt as a failure before its password is looked at; a success takes it back. Attempts that come all at
 * once so get no more guesses than those that come one by one.
 */
const countAttempt = (store: Store, login: string, now: number): Promise<OfficerRow | null | Refusal> =>
  store.write(async ({ rows }) => {
    const row = await rows.findOneBy(OfficerRow, { login });
    if (!row) return null;
    if (row.lockedUntil !== null && row.lockedUntil > now)
      return refuse('sign-in.locked', { seconds: Math.ceil((row.lockedUntil - now) / 1000) });
    const failures = row.failures + 1;
    const lockedUntil = failures % failuresBeforeRest === 0 ? now + rest : null;
    await rows.update(OfficerRow, { id: row.id }, { failures, lockedUntil });
    return row;
  }, 'urgent');

/** The officer of a cookie, or null when the session is unknown, revoked, idle too long or over. */
export async function officerOf(
  store: Store,
  now: number,
  cookie: string | undefined,
): Promise<SignedIn | null> {
  if (!cookie) return null;
  const session = await store.read.rows.findOneBy(SessionRow, { idHash: sha256(cookie) });
  if (!session || session.revokedAt !== null || session.expiresAt <= now || session.seenAt + idleLife <= now)
    return null;
  if (now - session.seenAt > 60_000) await touch(store, session.idHash, now);
  const row = await store.read.rows.findOneBy(OfficerRow, { id: session.officerId });
  return row && !row.disabledAt ? toOfficer(row) : null;
}

/** An officer is not locked out because the disk does not take that she was seen. */
async function touch(store: Store, idHash: string, now: number): Promise<void> {
  try {
    await store.write(({ rows }) => rows.update(SessionRow, { idHash }, { seenAt: now }), 'needed');
  } catch (error) {
    if (!(error instanceof StorageFault)) throw error;
  }
}

export const signOut = (store: Store, now: number, cookie: string) =>
  store.write(
    ({ rows }) => rows.update(SessionRow, { idHash: sha256(cookie) }, { revokedAt: now }),
    'needed',
  );

/** Changes a password; every other session of the officer ends. */
export async function changePassword(
  store: Store,
  now: number,
  officerId: string,
  change: { current: string; password: string; cookie: string },
): Promise<'changed' | Refusal> {
  const row = await store.read.rows.findOneBy(OfficerRow, { id: officerId });
  if (!row || !(await passwordFits(row.passwordHash, change.current)))
    return refuse('password.wrong-current');
  if (change.current === change.password) return refuse('password.same');
  const passwordHash = await hashPassword(change.password);
  await store.write(async ({ rows, sql }) => {
    await rows.update(OfficerRow, { id: officerId }, { passwordHash, mustChange: 0 });
    await sql(
      'UPDATE sessions SET revoked_at = $2 WHERE officer_id = $1 AND id_hash <> $3 AND revoked_at IS NULL',
      officerId,
      now,
      sha256(change.cookie),
    );
  }, 'needed');
  return 'changed';
}
