import type { ShelterState } from '../domain/shelter.js';
import { ShelterStateRow } from './entities/shelter.entity.js';
import type { Tx } from './store.js';

/** What was last said of a shelter, and by whom; one of which nothing was ever said has none. */
export interface ShelterNow {
  readonly shelterId: string;
  readonly state: ShelterState;
  readonly opensAt: number | null;
  readonly since: number;
  readonly by: string | null;
}

/** What stood at a moment. */
export const sheltersAt = ({ sql }: Pick<Tx, 'sql'>, at: number): Promise<ShelterNow[]> =>
  sql<ShelterNow>(
    `SELECT s.shelter_id AS "shelterId", s.state, s.opens_at AS "opensAt", s.since, o.name AS "by"
     FROM shelter_states s LEFT JOIN officers o ON o.id = s.officer_id
     WHERE s.since = (SELECT MAX(n.since) FROM shelter_states n WHERE n.shelter_id = s.shelter_id AND n.since <= $1)
     ORDER BY s.shelter_id`,
    at,
  );

/** Appends a change; two within a millisecond stand one after the other. */
export async function putShelterState(tx: Tx, row: ShelterStateRow): Promise<void> {
  const last = await tx.rows.findOne(ShelterStateRow, {
    where: { shelterId: row.shelterId },
    order: { since: 'DESC' },
  });
  await tx.rows.insert(ShelterStateRow, { ...row, since: Math.max(row.since, (last?.since ?? 0) + 1) });
}

/** A new drill begins with every shelter closed; what was open before stays in the rows. */
export const closeAllShelters = ({ sql }: Pick<Tx, 'sql'>, now: number): Promise<unknown> =>
  sql(
    `INSERT INTO shelter_states (shelter_id, since, state, opens_at, officer_id)
     SELECT s.shelter_id, $1, 'closed', NULL, '' FROM shelter_states s
     WHERE s.state <> 'closed' AND s.since < $1
       AND s.since = (SELECT MAX(n.since) FROM shelter_states n WHERE n.shelter_id = s.shelter_id)`,
    now,
  );
