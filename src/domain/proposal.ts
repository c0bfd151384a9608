import type { Hazard, Level } from './hazard.js';
import type { DistrictChoice, Slots } from './message.js';

/** Why a message is proposed: ids whose words stand in the phrasebook. */
export const proposalReasons = [
  'heavy-rain-warning',
  'landslide-warning',
  'flood-warning',
  'emergency-warning',
  'record-rain',
  'river-rising',
] as const;
export type ProposalReason = (typeof proposalReasons)[number];

/** One row of `config/towns/<town>/proposals.yaml`: which item of which telegram suggests which message. */
export interface ProposalRule {
  /** JMA telegram codes (VPWW56), without office. */
  readonly telegram: readonly string[];
  /** Kind codes within that telegram; codes collide across telegrams, so both count (domain.md §1.3). */
  readonly codes: readonly string[];
  /** Only items whose Kind/Condition contains this (VPWW53/54: 「土砂災害」 within 大雨警報). */
  readonly condition?: string;
  /** `in-force` matches 発表, 継続 and every transition that leaves the code standing; `lifted` matches 解除. */
  readonly when: 'in-force' | 'lifted';
  readonly kind: string;
  readonly hazard: Hazard | null;
  readonly level: Level | null;
  readonly reason?: ProposalReason;
}

/** What a telegram suggests to the duty officer. Never issued by itself (R14). */
export interface Proposal {
  readonly kind: string;
  readonly level: Level | null;
  readonly hazard: Hazard | null;
  /** The town's list for the hazard; empty where the town gave none, and the officer must choose. */
  readonly districts: DistrictChoice;
  readonly slots: Slots;
}
