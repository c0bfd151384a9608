import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { refuse, type Refusal } from '../domain/refusal.js';
import { PasskeyRow } from '../store/entities/sign-in.entity.js';
import type { Tx } from '../store/store.js';
import type { SignInDeps } from './sign-in-deps.js';

/** Loaded with the first passkey: its X.509 parts take a quarter of a second of every start. */
const webauthn = () => import('@simplewebauthn/server');

/** The place that passkeys belong to: they work nowhere else, which is what makes them safe from imitations. */
export interface Place {
  readonly rpID: string;
  readonly origin: string;
}

/** The configured address of the console; without one, this very request's where it is `http://localhost`. */
export function placeOf(
  consoleUrl: string | null,
  request: { readonly protocol: string; readonly host: string },
): Place | null {
  if (consoleUrl !== null) return { rpID: new URL(consoleUrl).hostname, origin: new URL(consoleUrl).origin };
  return /^localhost(:\d{1,5})?$/.test(request.host)
    ? { rpID: 'localhost', origin: `${request.protocol}://${request.host}` }
    : null;
}

/** How long a browser may take to answer. Milliseconds. */
export const answerWithin = 5 * 60_000;

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
const credentialsOf = (keys: readonly PasskeyRow[]) =>
  keys.map(({ id, transports }) => ({ id, transports: JSON.parse(transports) as string[] }));

/** What the browser is asked for when a passkey is made. `challenge`: base64url. */
export const registrationOptions = async (
  { title }: Pick<SignInDeps, 'title'>,
  place: Place,
  officer: { readonly id: string; readonly login: string; readonly name: string },
  known: readonly PasskeyRow[],
  challenge: string,
) =>
  (await webauthn()).generateRegistrationOptions({
    rpName: title,
    rpID: place.rpID,
    userName: officer.login,
    userDisplayName: officer.name,
    userID: new Uint8Array(Buffer.from(officer.id, 'utf8')),
    challenge: bytes(challenge),
    timeout: answerWithin,
    excludeCredentials: credentialsOf(known),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  });

/** What it is asked for when one is used; `known` where it is clear whose, else any that the browser has. */
export const authenticationOptions = async (place: Place, known: readonly PasskeyRow[], challenge: string) =>
  (await webauthn()).generateAuthenticationOptions({
    rpID: place.rpID,
    challenge: bytes(challenge),
    timeout: answerWithin,
    userVerification: 'required',
    allowCredentials: credentialsOf(known),
  });

/** The credential that an authenticator made, or a refusal. */
export async function readRegistration(
  { logger }: Pick<SignInDeps, 'logger'>,
  place: Place,
  challenge: string,
  response: unknown,
): Promise<Pick<PasskeyRow, 'id' | 'publicKey' | 'counter' | 'transports'> | Refusal> {
  try {
    const { verifyRegistrationResponse } = await webauthn();
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.rpID,
      requireUserVerification: true,
    });
    if (!verified) return refuse('passkey.not-accepted');
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    const key = Buffer.from(publicKey).toString('base64url');
    return { id, publicKey: key, counter, transports: JSON.stringify(transports) };
  } catch (error) {
    logger.warn({ err: error }, 'a new passkey was not accepted');
    return refuse('passkey.not-accepted');
  }
}

/** The count of an assertion that fits the key, this place and this challenge; a refusal otherwise. */
export async function readAssertion(
  { logger }: Pick<SignInDeps, 'logger'>,
  place: Place,
  challenge: string,
  key: PasskeyRow,
  response: unknown,
): Promise<{ readonly counter: number } | Refusal> {
  try {
    const { verifyAuthenticationResponse } = await webauthn();
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.rpID,
      requireUserVerification: true,
      credential: { id: key.id, publicKey: bytes(key.publicKey), counter: key.counter },
    });
    return verified ? { counter: authenticationInfo.newCounter } : refuse('passkey.not-accepted');
  } catch (error) {
    logger.warn({ err: error }, 'a passkey was not accepted');
    return refuse('passkey.not-accepted');
  }
}

/** Writes that a passkey was used; false where its count was used by another request meanwhile. */
export async function countUse(tx: Tx, key: PasskeyRow, counter: number, now: number): Promise<boolean> {
  const present = await tx.rows.findOneBy(PasskeyRow, { id: key.id });
  // Authenticators that count nothing say 0 for ever (WebAuthn §6.1.1).
  if (!present || (counter !== 0 && counter <= present.counter)) return false;
  await tx.rows.update(PasskeyRow, { id: key.id }, { counter, usedAt: now });
  return true;
}
