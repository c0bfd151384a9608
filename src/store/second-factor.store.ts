import { RecoveryCodeRow, SecondFactorRow } from './entities/sign-in.entity.js';
import type { Tx } from './store.js';

/** What an officer can show beside her password. */
export interface Factors {
  readonly passkeys: number;
  readonly totp: boolean;
  /** Recovery codes that are left. */
  readonly recoveryCodes: number;
}

export async function factorsOf({ sql }: Pick<Tx, 'sql'>, officerId: string): Promise<Factors> {
  const [row] = await sql<{ passkeys: number; totp: number; codes: number }>(
    `SELECT (SELECT COUNT(*) FROM passkeys WHERE officer_id = $1) AS passkeys,
       (SELECT COUNT(*) FROM second_factors WHERE officer_id = $1 AND totp IS NOT NULL) AS totp,
       (SELECT COUNT(*) FROM recovery_codes WHERE officer_id = $1 AND used_at IS NULL) AS codes`,
    officerId,
  );
  return { passkeys: row?.passkeys ?? 0, totp: (row?.totp ?? 0) > 0, recoveryCodes: row?.codes ?? 0 };
}

/** A factor that lasts: recovery codes alone are none. */
export const hasFactor = ({ passkeys, totp }: Factors): boolean => passkeys > 0 || totp;

/** The officer's row, made where there is none yet. */
export async function secondFactorRow(tx: Tx, officerId: string): Promise<SecondFactorRow> {
  await tx.sql(
    `INSERT INTO second_factors (officer_id, last_step, failures) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING`,
    officerId,
  );
  return tx.rows.findOneByOrFail(SecondFactorRow, { officerId });
}

/** Spends a recovery code; false where it is unknown, used, or another officer's. */
export async function spendRecoveryCode(
  { sql }: Pick<Tx, 'sql'>,
  officerId: string,
  hash: string,
  now: number,
): Promise<boolean> {
  const spent = await sql(
    'UPDATE recovery_codes SET used_at = $3 WHERE hash = $1 AND officer_id = $2 AND used_at IS NULL RETURNING hash',
    hash,
    officerId,
    now,
  );
  return spent.length === 1;
}

/** Earlier codes are worth nothing from now on. */
export async function replaceRecoveryCodes(
  tx: Tx,
  officerId: string,
  hashes: readonly string[],
  now: number,
): Promise<void> {
  await tx.sql('DELETE FROM recovery_codes WHERE officer_id = $1', officerId);
  for (const hash of hashes)
    await tx.rows.insert(RecoveryCodeRow, { hash, officerId, createdAt: now, usedAt: null });
}
