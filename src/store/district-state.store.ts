import type { Effect, Intent } from '../domain/alert.js';
import type { OrderInForce } from '../domain/district-state.js';
import { digestOf } from '../platform/digest.js';
import { DistrictStateRow, EffectRow, VersionRow } from './entities/alert.entity.js';
import type { Tx } from './store.js';

/** Every order in force, per district and hazard. */
export const ordersInForce = (tx: Tx): Promise<(DistrictStateRow & OrderInForce)[]> =>
  tx.rows.find(DistrictStateRow, { order: { district: 'ASC', hazard: 'ASC' } }) as Promise<
    (DistrictStateRow & OrderInForce)[]
  >;

/** SHA-256 over the state of the touched pairs: if it changes, a submission lapses. */
export async function stateDigest(tx: Tx, effects: readonly Effect[]): Promise<string> {
  const touched = new Set(effects.map(({ district, hazard }) => `${district} ${hazard}`));
  const orders = await ordersInForce(tx);
  return digestOf(
    orders
      .filter(({ district, hazard }) => touched.has(`${district} ${hazard}`))
      .map(({ district, hazard, level }) => [district, hazard, level]),
  );
}

/** Writes a version's effects into the ledger and moves its present. */
export async function applyEffects(
  tx: Tx,
  effects: readonly Effect[],
  by: { versionId: string; alertId: string; kind: string; at: number },
): Promise<void> {
  for (const { district, hazard, level } of effects) {
    const before = await tx.rows.findOneBy(DistrictStateRow, { district, hazard });
    const previousLevel = before?.level ?? null;
    await tx.rows.insert(EffectRow, {
      versionId: by.versionId,
      district,
      hazard,
      level,
      previousLevel,
      at: by.at,
    });
    if (level === null) await tx.rows.delete(DistrictStateRow, { district, hazard });
    else
      await tx.rows.upsert(
        DistrictStateRow,
        {
          district,
          hazard,
          level,
          kind: by.kind,
          alertId: by.alertId,
          versionId: by.versionId,
          since: by.at,
        },
        ['district', 'hazard'],
      );
  }
}

/**
 * Puts the districts back to what stood before a version that was issued in error, an order or a lift. Only pairs of
 * which it is the ledger's last word are touched; an order that stands again is `issued` again. Returns the versions that do.
 */
export async function restoreBefore(
  tx: Tx,
  versionId: string,
  by: { versionId: string; at: number },
): Promise<ReadonlySet<string>> {
  const standing = new Set<string>();
  const effects = await tx.rows.find(EffectRow, { where: { versionId }, order: { seq: 'ASC' } });
  for (const { district, hazard, previousLevel, seq } of effects) {
    const last = await tx.rows.findOne(EffectRow, { where: { district, hazard }, order: { seq: 'DESC' } });
    if (last?.seq !== seq) continue;
    await tx.rows.insert(EffectRow, {
      versionId: by.versionId,
      district,
      hazard,
      level: previousLevel,
      previousLevel: last.level,
      at: by.at,
    });
    await tx.rows.delete(DistrictStateRow, { district, hazard });
    const earlier =
      previousLevel === null ? null : await orderBefore(tx, { district, hazard, seq }, previousLevel);
    if (!earlier) continue;
    await tx.rows.insert(DistrictStateRow, { ...earlier, district, hazard });
    await tx.rows.update(VersionRow, { id: earlier.versionId, status: 'superseded' }, { status: 'issued' });
    standing.add(earlier.versionId);
  }
  return standing;
}

/** The order of this level that stood for a pair before the ledger's row `seq`; a cancelled one did not stand. */
async function orderBefore(
  { sql }: Tx,
  { district, hazard, seq }: { district: string; hazard: string; seq: number },
  level: number,
) {
  const [row] = await sql<Omit<DistrictStateRow, 'district' | 'hazard'>>(
    `SELECT e.level, v.kind, v.alert_id AS "alertId", v.id AS "versionId", e.at AS since
     FROM effects e JOIN versions v ON v.id = e.version_id
     WHERE e.district = $1 AND e.hazard = $2 AND e.seq < $3 AND e.level = $4 AND v.purpose = 'message'
       AND v.status <> 'cancelled' ORDER BY e.seq DESC LIMIT 1`,
    district,
    hazard,
    seq,
    level,
  );
  return row ?? null;
}

/** Versions that were issued and are not over, newest first: of an alert, what it says now. Milliseconds UTC. */
export interface StandingVersion {
  readonly alertId: string;
  readonly year: number | null;
  readonly number: number | null;
  readonly versionId: string;
  readonly n: number;
  readonly intent: Intent;
  readonly kind: string;
  readonly level: number | null;
  readonly issuedAt: number;
  readonly expiresAt: number | null;
}

export const standingVersions = (
  { sql }: Tx,
  now: number,
  limit: number,
): Promise<readonly StandingVersion[]> =>
  sql(
    `SELECT v.alert_id AS "alertId", a.year, a.number, v.id AS "versionId", v.n, v.intent, v.kind, v.level,
       v.issued_at AS "issuedAt", v.expires_at AS "expiresAt"
     FROM versions v JOIN alerts a ON a.id = v.alert_id
     WHERE v.status = 'issued' AND (v.expires_at IS NULL OR v.expires_at > $1)
     ORDER BY v.issued_at DESC, v.id DESC LIMIT $2`,
    now,
    limit,
  );
