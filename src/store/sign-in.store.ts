import { KnownDeviceRow, PasskeyRow, RecoveryCodeRow, SecondFactorRow } from './entities/sign-in.entity.js';
import { OfficerRow, SessionRow } from './entities/officer.entity.js';
import type { Tx } from './store.js';

/** A browser that no officer used for so long is a stranger again. Milliseconds. */
const deviceLife = 180 * 24 * 60 * 60_000;

/** Whose attempts are counted: the known device's, or those of all strangers at the account. */
export type Budget =
  | { readonly of: 'account'; readonly officer: OfficerRow }
  | { readonly of: 'device'; readonly officer: OfficerRow; readonly device: KnownDeviceRow };

/** The budget of an attempt; null for a name that nobody has. */
export async function budgetOf(
  { rows }: Pick<Tx, 'rows'>,
  login: string,
  deviceHash: string | null,
  now: number,
): Promise<Budget | null> {
  const officer = await rows.findOneBy(OfficerRow, { login });
  if (!officer) return null;
  const device =
    deviceHash === null
      ? null
      : await rows.findOneBy(KnownDeviceRow, { idHash: deviceHash, officerId: officer.id });
  return device === null || device.seenAt + deviceLife <= now
    ? { of: 'account', officer }
    : { of: 'device', officer, device };
}

/** Whether any officer signed in from this browser before. */
export const isKnownDevice = async (
  { rows }: Pick<Tx, 'rows'>,
  idHash: string,
  now: number,
): Promise<boolean> =>
  (await rows.findBy(KnownDeviceRow, { idHash })).some(({ seenAt }) => seenAt + deviceLife > now);

export const spentOf = (budget: Budget): { failures: number; restsUntil: number | null } =>
  budget.of === 'device'
    ? { failures: budget.device.failures, restsUntil: budget.device.restsUntil }
    : { failures: budget.officer.failures, restsUntil: budget.officer.lockedUntil };

export async function writeBudget(
  { rows }: Pick<Tx, 'rows'>,
  budget: Budget,
  failures: number,
  restsUntil: number | null,
): Promise<void> {
  if (budget.of === 'account') {
    await rows.update(OfficerRow, { id: budget.officer.id }, { failures, lockedUntil: restsUntil });
    return;
  }
  const { idHash, officerId } = budget.device;
  await rows.update(KnownDeviceRow, { idHash, officerId }, { failures, restsUntil });
}

/** This officer signed in from this browser; browsers long unused are forgotten. */
export async function rememberDevice(
  { sql }: Pick<Tx, 'sql'>,
  idHash: string,
  officerId: string,
  now: number,
): Promise<void> {
  await sql('DELETE FROM known_devices WHERE seen_at <= $1', now - deviceLife);
  await sql(
    `INSERT INTO known_devices (id_hash, officer_id, created_at, seen_at, failures) VALUES ($1, $2, $3, $3, 0)
     ON CONFLICT (id_hash, officer_id) DO UPDATE SET seen_at = $3`,
    idHash,
    officerId,
    now,
  );
}

/** Sessions that are open now, newest first. */
export async function openSessions(
  { rows }: Pick<Tx, 'rows'>,
  officerId: string,
  now: number,
  idleLife: number,
): Promise<readonly SessionRow[]> {
  const all = await rows.find(SessionRow, { where: { officerId }, order: { seenAt: 'DESC' } });
  return all.filter(
    ({ revokedAt, expiresAt, seenAt }) => revokedAt === null && expiresAt > now && seenAt + idleLife > now,
  );
}

/** A sign-in as the audit shows it; nothing of it opens the session. */
export interface SignInFacts {
  readonly at: number;
  readonly name: string | null;
  readonly login: string | null;
  readonly means: 'password' | 'totp' | 'recovery' | 'passkey' | null;
  readonly address: string | null;
  readonly agent: string | null;
}

/** The newest sign-ins, among the sessions that retention has left. */
export const listSignIns = ({ sql }: Pick<Tx, 'sql'>): Promise<SignInFacts[]> =>
  sql(
    `SELECT s.created_at AS at, o.name, o.login, s.means, s.address, s.agent
     FROM sessions s LEFT JOIN officers o ON o.id = s.officer_id ORDER BY s.created_at DESC, s.id_hash LIMIT 200`,
  );

/** Ends one session of an officer; false where she has no such one. */
export async function endSession(
  { sql }: Pick<Tx, 'sql'>,
  officerId: string,
  idHash: string,
  now: number,
): Promise<boolean> {
  const ended = await sql(
    'UPDATE sessions SET revoked_at = $3 WHERE officer_id = $1 AND id_hash = $2 AND revoked_at IS NULL RETURNING id_hash',
    officerId,
    idHash,
    now,
  );
  return ended.length === 1;
}

/** Ends all of an officer's sessions but one, and with them what her other browsers were known for. Answers how many. */
export async function endOtherSessions(
  { sql }: Pick<Tx, 'sql'>,
  officerId: string,
  kept: { readonly session: string; readonly device: string },
  now: number,
): Promise<number> {
  const ended = await sql(
    'UPDATE sessions SET revoked_at = $3 WHERE officer_id = $1 AND id_hash <> $2 AND revoked_at IS NULL RETURNING id_hash',
    officerId,
    kept.session,
    now,
  );
  await sql('DELETE FROM known_devices WHERE officer_id = $1 AND id_hash <> $2', officerId, kept.device);
  return ended.length;
}

/** Takes an officer's passkeys, authenticator app, recovery codes and known browsers away. */
export async function forgetFactors({ rows }: Tx, officerId: string): Promise<void> {
  for (const entity of [PasskeyRow, SecondFactorRow, RecoveryCodeRow, KnownDeviceRow])
    await rows.delete(entity, { officerId });
}
