import type { Officer, OfficerRole } from '../domain/officer.js';
import { OfficerRequestRow } from './entities/staff.entity.js';
import type { Tx } from './store.js';

/** Everybody who can sign in now. */
export async function readStaff({ sql }: Pick<Tx, 'sql'>): Promise<readonly Officer[]> {
  const rows = await sql<{ id: string; name: string; roles: string }>(
    'SELECT id, name, roles FROM officers WHERE password_hash IS NOT NULL AND disabled_at IS NULL ORDER BY created_at, login',
  );
  return rows.map((row) => ({ ...row, roles: JSON.parse(row.roles) as OfficerRole[] }));
}

/** An officer as the list of officers shows her. Times in milliseconds UTC. */
interface ListedOfficer {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly OfficerRole[];
  readonly createdAt: number;
  readonly disabledAt: number | null;
  readonly signsIn: boolean;
  /** The last request of any of her sessions. */
  readonly seenAt: number | null;
}

/** Everybody but the drill player's officers, who were never asked for and cannot sign in. */
export async function listOfficers({ sql }: Pick<Tx, 'sql'>): Promise<readonly ListedOfficer[]> {
  const rows = await sql<Omit<ListedOfficer, 'roles' | 'signsIn'> & { roles: string; signsIn: number }>(
    `SELECT o.id, o.login, o.name, o.roles, o.created_at AS "createdAt", o.disabled_at AS "disabledAt",
       CASE WHEN o.password_hash IS NOT NULL AND o.disabled_at IS NULL THEN 1 ELSE 0 END AS "signsIn",
       (SELECT MAX(s.seen_at) FROM sessions s WHERE s.officer_id = o.id) AS "seenAt"
     FROM officers o
     WHERE o.password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM officer_requests r WHERE r.officer_id = o.id)
     ORDER BY CASE WHEN o.disabled_at IS NULL THEN 0 ELSE 1 END, o.created_at, o.login`,
  );
  return rows.map((row) => ({
    ...row,
    roles: JSON.parse(row.roles) as OfficerRole[],
    signsIn: row.signsIn === 1,
  }));
}

/** Ends every session of an officer: the next request with one of their cookies is a signed-out one's. */
export const endSessions = ({ sql }: Pick<Tx, 'sql'>, officerId: string, now: number) =>
  sql('UPDATE sessions SET revoked_at = $2 WHERE officer_id = $1 AND revoked_at IS NULL', officerId, now);

/** What still waits for a second person, oldest first. */
export const pendingRequests = (tx: Tx, now: number): Promise<OfficerRequestRow[]> =>
  tx.rows
    .createQueryBuilder(OfficerRequestRow, 'request')
    .where("request.state = 'pending' AND request.lapses_at > :now", { now })
    .orderBy('request.asked_at')
    .getMany();

/** The newest invitation of each officer who has not taken it up: until when her link is open. */
export const openInvitations = ({ sql }: Pick<Tx, 'sql'>): Promise<{ officerId: string; until: number }[]> =>
  sql(
    `SELECT officer_id AS "officerId", secret_expires_at AS until FROM officer_requests
     WHERE kind = 'invite' AND state = 'confirmed' AND secret_used_at IS NULL`,
  );

/** The invitation that a secret belongs to, if nobody has used it; not whether it is still open. */
export const findInvitation = (tx: Tx, secretHash: string): Promise<OfficerRequestRow | null> =>
  tx.rows.findOneBy(OfficerRequestRow, { secretHash, kind: 'invite', state: 'confirmed' });
