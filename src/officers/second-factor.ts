import { refuse, type Refusal } from '../domain/refusal.js';
import { sha256 } from '../platform/digest.js';
import { openChallenge, useChallenge } from '../store/challenge.store.js';
import { SecondFactorRow } from '../store/entities/sign-in.entity.js';
import { OfficerRow } from '../store/entities/officer.entity.js';
import { appendLog } from '../store/log.store.js';
import { factorsOf, secondFactorRow, spendRecoveryCode } from '../store/second-factor.store.js';
import type { Tx } from '../store/store.js';
import { codeRestAfter } from './budget.js';
import { openSession, type Means, type Opened } from './open-session.js';
import type { Caller, SignInDeps } from './sign-in-deps.js';
import { stepOf, unseal } from './totp.js';

/** As people type it: wide digits of an IME, spaces and hyphens count for nothing. */
export const plainCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replaceAll(/[\s‐-―ー−-]/g, '')
    .toLowerCase();

export const hashOfRecoveryCode = (plain: string): string => sha256(`recovery:${plain}`);

/** The password was right before (`ticket`); a code of the app or a recovery code opens the session. */
export async function signInByCode(
  deps: SignInDeps,
  caller: Caller,
  given: { readonly ticket: string; readonly code: string },
): Promise<Opened | Refusal> {
  const now = deps.clock.now();
  const idHash = sha256(given.ticket);
  const done = await deps.store.write(async (tx) => {
    const ticket = await openChallenge(tx, idHash, 'second', now);
    if (!ticket?.officerId) return refuse('second-factor.ticket-over');
    const means = await checkCode(deps, tx, ticket.officerId, given.code);
    if (typeof means !== 'string') return means;
    await useChallenge(tx, idHash, now);
    return { officerId: ticket.officerId, means };
  }, 'urgent');
  return 'refused' in done ? done : openSession(deps, caller, done.officerId, done.means);
}

/**
 * Whether a code is the officer's: of her app, and used for the first time, or one of her recovery codes. Inside the
 * caller's transaction, so that two requests with one code are one use.
 */
export async function checkCode(
  deps: Pick<SignInDeps, 'clock' | 'key' | 'say'>,
  tx: Tx,
  officerId: string,
  typed: string,
): Promise<Extract<Means, 'totp' | 'recovery'> | Refusal> {
  const now = deps.clock.now();
  const row = await secondFactorRow(tx, officerId);
  if (row.restsUntil !== null && row.restsUntil > now)
    return refuse('sign-in.locked', { seconds: Math.ceil((row.restsUntil - now) / 1000) });
  const code = plainCode(typed);
  const step = stepOfApp(deps, row, code, now);
  if (step !== null && step > row.lastStep) {
    await tx.rows.update(SecondFactorRow, { officerId }, { lastStep: step, failures: 0, restsUntil: null });
    return 'totp';
  }
  if (step === null && (await spendRecoveryCode(tx, officerId, hashOfRecoveryCode(code), now))) {
    await tx.rows.update(SecondFactorRow, { officerId }, { failures: 0, restsUntil: null });
    await logRecovery(deps, tx, officerId);
    return 'recovery';
  }
  const failures = row.failures + 1;
  await tx.rows.update(
    SecondFactorRow,
    { officerId },
    { failures, restsUntil: codeRestAfter(failures, now) },
  );
  return refuse(step === null ? 'second-factor.wrong-code' : 'second-factor.used-code');
}

function stepOfApp(
  { key }: Pick<SignInDeps, 'key'>,
  row: SecondFactorRow,
  code: string,
  now: number,
): number | null {
  const secret = row.totp === null ? null : unseal(key, row.officerId, row.totp);
  return secret === null ? null : stepOf(secret, code, now);
}

async function logRecovery({ clock, say }: Pick<SignInDeps, 'clock' | 'say'>, tx: Tx, officerId: string) {
  const { name } = await tx.rows.findOneByOrFail(OfficerRow, { id: officerId });
  const { recoveryCodes } = await factorsOf(tx, officerId);
  const now = clock.now();
  await appendLog(tx, {
    at: now,
    enteredAt: now,
    category: 'setting',
    actor: name,
    text: say('ja', 'log.recovery-code-used', { left: recoveryCodes }),
    data: { officerId, left: recoveryCodes },
  });
}
