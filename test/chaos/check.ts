import { isCarriedByPeople, serviceChannelIds } from '../../src/domain/channel.js';
import { callsOfLot } from '../../src/dispatch/calls.js';
import type { LedgerEntry } from '../../src/wire/virtual-town.js';
import type { DeliveryFacts, HubTables } from './audit.js';

/** What was broken, by invariant. */
export interface Verdict {
  readonly NoLoss: readonly string[];
  readonly NoPhantom: readonly string[];
  readonly SingleSuccess: readonly string[];
  readonly OnceEffect: readonly string[];
  readonly BoundedUnsure: readonly string[];
}

/** The verdict on a hub that held its word. */
export const whole: Verdict = {
  NoLoss: [],
  NoPhantom: [],
  SingleSuccess: [],
  OnceEffect: [],
  BoundedUnsure: [],
};

const keyed = new Set(['radio', 'mastodon']);
const settled = new Set(['accepted', 'delivered', 'refused', 'expired', 'superseded', 'held']);

/** What happened to the hubs: how much may be unsure for it. */
export interface Ordeal {
  /** Deliveries at issue. */
  readonly issued: number;
  /** Claimed and without a durable outcome, summed over all kills. */
  readonly inFlight: number;
  readonly kills: number;
  readonly rate: { readonly callsPerSecond: number; readonly concurrency: number };
}

/**
 * What one kill may find in flight at most: on each channel its calls under way, a lot and a half that was
 * claimed ahead (the next is claimed at half a lot), and half a lot of outcomes on their way to the disk.
 */
const heldAtMost = (rate: Ordeal['rate']) =>
  serviceChannelIds.length * (rate.concurrency + 2 * callsOfLot(rate, rate.callsPerSecond));

/** Compares the hub's tables with the virtual town's ledger, delivery by delivery. */
export function judge(tables: HubTables, ledger: readonly LedgerEntry[], ordeal: Ordeal): Verdict {
  const { issued, inFlight, kills, rate } = ordeal;
  const effectsOf = indexLedger(ledger);
  const each = (fault: (row: DeliveryFacts) => string | null) =>
    tables.deliveries.flatMap((row) => fault(row) ?? []);
  const effects = (row: DeliveryFacts) => effectsOf.get(nameOf(row)) ?? 0;
  const name = (row: DeliveryFacts) => `${row.channel} delivery ${row.id}`;
  const accepted = (row: DeliveryFacts) => row.state === 'accepted' || row.state === 'delivered';

  const NoLoss = each((row) => {
    if (!settled.has(row.state))
      return `${name(row)} is ${row.state} at the end, ${row.unsures} times unsure`;
    // What people carry reaches them as a task, and nobody in the town by itself.
    const byItself = !isCarriedByPeople(row.channel);
    return byItself && accepted(row) && effects(row) === 0
      ? `${name(row)} is ${row.state} and reached nobody`
      : null;
  });
  if (tables.deliveries.length !== issued)
    NoLoss.push(`${issued} were issued, ${tables.deliveries.length} are there`);
  if (tables.untended > 0) NoLoss.push(`${tables.untended} are held under no task`);

  const lapses = tables.deliveries.reduce((sum, row) => sum + row.lapses, 0);
  const BoundedUnsure = each((row) =>
    // Every further effect needs a moment at which the hub knew that it did not know.
    !keyed.has(row.channel) && effects(row) > 1 + row.unsures
      ? `${name(row)}: ${effects(row)} effects, ${row.unsures} times unsure`
      : null,
  );
  if (lapses > inFlight)
    BoundedUnsure.push(`${lapses} times unsure by a hub's death, ${inFlight} were in flight`);
  if (inFlight > kills * heldAtMost(rate))
    BoundedUnsure.push(`${inFlight} in flight at ${kills} kills, at most ${heldAtMost(rate)} each`);

  const known = new Set(tables.deliveries.map(nameOf));
  return {
    NoLoss,
    NoPhantom: [...effectsOf.keys()].filter((target) => !known.has(target)),
    SingleSuccess: each((row) => (row.successes > 1 ? `${name(row)}: ${row.successes} successes` : null)),
    OnceEffect: each((row) =>
      keyed.has(row.channel) && effects(row) > 1 ? `${name(row)}: ${effects(row)} effects` : null,
    ),
    BoundedUnsure,
  };
}

/** A post is found by its call's key, everything else by its address. */
const nameOf = ({ channel, target, callId }: DeliveryFacts): string =>
  channel === 'mastodon' ? `mastodon ${callId}` : `${channel} ${target}`;

function indexLedger(ledger: readonly LedgerEntry[]): Map<string, number> {
  const effects = new Map<string, number>();
  for (const { provider, target, deliveryKey } of ledger) {
    // An officer rung for an approval: no delivery of an alert.
    if (provider === 'ring') continue;
    const name = provider === 'mastodon' ? `mastodon ${deliveryKey}` : `${provider} ${target}`;
    effects.set(name, (effects.get(name) ?? 0) + 1);
  }
  return effects;
}
