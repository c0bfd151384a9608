import { ChallengeRow } from './entities/sign-in.entity.js';
import type { Tx } from './store.js';

/** Writes a challenge, and forgets those that are over. */
export async function insertChallenge(
  tx: Tx,
  row: Omit<ChallengeRow, 'provenAt' | 'usedAt'>,
  now: number,
): Promise<void> {
  await tx.sql('DELETE FROM challenges WHERE expires_at <= $1', now);
  await tx.rows.insert(ChallengeRow, { ...row, provenAt: null, usedAt: null });
}

/** A challenge that still waits for its answer, or null. */
export async function openChallenge(
  { rows }: Pick<Tx, 'rows'>,
  idHash: string,
  purpose: string,
  now: number,
): Promise<ChallengeRow | null> {
  const row = await rows.findOneBy(ChallengeRow, { idHash, purpose });
  return row === null || row.usedAt !== null || row.expiresAt <= now ? null : row;
}

/** Uses a challenge up; false where somebody else was quicker. */
export async function useChallenge({ sql }: Pick<Tx, 'sql'>, idHash: string, now: number): Promise<boolean> {
  const used = await sql(
    'UPDATE challenges SET used_at = $2 WHERE id_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING id_hash',
    idHash,
    now,
  );
  return used.length === 1;
}

/** The proof of a step-up was given; false where it was given before. It is good until `expiresAt`. */
export async function proveChallenge(
  { sql }: Pick<Tx, 'sql'>,
  idHash: string,
  now: number,
  expiresAt: number,
): Promise<boolean> {
  const proven = await sql(
    `UPDATE challenges SET proven_at = $2, expires_at = $3
     WHERE id_hash = $1 AND proven_at IS NULL AND used_at IS NULL AND expires_at > $2 RETURNING id_hash`,
    idHash,
    now,
    expiresAt,
  );
  return proven.length === 1;
}

/** Whose proof, and of what. */
export interface ProofFor {
  readonly idHash: string;
  readonly officerId: string;
  readonly sessionHash: string;
  readonly subject: string;
}

/** Takes a proof, once, where it is this officer's, of this session, for this very thing, and fresh. */
export async function takeProof({ sql }: Pick<Tx, 'sql'>, proof: ProofFor, now: number): Promise<boolean> {
  const taken = await sql(
    `UPDATE challenges SET used_at = $5 WHERE id_hash = $1 AND purpose = 'step-up' AND officer_id = $2 AND session_hash = $3
       AND subject = $4 AND proven_at IS NOT NULL AND used_at IS NULL AND expires_at > $5 RETURNING id_hash`,
    proof.idHash,
    proof.officerId,
    proof.sessionHash,
    proof.subject,
    now,
  );
  return taken.length === 1;
}

/** What it was taken for was refused: it is good again for as long as it would have been. */
export const giveProofBack = ({ sql }: Pick<Tx, 'sql'>, idHash: string) =>
  sql('UPDATE challenges SET used_at = NULL WHERE id_hash = $1', idHash);
