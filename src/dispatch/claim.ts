import type { Channel } from '../domain/channel.js';
import { claimDue, commitCalls } from '../store/delivery.store.js';
import { cutIntoCalls, toNewCall, type Call } from './calls.js';
import type { DispatchDeps } from './dispatcher.js';

/** A claimed lot, and whether there was less due than asked for. */
export interface Lot {
  readonly calls: readonly Call[];
  readonly drained: boolean;
}

const targetLimit = 5000;
/** A lease outlives the call's timeout by this. Milliseconds. */
const leaseSpare = 30_000;

/** Claims the targets of at most `callCount` calls and commits those calls, in one transaction (invariant NoPhantom). */
export async function claimLot(
  { id, limits }: Channel,
  { store, clock, newId, maintenance }: DispatchDeps,
  callCount: number,
  oldestFirst: boolean,
): Promise<Lot> {
  const now = clock.now();
  const leaseUntil = now + limits.timeout + leaseSpare;
  const limit = Math.min(callCount * limits.targetsPerCall, targetLimit);
  return store.write(async (tx) => {
    if (maintenance()) return { calls: [], drained: true };
    const lot = await claimDue(tx, { channel: id, now, limit, leaseUntil, oldestFirst }, store.engine);
    const calls = cutIntoCalls(lot, limits, leaseUntil, newId);
    const fresh = calls.filter((call) => call.rows[0]?.callId !== call.id);
    if (fresh.length > 0) await commitCalls(tx, id, fresh.map(toNewCall), now);
    return { calls, drained: lot.length < limit };
  });
}
