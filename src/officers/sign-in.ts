import type { Officer, OfficerRole } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { randomToken, sha256 } from '../platform/digest.js';
import { StorageFault } from '../platform/storage-fault.js';
import { isUnavailable } from '../platform/unavailable.js';
import { insertChallenge } from '../store/challenge.store.js';
import { OfficerRow, SessionRow } from '../store/entities/officer.entity.js';
import { factorsOf, hasFactor, type Factors } from '../store/second-factor.store.js';
import { budgetOf, endOtherSessions, spentOf, writeBudget, type Budget } from '../store/sign-in.store.js';
import type { Store } from '../store/store.js';
import { restAfter } from './budget.js';
import { openSession, type Opened } from './open-session.js';
import { hashPassword, passwordFits } from './password.js';
import { endOf } from './session-end.js';
import type { Caller, SignInDeps } from './sign-in-deps.js';

/** A signed-in officer, as a request carries her. */
export interface SignedIn extends Officer {
  readonly login: string;
  readonly mustChangePassword: boolean;
  /** A second factor is required and she has none yet. */
  readonly mustEnrol: boolean;
}

/** The password was right; what is still asked for. */
export interface SecondStep {
  readonly ticket: string;
  readonly expiresAt: number;
  readonly factors: Factors;
}

/** How long the second step may take. Milliseconds. */
const ticketLife = 5 * 60_000;

/**
 * Looks at name and password. Opens a session, or answers a ticket where the officer has a second factor. One answer for
 * an unknown name and a wrong password. A known device has a budget of its own, so that whoever tries passwords at an
 * officer's name keeps her out of nothing but browsers that she never used.
 */
export async function signIn(
  deps: SignInDeps,
  caller: Caller,
  login: string,
  password: string,
): Promise<Opened | SecondStep | Refusal> {
  const now = deps.clock.now();
  const deviceHash = caller.device === undefined ? null : sha256(caller.device);
  const budget = await budgetOf(deps.store.read, login, deviceHash, now);
  const resting = budget && atRest(budget, now);
  if (resting) return resting;
  const known = budget?.of === 'device';
  const wait = known ? 0 : deps.addresses.take(caller.address, now);
  if (wait > 0) return refuse('sign-in.locked', { seconds: Math.ceil(wait / 1000) });
  const tried = await deps.gate.run(known ? 'known' : 'stranger', caller.address, () =>
    tryPassword(deps.store, { login, password, deviceHash, now }),
  );
  // What nobody looked at was no guess.
  if (!known && (tried === null || !isRefusal(tried) || tried.refused === 'sign-in.locked'))
    deps.addresses.giveBack(caller.address);
  if (tried === null) return refuse('sign-in.busy');
  if (isRefusal(tried)) return tried;
  const { officer } = tried;
  const factors = await factorsOf(deps.store.read, officer.id);
  if (!hasFactor(factors)) return openSession(deps, caller, officer.id, 'password');
  return askSecondStep(deps, officer.id, factors, now);
}

interface Attempt {
  readonly login: string;
  readonly password: string;
  readonly deviceHash: string | null;
  readonly now: number;
}

async function tryPassword(store: Store, attempt: Attempt): Promise<Budget | Refusal> {
  const budget = await countAttempt(store, attempt);
  if (isRefusal(budget)) return budget;
  const fits = await passwordFits(budget?.officer.passwordHash ?? null, attempt.password);
  if (!budget || !fits) return refuse('sign-in.wrong');
  await store.write((tx) => writeBudget(tx, budget, 0, null), 'urgent');
  return budget;
}

/**
 * Counts an attempt as a failure before its password is looked at; a success takes it back. Attempts that come all at
 * once so get no more guesses than those that come one by one.
 */
const countAttempt = (store: Store, { login, deviceHash, now }: Attempt): Promise<Budget | null | Refusal> =>
  store.write(async (tx) => {
    const budget = await budgetOf(tx, login, deviceHash, now);
    if (!budget) return null;
    const resting = atRest(budget, now);
    if (resting) return resting;
    const { failures } = spentOf(budget);
    await writeBudget(tx, budget, failures + 1, restAfter(failures + 1, now));
    return budget;
  }, 'urgent');

function atRest(budget: Budget, now: number): Refusal | null {
  const { restsUntil } = spentOf(budget);
  return restsUntil !== null && restsUntil > now
    ? refuse('sign-in.locked', { seconds: Math.ceil((restsUntil - now) / 1000) })
    : null;
}

async function askSecondStep(
  { store }: SignInDeps,
  officerId: string,
  factors: Factors,
  now: number,
): Promise<SecondStep> {
  const ticket = randomToken(32);
  const expiresAt = now + ticketLife;
  const row = { purpose: 'second', officerId, sessionHash: null, challenge: '', subject: null, expiresAt };
  await store.write((tx) => insertChallenge(tx, { ...row, idHash: sha256(ticket) }, now), 'urgent');
  return { ticket, expiresAt, factors };
}

/** The officer of a cookie, or null when the session is unknown, revoked, idle too long or over. */
export async function officerOf(
  { store, clock, secondFactor }: Pick<SignInDeps, 'store' | 'clock' | 'secondFactor'>,
  cookie: string | undefined,
): Promise<SignedIn | null> {
  if (!cookie) return null;
  const now = clock.now();
  const session = await store.read.rows.findOneBy(SessionRow, { idHash: sha256(cookie) });
  if (!session || endOf(session, now)) return null;
  if (now - session.seenAt > 60_000) await noteSeen(store, session.idHash, now);
  const row = await store.read.rows.findOneBy(OfficerRow, { id: session.officerId });
  if (!row || row.disabledAt) return null;
  const mustEnrol = secondFactor === 'required' && !hasFactor(await factorsOf(store.read, row.id));
  return {
    id: row.id,
    name: row.name,
    login: row.login,
    roles: JSON.parse(row.roles) as OfficerRole[],
    mustChangePassword: row.mustChange === 1,
    mustEnrol,
  };
}

/** Milliseconds that a request waits until it is written down that its officer was seen. */
const seenPatience = 500;
const noting = new Map<string, Promise<void>>();

/** Nobody is kept from reading while commits wait, for a standby that is gone say; and one session is noted once at a time. */
async function noteSeen(store: Store, idHash: string, now: number): Promise<void> {
  const noted = noting.get(idHash) ?? touch(store, idHash, now).finally(() => noting.delete(idHash));
  noting.set(idHash, noted);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, seenPatience)));
  await Promise.race([noted, late]).finally(() => clearTimeout(timer));
}

/** An officer is not locked out because the disk, or the database, does not take that she was seen. */
export async function touch(store: Store, idHash: string, now: number): Promise<void> {
  try {
    await store.write(({ rows }) => rows.update(SessionRow, { idHash }, { seenAt: now }), 'needed');
  } catch (error) {
    if (!(error instanceof StorageFault) && !isUnavailable(error)) throw error;
  }
}

export const signOut = (store: Store, now: number, cookie: string) =>
  store.write(
    ({ rows }) => rows.update(SessionRow, { idHash: sha256(cookie) }, { revokedAt: now }),
    'needed',
  );

/** Changes a password; every other session of the officer ends. */
export async function changePassword(
  { store, clock, gate }: SignInDeps,
  officerId: string,
  change: { current: string; password: string; cookie: string; device: string | undefined },
): Promise<'changed' | Refusal> {
  const now = clock.now();
  const hash = await gate.run('known', officerId, async () => {
    const row = await store.read.rows.findOneBy(OfficerRow, { id: officerId });
    if (!row || !(await passwordFits(row.passwordHash, change.current)))
      return refuse('password.wrong-current');
    return change.current === change.password ? refuse('password.same') : hashPassword(change.password);
  });
  if (hash === null) return refuse('sign-in.busy');
  if (isRefusal(hash)) return hash;
  const kept = { session: sha256(change.cookie), device: sha256(change.device ?? '') };
  await store.write(async (tx) => {
    await tx.rows.update(OfficerRow, { id: officerId }, { passwordHash: hash, mustChange: 0 });
    await endOtherSessions(tx, officerId, kept, now);
  }, 'needed');
  return 'changed';
}
