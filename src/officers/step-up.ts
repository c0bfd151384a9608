import { refuse, type Refusal } from '../domain/refusal.js';
import type { SignedIn } from './sign-in.js';
import { digestOf, randomToken, sha256 } from '../platform/digest.js';
import {
  giveProofBack,
  insertChallenge,
  openChallenge,
  proveChallenge,
  takeProof,
} from '../store/challenge.store.js';
import { type ChallengeRow, PasskeyRow } from '../store/entities/sign-in.entity.js';
import { appendLog } from '../store/log.store.js';
import { factorsOf } from '../store/second-factor.store.js';
import type { Tx } from '../store/store.js';
import type { StepUpAct } from '../wire/sign-in.js';
import { answerWithin, authenticationOptions, countUse, readAssertion, type Place } from './passkeys.js';
import { checkCode } from './second-factor.js';
import type { SignInDeps } from './sign-in-deps.js';

/** How old a proof may be when it is used. Milliseconds. */
const proofLife = 2 * 60_000;

/** Whose step-up, in which session. */
export interface Prover {
  readonly officer: Pick<SignedIn, 'id' | 'name'>;
  readonly session: string;
}

/** What is proven: the act, and a digest of all that it does. */
export interface Bound {
  readonly act: StepUpAct;
  readonly subject: string;
}

const subjectOf = ({ act, subject }: Bound): string => `${act} ${subject}`;

/** What the authenticator signs says what for, by whom, and in which session; the token makes it one of its kind. */
const challengeOf = ({ officer, session }: Prover, bound: string, token: string): string =>
  Buffer.from(digestOf({ stepUp: bound, officer: officer.id, session, token }), 'hex').toString('base64url');

/** Asks for a proof that it is still her, bound to what she is about to do. */
export async function askStepUp(
  { store, clock }: Pick<SignInDeps, 'store' | 'clock'>,
  prover: Prover,
  place: Place | null,
  bound: Bound,
) {
  const now = clock.now();
  const token = randomToken(32);
  const challenge = challengeOf(prover, subjectOf(bound), token);
  const row = {
    idHash: sha256(token),
    purpose: 'step-up',
    officerId: prover.officer.id,
    sessionHash: sha256(prover.session),
    challenge,
    subject: subjectOf(bound),
    expiresAt: now + answerWithin,
  };
  await store.write((tx) => insertChallenge(tx, row, now), 'urgent');
  const { totp, recoveryCodes } = await factorsOf(store.read, prover.officer.id);
  const keys = await store.read.rows.findBy(PasskeyRow, { officerId: prover.officer.id });
  const passkey =
    place === null || keys.length === 0 ? null : await authenticationOptions(place, keys, challenge);
  return { token, passkey, totp, recoveryCodes, expiresAt: row.expiresAt };
}

type Given = { readonly token: string } & (
  { readonly code: string } | { readonly response: { readonly id: string } }
);

/** Takes the proof, and writes into the log that it was given and for what. Answers until when it is good. */
export async function prove(
  deps: SignInDeps,
  prover: Prover,
  place: Place | null,
  given: Given,
): Promise<{ until: number } | Refusal> {
  const { store, clock } = deps;
  const now = clock.now();
  const asked = await openChallenge(store.read, sha256(given.token), 'step-up', now);
  if (!asked || asked.officerId !== prover.officer.id || asked.sessionHash !== sha256(prover.session))
    return refuse('second-factor.ticket-over');
  const check =
    'code' in given
      ? (tx: Tx) => checkCode(deps, tx, prover.officer.id, given.code)
      : await checkPasskey(deps, prover, place, asked, { ...given, now });
  if ('refused' in check) return check;
  const until = now + proofLife;
  const done = await store.write(async (tx) => {
    const means = await check(tx);
    if (typeof means !== 'string') return means;
    if (!(await proveChallenge(tx, asked.idHash, now, until))) return refuse('second-factor.ticket-over');
    await logProof(deps, tx, prover, { asked, means, now });
    return { until };
  }, 'urgent');
  return done;
}

/** Verifies before the write, which awaits nothing but SQL; counts the use in it. */
async function checkPasskey(
  deps: SignInDeps,
  { officer, session }: Prover,
  place: Place | null,
  asked: ChallengeRow,
  given: { readonly token: string; readonly response: { readonly id: string }; readonly now: number },
): Promise<((tx: Tx) => Promise<'passkey' | Refusal>) | Refusal> {
  const key = await deps.store.read.rows.findOneBy(PasskeyRow, {
    id: given.response.id,
    officerId: officer.id,
  });
  if (!key || place === null) return refuse('passkey.unknown-here');
  const challenge = challengeOf({ officer, session }, asked.subject ?? '', given.token);
  const read = await readAssertion(deps, place, challenge, key, given.response);
  if ('refused' in read) return read;
  return async (tx) =>
    (await countUse(tx, key, read.counter, given.now)) ? 'passkey' : refuse('passkey.not-accepted');
}

async function logProof(
  { say }: Pick<SignInDeps, 'say'>,
  tx: Tx,
  { officer }: Prover,
  { asked, means, now }: { asked: ChallengeRow; means: string; now: number },
): Promise<void> {
  const [act = '', subject = ''] = (asked.subject ?? '').split(' ');
  await appendLog(tx, {
    at: now,
    enteredAt: now,
    category: act === 'change-factors' ? 'setting' : 'approval',
    actor: officer.name,
    text: say('ja', 'log.step-up', {
      means: say('ja', `log.means.${means}`),
      act: say('ja', `log.act.${act}`),
    }),
    data: { officerId: officer.id, act, subject, means },
  });
}

/** Takes the proof for what is about to be done, once; false where there is none that fits. */
export const useProof = (
  { store, clock }: Pick<SignInDeps, 'store' | 'clock'>,
  { officer, session }: Prover,
  token: string,
  bound: Bound,
): Promise<boolean> =>
  store.write(
    (tx) =>
      takeProof(
        tx,
        {
          idHash: sha256(token),
          officerId: officer.id,
          sessionHash: sha256(session),
          subject: subjectOf(bound),
        },
        clock.now(),
      ),
    'urgent',
  );

/** Nothing came of it: the proof is as good as before. */
export const returnProof = ({ store }: Pick<SignInDeps, 'store'>, token: string) =>
  store.write((tx) => giveProofBack(tx, sha256(token)), 'urgent');
