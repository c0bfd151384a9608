// The store's claims and deliveries with the order of commit and send turned round; all else is the real thing.
import * as claims from '../../dist/store/claim.store.js';
import * as deliveries from '../../dist/store/delivery.store.js';

export * from '../../dist/store/claim.store.js';
export * from '../../dist/store/delivery.store.js';

/** Claimed in memory only: delivery id → how it is bound, and the call that nobody committed. */
const claimed = new Map();
const committed = new Set();

const setState = ({ sql }, ids, from, to) =>
  sql(
    `UPDATE deliveries SET state = '${to}' WHERE state = '${from}' AND id IN (SELECT value FROM json_each($1))`,
    JSON.stringify(ids),
  );

/** What is due and not yet claimed in memory. */
export async function findDue(tx, wish) {
  const earlier = [...claimed.keys()];
  await setState(tx, earlier, 'pending', 'sending');
  const rows = await claims.findDue(tx, wish);
  await setState(tx, earlier, 'sending', 'pending');
  return rows;
}

export async function claim(_tx, channel, calls, bound, lease) {
  const byId = new Map(calls.map((call) => [call.id, call]));
  for (const one of bound) claimed.set(one.id, { channel, one, call: byId.get(one.callId), lease });
}

/** Claim, call and outcome in one transaction, when the answer is there. */
export async function recordOutcomes(tx, outcomes, now) {
  for (const { id } of outcomes) {
    const entry = claimed.get(id);
    if (!entry) continue;
    claimed.delete(id);
    const { channel, one, call, lease } = entry;
    const fresh = call && !committed.has(call.id) ? [call] : [];
    for (const { id: callId } of fresh) committed.add(callId);
    await claims.claim(tx, channel, fresh, [one], lease);
  }
  return deliveries.recordOutcomes(tx, outcomes, now);
}
