import type { Effect } from '../domain/alert.js';
import type { OrderInForce } from '../domain/district-state.js';
import { digestOf } from '../platform/digest.js';
import { DistrictStateRow, EffectRow } from './entities/alert.entity.js';
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
    await tx.rows.insert(EffectRow, { versionId: by.versionId, district, hazard, level, previousLevel, at: by.at });
    if (level === null) await tx.rows.delete(DistrictStateRow, { district, hazard });
    else
      await tx.rows.upsert(
        DistrictStateRow,
        { district, hazard, level, kind: by.kind, alertId: by.alertId, versionId: by.versionId, since: by.at },
        ['district', 'hazard'],
      );
  }
}

/** What undoes a version's effects: the levels that stood before it (an order issued in error never was one). */
export async function inverseEffects(tx: Tx, versionId: string): Promise<readonly Effect[]> {
  const rows = await tx.rows.find(EffectRow, { where: { versionId }, order: { seq: 'ASC' } });
  return rows.map(({ district, hazard, previousLevel }) => ({
    district,
    hazard: hazard as Effect['hazard'],
    level: previousLevel as Effect['level'],
  }));
}
