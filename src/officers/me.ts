import type { Officer } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { randomToken, sha256 } from '../platform/digest.js';
import { insertChallenge, openChallenge, useChallenge } from '../store/challenge.store.js';
import { PasskeyRow, SecondFactorRow } from '../store/entities/sign-in.entity.js';
import { appendLog } from '../store/log.store.js';
import { factorsOf, hasFactor, replaceRecoveryCodes, secondFactorRow } from '../store/second-factor.store.js';
import type { Tx } from '../store/store.js';
import { answerWithin, readRegistration, registrationOptions, type Place } from './passkeys.js';
import { newRecoveryCodes } from './recovery-codes.js';
import { hashOfRecoveryCode, plainCode } from './second-factor.js';
import type { SignInDeps } from './sign-in-deps.js';
import { newSecret, otpauthUri, seal, stepOf, unseal } from './totp.js';

/** An officer who changes how she signs in. */
export type Self = Officer & { readonly login: string };

/** Asks the browser to make a passkey. */
export async function askNewPasskey(deps: SignInDeps, self: Self, place: Place) {
  const { store, clock } = deps;
  const now = clock.now();
  const [token, challenge] = [randomToken(32), randomToken(32)];
  const row = {
    idHash: sha256(token),
    purpose: 'new-passkey',
    officerId: self.id,
    sessionHash: null,
    challenge,
    subject: null,
    expiresAt: now + answerWithin,
  };
  await store.write((tx) => insertChallenge(tx, row, now));
  const known = await store.read.rows.findBy(PasskeyRow, { officerId: self.id });
  return { token, options: await registrationOptions(deps, place, self, known, challenge) };
}

/** Keeps a passkey that the browser made. Answers recovery codes where she has none yet. */
export async function addPasskey(
  deps: SignInDeps,
  self: Self,
  place: Place,
  given: { readonly token: string; readonly name: string; readonly response: unknown },
): Promise<readonly string[] | Refusal> {
  const now = deps.clock.now();
  const idHash = sha256(given.token);
  const asked = await openChallenge(deps.store.read, idHash, 'new-passkey', now);
  if (!asked || asked.officerId !== self.id) return refuse('second-factor.ticket-over');
  const made = await readRegistration(deps, place, asked.challenge, given.response);
  if (isRefusal(made)) return made;
  const { name } = given;
  return deps.store.write(async (tx) => {
    if (!(await useChallenge(tx, idHash, now))) return refuse('second-factor.ticket-over');
    if (await tx.rows.findOneBy(PasskeyRow, { id: made.id })) return refuse('passkey.known-already');
    await tx.rows.insert(PasskeyRow, { ...made, officerId: self.id, name, createdAt: now, usedAt: null });
    await logOwn(deps, tx, self, 'log.passkey-added', { name });
    return firstRecoveryCodes(deps, tx, self);
  });
}

export const removePasskey = (deps: SignInDeps, self: Self, id: string): Promise<'removed' | Refusal> =>
  deps.store.write(async (tx) => {
    const key = await tx.rows.findOneBy(PasskeyRow, { id, officerId: self.id });
    if (!key) return refuse('passkey.unknown');
    const left = await factorsOf(tx, self.id);
    if (isLast(deps, { ...left, passkeys: left.passkeys - 1 })) return refuse('second-factor.last');
    await tx.rows.delete(PasskeyRow, { id });
    await logOwn(deps, tx, self, 'log.passkey-removed', { name: key.name });
    return 'removed';
  });

/** A secret for an authenticator app; it counts for nothing until a code of it was typed. */
export async function startTotp(deps: SignInDeps, self: Self): Promise<{ secret: string; uri: string }> {
  const secret = newSecret();
  await deps.store.write(async (tx) => {
    await secondFactorRow(tx, self.id);
    const pending = seal(deps.key, self.id, secret);
    await tx.rows.update(SecondFactorRow, { officerId: self.id }, { pending });
  });
  return { secret, uri: otpauthUri(secret, deps.title, self.login) };
}

/** The app shows the right code: from now on its codes count, and an earlier app's no longer do. */
export const confirmTotp = (
  deps: SignInDeps,
  self: Self,
  code: string,
): Promise<readonly string[] | Refusal> =>
  deps.store.write(async (tx) => {
    const now = deps.clock.now();
    const row = await secondFactorRow(tx, self.id);
    const secret = row.pending === null ? null : unseal(deps.key, self.id, row.pending);
    if (secret === null) return refuse('second-factor.not-begun');
    const step = stepOf(secret, plainCode(code), now);
    if (step === null) return refuse('second-factor.wrong-code');
    const changes = { totp: row.pending, pending: null, totpAt: now, lastStep: step };
    await tx.rows.update(SecondFactorRow, { officerId: self.id }, changes);
    await logOwn(deps, tx, self, 'log.totp-added', {});
    return firstRecoveryCodes(deps, tx, self);
  });

export const removeTotp = (deps: SignInDeps, self: Self): Promise<'removed' | Refusal> =>
  deps.store.write(async (tx) => {
    const left = await factorsOf(tx, self.id);
    if (!left.totp) return refuse('second-factor.not-begun');
    if (isLast(deps, { ...left, totp: false })) return refuse('second-factor.last');
    await tx.rows.update(
      SecondFactorRow,
      { officerId: self.id },
      { totp: null, totpAt: null, pending: null },
    );
    await logOwn(deps, tx, self, 'log.totp-removed', {});
    return 'removed';
  });

/** Ten new codes, once; all earlier ones are worth nothing. */
export const renewRecoveryCodes = (deps: SignInDeps, self: Self): Promise<readonly string[] | Refusal> =>
  deps.store.write(async (tx) => {
    if (!hasFactor(await factorsOf(tx, self.id))) return refuse('second-factor.none');
    return writeRecoveryCodes(deps, tx, self);
  });

async function firstRecoveryCodes(deps: SignInDeps, tx: Tx, self: Self): Promise<readonly string[]> {
  const { recoveryCodes } = await factorsOf(tx, self.id);
  return recoveryCodes > 0 ? [] : writeRecoveryCodes(deps, tx, self);
}

async function writeRecoveryCodes(deps: SignInDeps, tx: Tx, self: Self): Promise<readonly string[]> {
  const codes = newRecoveryCodes();
  const hashes = codes.map((code) => hashOfRecoveryCode(plainCode(code)));
  await replaceRecoveryCodes(tx, self.id, hashes, deps.clock.now());
  await logOwn(deps, tx, self, 'log.recovery-codes-made', { count: codes.length });
  return codes;
}

const isLast = ({ secondFactor }: SignInDeps, left: Parameters<typeof hasFactor>[0]): boolean =>
  secondFactor === 'required' && !hasFactor(left);

/** An entry in her own name: what of her sign-in she changed. */
export function logOwn(
  { clock, say }: Pick<SignInDeps, 'clock' | 'say'>,
  tx: Tx,
  self: Officer,
  key: string,
  vars: Readonly<Record<string, string | number>>,
) {
  const now = clock.now();
  return appendLog(tx, {
    at: now,
    enteredAt: now,
    category: 'setting',
    actor: self.name,
    text: say('ja', key, vars),
    data: { officerId: self.id },
  });
}
