import type { Limits, SendMember, SendOrder } from '../domain/channel.js';
import type { Bound, Claimed, NewCall } from '../store/claim.store.js';
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

const lotLimit = 2_500;

/**
 * How many calls are claimed at once: a quarter of a second's at the `pace` they really go (calls a second), since a crash
 * leaves all of them unsure, sent or not; but enough for all connections, and never more than a second's of the rate, so
 * that no lease waits for it.
 */
export const callsOfLot = (
  { callsPerSecond, concurrency }: Pick<Limits, 'callsPerSecond' | 'concurrency'>,
  pace: number,
): number => Math.min(lotLimit, Math.ceil(callsPerSecond), Math.max(concurrency, Math.ceil(pace / 4)));

/**
 * Cuts a lot into calls of at most `targetsPerCall` targets that share a rendering. Where the provider keeps a key, a
 * repeat of a whole earlier call keeps its id and so its key: the provider's "already accepted" stays true of each member.
 * A part of one (its other members are done, superseded or held) is a call of its own. Plain calls that share version and
 * rendering share an id: it names the row in which they were committed.
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
    const shared = isPlain(limits) ? newId() : null;
    for (let i = 0; i < rows.length; i += limits.targetsPerCall) {
      const members = rows.slice(i, i + limits.targetsPerCall);
      const first = members[0];
      if (!first) continue;
      const repeat = limits.keyLife > 0 && members.length === first.callSize;
      const id = shared ?? (repeat && first.callId !== null ? first.callId : newId());
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

/** The provider takes one target a call and keeps no key: calls have nothing that tells them apart but their member. */
export const isPlain = (limits: Limits): boolean => limits.targetsPerCall === 1 && limits.keyLife === 0;

/** A call has a key and several members: it must not be claimed in parts. */
export const isShared = (limits: Limits): boolean => limits.targetsPerCall > 1 && limits.keyLife > 0;

/** The rows to commit before the first byte: one a call, or one for all plain calls of a version and rendering. */
export function toNewCalls(calls: readonly Call[]): readonly NewCall[] {
  const rows = new Map<string, NewCall & { members: [number, string][] }>();
  for (const { id, versionId, renderingId, rows: members } of calls) {
    const known = rows.get(id);
    const row = known ?? { id, versionId, renderingId, members: [] };
    for (const { id: delivery, target, callId } of members)
      if (callId !== id) row.members.push([delivery, target]);
    if (!known && row.members.length > 0) rows.set(id, row);
  }
  return [...rows.values()];
}

/** Each claimed delivery with the call that it goes with. */
export const toBound = (calls: readonly Call[]): readonly Bound[] =>
  calls.flatMap(({ id: callId, rows }) => rows.map(({ id, fence }) => ({ id, fence, callId })));

/** The instruction for the channel: complete in itself. */
export function toOrder(template: OrderTemplate, call: Call): SendOrder {
  const members: SendMember[] = call.rows.map((row) => ({ deliveryId: String(row.id), target: row.target }));
  return { ...template, callId: call.id, key: call.id, members };
}
