import type { Limits, SendMember, SendOrder } from '../domain/channel.js';
import type { Claimed, NewCall } from '../store/delivery.store.js';
import type { OrderTemplate } from '../store/order.store.js';

/** A claimed lot cut into provider calls. */
export interface Call {
  readonly id: string;
  readonly versionId: string;
  readonly renderingId: string;
  readonly rows: readonly Claimed[];
  /** Milliseconds UTC after which the rows may be another's. */
  readonly leaseUntil: number;
}

/**
 * Cuts a lot into calls of at most `targetsPerCall` targets that share a rendering. Where the provider keeps a key, a
 * repeat of a whole earlier call keeps its id and so its key: the provider's "already accepted" stays true of each member.
 * A part of one (its other members are done, superseded or held) is a call of its own.
 */
export function cutIntoCalls(
  lot: readonly Claimed[],
  limits: Limits,
  leaseUntil: number,
  newId: () => string,
): readonly Call[] {
  const groups = new Map<string, Claimed[]>();
  for (const row of lot) {
    const again = limits.keyLife > 0 && row.callId !== null ? row.callId : '';
    const key = `${row.versionId} ${row.renderingId} ${again}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const calls: Call[] = [];
  for (const rows of groups.values()) {
    for (let i = 0; i < rows.length; i += limits.targetsPerCall) {
      const members = rows.slice(i, i + limits.targetsPerCall);
      const first = members[0];
      if (!first) continue;
      const repeat = limits.keyLife > 0 && members.length === first.callSize;
      const id = repeat && first.callId !== null ? first.callId : newId();
      calls.push({
        id,
        versionId: first.versionId,
        renderingId: first.renderingId,
        rows: members,
        leaseUntil,
      });
    }
  }
  return calls;
}

/** The call as it is committed before its first byte. */
export const toNewCall = (call: Call): NewCall => ({
  id: call.id,
  versionId: call.versionId,
  renderingId: call.renderingId,
  members: call.rows.map((row) => [row.id, row.target]),
});

/** The instruction for the channel: complete in itself. */
export function toOrder(template: OrderTemplate, call: Call): SendOrder {
  const members: SendMember[] = call.rows.map((row) => ({ deliveryId: String(row.id), target: row.target }));
  return { ...template, callId: call.id, key: call.id, members };
}
