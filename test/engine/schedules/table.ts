/** What the random schedules know of the deliveries: the store's statements, played in memory or by the real SQL. */
import type { Receipt } from '../../../src/domain/channel.js';
import type { DeliveryState, HeldReason } from '../../../src/domain/delivery.js';
import type { Claimed, NewCall } from '../../../src/store/claim.store.js';
import type { Recorded } from '../../../src/store/delivery.store.js';

/** One delivery as it stands. Times are milliseconds UTC. */
export interface Row {
  readonly id: number;
  /** Number of the version, from 1. */
  readonly n: number;
  readonly target: string;
  readonly orderKey: string;
  readonly rank: number;
  readonly expiresAt: number;
  state: DeliveryState;
  dueAt: number;
  attempts: number;
  fence: number;
  leaseUntil: number | null;
  callId: string | null;
  ref: string | null;
  heldReason: HeldReason | null;
}

/** A version as the desk issues it. A cancel goes to whom the alert may have reached, so it names no targets. */
export interface Issue {
  readonly n: number;
  readonly cancel: boolean;
  readonly targets: readonly string[];
  /** Its audience comes in by lots: each target is a district of its own. */
  readonly large: boolean;
  readonly orderKey: string;
  readonly urgency: number;
  readonly now: number;
  readonly expiresAt: number;
}

export interface ClaimWish {
  readonly now: number;
  readonly limit: number;
  readonly leaseUntil: number;
  readonly oldestFirst: boolean;
  /** The provider keeps keys: a call that goes again goes whole. */
  readonly keyed: boolean;
}

/** An unsure delivery with what its policy asks of its call and version. */
export interface Waiting extends Claimed {
  readonly committedAt: number;
  readonly urgency: number;
}

export type Decision = 'retry' | 'give-up';

/** The statements, each one transaction; `src/store` has them as SQL. Version ids are `v1`, `v2`, … */
export interface Table {
  issue(issue: Issue): void;
  /** Brings in the next lot of the most urgent audience, if any is to come. */
  expand(size: number, now: number): void;
  claim(wish: ClaimWish): readonly Claimed[];
  commitCalls(calls: readonly NewCall[], now: number): void;
  record(outcomes: readonly Recorded[], now: number): ReadonlySet<number>;
  /** Those of the deliveries to whose targets a newer version went. */
  findOvertaken(ids: readonly number[]): ReadonlySet<number>;
  expireLeases(now: number, all: boolean): number;
  expireDue(now: number): void;
  claimUnsure(now: number, limit: number): readonly Waiting[];
  holdForClock(now: number): boolean;
  openHeldTasks(now: number): number;
  receive(receipts: readonly Receipt[], now: number): void;
  /** An officer's word on one delivery; the code of the refusal, or null. */
  decide(id: number, decision: Decision, now: number): string | null;
}
