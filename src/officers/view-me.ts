import { sha256 } from '../platform/digest.js';
import { PasskeyRow, SecondFactorRow } from '../store/entities/sign-in.entity.js';
import { factorsOf } from '../store/second-factor.store.js';
import { openSessions } from '../store/sign-in.store.js';
import type { MeShape, OwnSessionShape } from '../wire/sign-in.js';
import { idleLife } from './session-end.js';
import type { SignInDeps } from './sign-in-deps.js';

/** How an officer signs in, and from where she is signed in. `cookie`: of the session that asks. */
export async function viewMe(
  { store, clock, secondFactor }: SignInDeps,
  officerId: string,
  cookie: string,
  passkeysHere: boolean,
): Promise<MeShape> {
  const { rows } = store.read;
  const keys = await rows.find(PasskeyRow, { where: { officerId }, order: { createdAt: 'ASC' } });
  const factor = await rows.findOneBy(SecondFactorRow, { officerId });
  const { recoveryCodes } = await factorsOf(store.read, officerId);
  const sessions = await openSessions(store.read, officerId, clock.now(), idleLife);
  return {
    required: secondFactor === 'required',
    passkeysHere,
    passkeys: keys.map(({ id, name, createdAt, usedAt }) => ({ id, name, addedAt: createdAt, usedAt })),
    totp: factor?.totp ? { addedAt: factor.totpAt ?? 0 } : null,
    recoveryCodes,
    sessions: sessions.map(({ idHash, means, address, agent, createdAt, seenAt }) => ({
      id: idHash,
      current: idHash === sha256(cookie),
      means: means as OwnSessionShape['means'],
      address,
      agent,
      since: createdAt,
      seenAt,
    })),
  };
}
