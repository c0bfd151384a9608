// The store's deliveries with the order of commit and send turned round; all else is the real thing.
import * as real from '../../dist/store/delivery.store.js';

export * from '../../dist/store/delivery.store.js';

/** Claimed in memory only: delivery id → its call and when it was made. */
const claimed = new Map();

const setState = ({ sql }, ids, from, to, by) =>
  sql(
    `UPDATE deliveries SET state = '${to}', fence = fence + ${by}, attempts = attempts + ${by}
     WHERE state = '${from}' AND id IN (SELECT value FROM json_each($1))`,
    JSON.stringify(ids),
  );

/** The real claim, taken back before the transaction commits. */
export async function claimDue(tx, claim, engine) {
  const earlier = [...claimed.keys()];
  await setState(tx, earlier, 'pending', 'sending', 0);
  const rows = await real.claimDue(tx, claim, engine);
  const ids = rows.map(({ id }) => id);
  await setState(tx, earlier, 'sending', 'pending', 0);
  await setState(tx, ids, 'sending', 'pending', -1);
  for (const id of ids) claimed.set(id, null);
  return rows;
}

export async function commitCalls(_tx, channel, calls, now) {
  for (const call of calls) for (const [id] of call.members) claimed.set(id, { channel, call, now });
}

/** Claim, call and outcome in one transaction, when the answer is there. */
export async function recordOutcomes(tx, outcomes, now) {
  const ids = outcomes.map(({ id }) => id).filter((id) => claimed.has(id));
  await setState(tx, ids, 'pending', 'sending', 1);
  const late = new Map();
  for (const id of ids) {
    const entry = claimed.get(id);
    if (entry) late.set(entry.call.id, entry);
    claimed.delete(id);
  }
  for (const { channel, call, now: at } of late.values()) await real.commitCalls(tx, channel, [call], at);
  return real.recordOutcomes(tx, outcomes, now);
}
