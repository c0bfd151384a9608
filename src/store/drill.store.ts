import { OfficerRow } from './entities/officer.entity.js';
import { DrillRow } from './entities/log.entity.js';
import { EffectRow } from './entities/alert.entity.js';
import { withdrawAllManual } from './manual.store.js';
import { closeAllShelters } from './shelter.store.js';
import type { LotTx, Store, Tx } from './store.js';

/**
 * Clears the table for a drill: what an earlier drill left in force or waiting ends. Only the drill world calls this;
 * nothing is deleted but the present of the districts' state, whose end the ledger keeps.
 */
export async function clearForDrill(tx: Tx, drillId: string, now: number): Promise<void> {
  const { sql, rows } = tx;
  const standing = await sql<{ district: string; hazard: string; level: number }>(
    'SELECT * FROM district_states',
  );
  for (const { district, hazard, level } of standing)
    await rows.insert(EffectRow, {
      versionId: `drill ${drillId}`,
      district,
      hazard,
      level: null,
      previousLevel: level,
      at: now,
    });
  await sql('DELETE FROM district_states');
  await sql(`UPDATE versions SET status = 'expired' WHERE status = 'issued'`);
  await sql(
    `UPDATE versions SET status = 'discarded' WHERE status IN ('draft', 'submitted', 'returned', 'lapsed')`,
  );
  await sql(`UPDATE proposals SET state = 'superseded' WHERE state = 'open'`);
  await sql(
    `UPDATE deliveries SET state = 'superseded', updated_at = $1 WHERE state IN ('pending', 'held')`,
    now,
  );
  await withdrawAllManual(tx, now);
  await closeAllShelters(tx, now);
  await sql('UPDATE incidents SET closed_at = $1 WHERE closed_at IS NULL', now);
  await sql('UPDATE tasks SET closed_at = $1 WHERE closed_at IS NULL', now);
}

/** Facts that expectations are measured against. */
export interface DrillFacts {
  proposedSince(kind: string, since: number): Promise<boolean>;
  issuedSince(kind: string, since: number): Promise<boolean>;
  level(district: string): Promise<number | null>;
  /** Share of a version's targets on a channel that were handed off; null before it was issued. */
  handedOff(versionId: string, channel: string): Promise<number | null>;
  logSays(text: string, afterSeq: number): Promise<boolean>;
}

export function drillFacts({ read }: Store): DrillFacts {
  const exists = async (rows: Promise<{ n: number }[]>) => ((await rows)[0]?.n ?? 0) > 0;
  return {
    proposedSince: (kind, since) =>
      exists(
        read.sql(
          `SELECT COUNT(*) AS n FROM proposals p JOIN log_entries e ON e.category = 'proposal' AND e.entered_at >= $2
           WHERE p.kind = $1 AND p.created_at = e.at`,
          kind,
          since,
        ),
      ),
    issuedSince: (kind, since) =>
      exists(read.sql('SELECT COUNT(*) AS n FROM versions WHERE kind = $1 AND issued_at >= $2', kind, since)),
    async level(district) {
      const [row] = await read.sql<{ level: number | null }>(
        'SELECT MAX(level) AS level FROM district_states WHERE district = $1',
        district,
      );
      return row?.level ?? null;
    },
    async handedOff(versionId, channel) {
      const [row] = await read.sql<{ n: number; done: number }>(
        `SELECT COUNT(*) AS n, SUM(CASE WHEN state IN ('accepted', 'delivered', 'refused') THEN 1 ELSE 0 END) AS done
         FROM deliveries WHERE version_id = $1 AND channel = $2`,
        versionId,
        channel,
      );
      return row && row.n > 0 ? row.done / row.n : null;
    },
    logSays: (text, afterSeq) =>
      exists(
        read.sql(
          `SELECT COUNT(*) AS n FROM log_entries WHERE seq > $2 AND category NOT IN ('drill') AND text LIKE '%' || $1 || '%'`,
          text,
          afterSeq,
        ),
      ),
  };
}

export const findOfficerByLogin = (tx: Tx, login: string) => tx.rows.findOneBy(OfficerRow, { login });

export const saveDrill = (tx: Tx, row: DrillRow) => tx.rows.upsert(DrillRow, row, ['id']);

/** The newest drills. */
export const listDrills = (tx: Tx) => tx.rows.find(DrillRow, { order: { startedAt: 'DESC' }, take: 20 });

/** A drill whose process has said nothing for so long is left. Milliseconds. */
const silence = 15_000;

/** Marks drills as stopped that nobody plays any more. On SQLite the asking process is the only one. */
export const stopLeftDrills = ({ engine, sql }: Tx, now: number) =>
  sql(
    `UPDATE drills SET state = 'stopped', ended_at = COALESCE(ended_at, $1)
     WHERE state IN ('running', 'stopping') AND COALESCE(ended_at, started_at) <= $2`,
    now,
    engine === 'sqlite' ? now : now - silence,
  );

/** True while a process plays a drill on this database: they share its districts, so there is one at a time. */
export async function someoneDrills({ sql }: Tx): Promise<boolean> {
  return (await sql("SELECT id FROM drills WHERE state IN ('running', 'stopping') LIMIT 1")).length > 0;
}

/** Says that the drill is still played, and how far it is. False when it was asked to stop, or taken for left. */
export async function keepDrill({ sql }: LotTx, id: string, now: number, result: string): Promise<boolean> {
  const rows = await sql(
    `UPDATE drills SET ended_at = $2, result = $3 WHERE id = $1 AND state = 'running' RETURNING id`,
    id,
    now,
    result,
  );
  return rows.length > 0;
}

/** Asks the process that plays it to stop. False when nobody does. */
export async function askToStop({ sql }: LotTx, id: string): Promise<boolean> {
  const rows = await sql(
    `UPDATE drills SET state = 'stopping' WHERE id = $1 AND state IN ('running', 'stopping') RETURNING id`,
    id,
  );
  return rows.length > 0;
}
