import { peopleChannels } from '../domain/channel.js';
import type { LedgerEntry } from '../wire/virtual-town.js';
import type { DrillWorld } from './drill-world.js';

/** Where the two accounts of one delivery differ. */
export interface Disagreement {
  readonly channel: string;
  readonly what: string;
}

interface HubRow {
  readonly channel: string;
  readonly target: string;
  readonly alert_id: string;
  readonly state: string;
  readonly n: number;
}

/**
 * Compares, per channel, alert and target, how often the hub recorded a success with how often the virtual town took
 * something: the town's ledger is the oracle, the hub's tables are what is judged. Of what people carry it takes nothing.
 */
export async function compareLedger({
  hub,
  townUrl,
}: DrillWorld): Promise<{ checked: number; disagreements: readonly Disagreement[] }> {
  const answer = await fetch(`${townUrl}/ledger`);
  const { entries } = (await answer.json()) as { entries: readonly LedgerEntry[] };
  const took = new Map<string, number>();
  // Officers who are rung for an approval have no delivery: nothing of an alert reaches them so.
  for (const entry of entries.filter(({ provider }) => provider !== 'ring'))
    add(took, keyOf(entry.provider, entry.target, entry.provider === 'mastodon' ? null : entry.alertId));
  const rows = await hub.store.read.sql<HubRow>(
    `SELECT channel, target, alert_id, state, 1 AS n FROM deliveries WHERE state IN ('accepted', 'delivered')
     AND channel NOT IN (${peopleChannels.map((id) => `'${id}'`).join(', ')})`,
  );
  const recorded = new Map<string, number>();
  for (const { channel, target, alert_id } of rows) add(recorded, keyOf(channel, target, alert_id));
  return { checked: rows.length, disagreements: differences(recorded, took) };
}

/** SMS and calls carry no alert id, and posts no target of ours: there the count per target, or per channel, is compared. */
const keyOf = (channel: string, target: string, alertId: string | null): string =>
  channel === 'mastodon'
    ? 'mastodon'
    : channel === 'sms' || channel === 'voice'
      ? `${channel} ${target}`
      : `${channel} ${target} ${alertId}`;

const add = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

function differences(
  recorded: ReadonlyMap<string, number>,
  took: ReadonlyMap<string, number>,
): Disagreement[] {
  const keys = new Set([...recorded.keys(), ...took.keys()]);
  return [...keys]
    .filter((key) => recorded.get(key) !== took.get(key))
    .map((key) => ({
      channel: key.split(' ')[0] ?? '',
      what: `…${key.slice(-12)}: the hub recorded ${recorded.get(key) ?? 0}, the town took ${took.get(key) ?? 0}`,
    }));
}
