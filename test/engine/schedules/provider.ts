import type { Outcome } from '../../../src/domain/channel.js';
import { seeded } from '../../support/seeded.js';
import type { Call } from '../../../src/dispatch/calls.js';
import type { Facts } from './facts.js';

/** What the far end does with a request that reaches it. */
export type Mood = 'take' | 'rate' | 'broken' | 'refuse-one';

/** The far end: what it took, by delivery, and what it would say. The oracle of a schedule. */
export interface Provider {
  /** A request arrives; what the provider answers, if the answer gets through. */
  take(call: Call, mood: Mood, t: number): readonly Outcome[];
  /** What became of a call, as a resolver hears it. */
  knows(call: Call, t: number): readonly Outcome[];
  /** How often a delivery had its effect. */
  effects(deliveryId: number): number;
  /** Whether the provider itself ever refused a delivery. */
  refused(deliveryId: number): boolean;
}

const at = 'call' as const;

/** Takes an idempotency key for `keyLife` where it is above 0; else every request is a new one. */
export function createProvider({ limits, seed }: Facts): Provider {
  const random = seeded(seed ^ 0x5bd1e995);
  const effects = new Map<number, number>();
  const refusals = new Set<number>();
  const keys = new Map<string, { readonly at: number; readonly answer: readonly Outcome[] }>();
  let refs = 0;

  function take(call: Call, mood: Mood, t: number): readonly Outcome[] {
    const kept = limits.keyLife > 0 ? keys.get(call.id) : undefined;
    if (kept && t < kept.at + limits.keyLife) return kept.answer;
    const why = { at: 'channel', code: mood === 'rate' ? 'channel.rate' : 'channel.server-error' } as const;
    if (mood === 'rate' || mood === 'broken')
      return call.rows.map(({ target }) => ({
        target,
        result: 'retry' as const,
        why,
        // A provider's clock stands near the true time.
        ...(mood === 'rate' && { notBefore: t + Math.floor(random() * 3000) }),
      }));
    const bad = mood === 'refuse-one' ? Math.floor(random() * call.rows.length) : -1;
    const answer = call.rows.map(({ id, target }, i): Outcome => {
      if (i === bad) {
        refusals.add(id);
        return { target, result: 'refused', why: { at: 'target', code: 'sms.bad-number' } };
      }
      effects.set(id, (effects.get(id) ?? 0) + 1);
      return { target, result: 'accepted', ref: `ref${++refs}` };
    });
    keys.set(call.id, { at: t, answer });
    return answer;
  }

  return {
    take,
    knows(call, t) {
      const kept = keys.get(call.id);
      if (kept && (limits.keyLife === 0 || t < kept.at + limits.keyLife))
        return call.rows.map(
          ({ target }) =>
            kept.answer.find((outcome) => outcome.target === target) ?? { target, result: 'unsure' as const },
        );
      return call.rows.map(({ target }) => ({
        target,
        result: 'retry' as const,
        why: { at, code: 'channel.timeout' },
      }));
    },
    effects: (id) => effects.get(id) ?? 0,
    refused: (id) => refusals.has(id),
  };
}
