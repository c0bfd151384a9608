import { refuse, type Refusal } from '../domain/refusal.js';
import { randomToken, sha256 } from '../platform/digest.js';
import { insertChallenge, openChallenge, useChallenge } from '../store/challenge.store.js';
import { PasskeyRow } from '../store/entities/sign-in.entity.js';
import { isKnownDevice } from '../store/sign-in.store.js';
import type { Store } from '../store/store.js';
import { openSession, type Opened } from './open-session.js';
import { answerWithin, authenticationOptions, countUse, readAssertion, type Place } from './passkeys.js';
import type { Caller, SignInDeps } from './sign-in-deps.js';

/**
 * Asks the browser for a passkey: any that it has, or, after a right password (`ticket`), that officer's, so that keys
 * which the authenticator does not list by itself work too.
 */
export async function askPasskey(deps: SignInDeps, caller: Caller, place: Place, ticket: string | null) {
  const { store, clock } = deps;
  const now = clock.now();
  const known = await isKnownBrowser(store, caller, now);
  const wait = known ? 0 : deps.addresses.take(caller.address, now);
  if (wait > 0) return refuse('sign-in.locked', { seconds: Math.ceil(wait / 1000) });
  const [token, challenge] = [randomToken(32), randomToken(32)];
  const whose = ticket === null ? null : await openChallenge(store.read, sha256(ticket), 'second', now);
  const officerId = whose?.officerId ?? null;
  const keys = officerId === null ? [] : await store.read.rows.findBy(PasskeyRow, { officerId });
  const row = { idHash: sha256(token), purpose: 'passkey', officerId, sessionHash: null, challenge };
  await store.write(
    (tx) => insertChallenge(tx, { ...row, subject: null, expiresAt: now + answerWithin }, now),
    'urgent',
  );
  return { token, options: await authenticationOptions(place, keys, challenge) };
}

const isKnownBrowser = async (store: Store, { device }: Caller, now: number): Promise<boolean> =>
  device !== undefined && isKnownDevice(store.read, sha256(device), now);

/**
 * A passkey is two factors in one: the authenticator, and the finger or PIN it asked for. No guess is possible, so no
 * account has a budget for it that somebody else could use up.
 */
export async function signInByPasskey(
  deps: SignInDeps,
  caller: Caller,
  place: Place,
  given: { readonly token: string; readonly response: { readonly id: string } },
): Promise<Opened | Refusal> {
  const { store, clock } = deps;
  const now = clock.now();
  const idHash = sha256(given.token);
  const asked = await openChallenge(store.read, idHash, 'passkey', now);
  if (!asked) return refuse('second-factor.ticket-over');
  const key = await store.read.rows.findOneBy(PasskeyRow, { id: given.response.id });
  if (!key || (asked.officerId !== null && asked.officerId !== key.officerId))
    return refuse('passkey.unknown-here');
  const read = await readAssertion(deps, place, asked.challenge, key, given.response);
  if ('refused' in read) return read;
  const used = await store.write(
    async (tx) => (await useChallenge(tx, idHash, now)) && countUse(tx, key, read.counter, now),
    'urgent',
  );
  if (!used) return refuse('passkey.not-accepted');
  deps.addresses.giveBack(caller.address);
  return openSession(deps, caller, key.officerId, 'passkey');
}
