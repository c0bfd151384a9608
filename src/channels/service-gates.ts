import { pauseEnd } from '../domain/delivery.js';
import type { Fault } from '../domain/channel.js';
import { retry, type Verdict } from './fault.js';
import { isProxyLost } from './proxy-error.js';

/** Which of the services behind one channel take calls now: each stands still by itself (ADR 0062). */
export interface ServiceGates {
  /** What a call to this service is answered while it stands still; null when it may go. */
  shut(service: string, now: number): Verdict | null;
  /** Notes what a service answered. What would be the channel's fault is this service's alone. */
  heard(service: string, verdict: Verdict, now: number): Verdict;
}

interface Gate {
  /** Failures in a row, those of calls that had left before a pause not counted. */
  readonly failures: number;
  readonly until: number;
  readonly why: Fault;
}

/** As the breaker of a channel: after so many failures in a row, 1, 2, 4, … up to 30 seconds. */
const threshold = 3;
const pauseAfter = (failures: number): number =>
  failures < threshold ? 0 : Math.min(30_000, 1000 * 2 ** (failures - threshold));

export function createServiceGates(): ServiceGates {
  const gates = new Map<string, Gate>();
  return {
    shut(service, now) {
      const gate = gates.get(service);
      return gate !== undefined && now < gate.until ? retry(gate.why, gate.until) : null;
    },
    heard(service, verdict, now) {
      if (verdict.result === 'unsure') return verdict;
      // Rights are the town's own: where one service doubts them, somebody must look at the key. So is its proxy.
      const isItsOwn =
        verdict.result === 'retry' &&
        verdict.why.at === 'channel' &&
        verdict.why.code !== 'channel.unauthorised' &&
        !isProxyLost(verdict.why.detail);
      if (!isItsOwn) {
        gates.delete(service);
        return verdict;
      }
      const why: Fault = { ...verdict.why, at: 'service' };
      const known = gates.get(service) ?? { failures: 0, until: 0 };
      const isLate = now < known.until;
      const failures = known.failures + (isLate ? 0 : 1);
      const own = isLate ? known.until : now + pauseAfter(failures);
      const asked = verdict.notBefore === undefined ? own : pauseEnd(verdict.notBefore, now);
      const until = Math.max(known.until, asked);
      gates.set(service, { failures, until, why });
      return until > now ? retry(why, until) : retry(why);
    },
  };
}
