import type { VersionContent } from '../domain/alert.js';
import { decide } from '../domain/decide.js';
import { resolveDistricts } from '../domain/district-state.js';
import { hazardOf, ordersOf, type Slots } from '../domain/message.js';
import type { Officer } from '../domain/officer.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { ordersInForce } from '../store/district-state.store.js';
import { VersionRow } from '../store/entities/alert.entity.js';
import type { Tx } from '../store/store.js';
import { findVersion, otherNotices } from '../store/version.store.js';
import type { DeskDeps } from './desk.js';
import { contentOf, factsOf } from './version-json.js';

type Deps = Pick<DeskDeps, 'phrasebook' | 'town'>;

export const lifts = ({ phrasebook }: Deps, { kind }: Pick<VersionRow, 'kind'>): boolean =>
  phrasebook.kinds[kind]?.effects === 'lift';

/**
 * Why an issued message may not be extended (延長) or changed by a next version, or null. A lift is over once it is said:
 * whatever follows it is an order of its own.
 */
export function refusalToExtend(
  deps: Deps,
  version: VersionRow,
  officer: Officer,
  now: number,
): Refusal | null {
  const may = decide(factsOf(version), 'extend', officer, now);
  if (isRefusal(may)) return may;
  return lifts(deps, version) ? refuse('extend.a-lift') : null;
}

/**
 * What of a message is still true: an order's districts are those in which it stands, so that an extension never brings
 * back what was lifted.
 */
export async function standingContent(
  deps: Deps,
  tx: Tx,
  version: VersionRow,
): Promise<Pick<VersionContent, 'slots' | 'districts' | 'channels'>> {
  const { slots, districts, channels, effects } = contentOf(version);
  if (effects.length === 0) return { slots, districts, channels };
  const standing = (await ordersInForce(tx)).filter(({ alertId }) => alertId === version.alertId);
  const stands = (hazard: string) => (code: string) =>
    standing.some((order) => order.district === code && order.hazard === hazard);
  const orders = ordersOf(slots).map((order) => ({
    ...order,
    districts: order.districts.filter(stands(order.hazard)),
  }));
  const left = orders.filter((order) => order.districts.length > 0);
  const all = resolveDistricts(districts, deps.town);
  const stays = all.filter((code) => standing.some(({ district }) => district === code));
  return {
    slots: orders.length === 0 ? slots : ({ ...slots, orders: left } as Slots),
    districts: stays.length === all.length ? districts : stays,
    channels,
  };
}

/** The version that an extension continues; null for a lift and for what begins an alert. */
export async function extendedBy(deps: Deps, tx: Tx, version: VersionRow): Promise<VersionRow | null> {
  if (version.ofVersion === null || version.purpose !== 'message' || lifts(deps, version)) return null;
  return findVersion(tx, version.ofVersion);
}

const covers = ({ town }: Deps, later: VersionRow, earlier: VersionRow): boolean => {
  const now = resolveDistricts(contentOf(later).districts, town);
  return resolveDistricts(contentOf(earlier).districts, town).every((code) => now.includes(code));
};

/** Whether an extension orders nothing that was not ordered before: the same level, in no other district. */
export const ordersNothingNew = (deps: Deps, extension: VersionRow, extended: VersionRow): boolean =>
  extension.level === extended.level && covers(deps, extended, extension);

/**
 * Takes what an extension continues out of force, in the transaction that issues it: every earlier message of its alert
 * whose districts it covers. Where it leaves one out, the earlier message stays what was last said there; orders follow the
 * districts' state (`retireCovered`).
 */
export async function retireExtended(deps: Deps, tx: Tx, extension: VersionRow): Promise<void> {
  for (const earlier of await otherNotices(tx, extension))
    if (covers(deps, extension, earlier))
      await tx.rows.update(VersionRow, { id: earlier.id }, { status: 'superseded' });
}

/** Why a draft no longer says what it extends, or null: another danger is another alert, and the first one stands. */
export async function refusalToStray(
  deps: Deps,
  tx: Tx,
  version: VersionRow,
  slots: Slots,
): Promise<Refusal | null> {
  const extended = await extendedBy(deps, tx, version);
  // A combined order names its hazards one by one, and the districts' state follows each.
  if (extended === null || ordersOf(slots).length > 0) return null;
  return extended.hazard === hazardOf(slots) ? null : refuse('extend.other-hazard');
}

/** Puts back into force what a cancelled extension had taken out of it, if it is not over meanwhile; returns it then. */
export async function restoreExtended(
  deps: Deps,
  tx: Tx,
  cancelled: VersionRow,
  now: number,
): Promise<string | null> {
  const extended = await extendedBy(deps, tx, cancelled);
  if (extended === null || contentOf(extended).effects.length > 0) return null;
  const status = (extended.expiresAt ?? 0) > now ? 'issued' : 'expired';
  await tx.rows.update(VersionRow, { id: extended.id, status: 'superseded' }, { status });
  return status === 'issued' ? extended.id : null;
}
