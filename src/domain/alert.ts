import type { ChannelId } from './channel.js';
import type { Hazard, OrderLevel } from './hazard.js';
import type { DistrictChoice, Slots } from './message.js';

/** Status of an alert's version; transitions stand in `decide.ts`. */
export const versionStatuses = [
  'draft',
  'submitted',
  'returned',
  'rejected',
  'lapsed',
  'issued',
  'superseded',
  'cancelled',
  'expired',
  'discarded',
] as const;
export type VersionStatus = (typeof versionStatuses)[number];

/** CAP msgType. */
export type Intent = 'alert' | 'update' | 'cancel';

/** Who decided and by what means; the approver only checks (design.md, Digest). */
export interface Decision {
  readonly by: string;
  readonly means: 'in-person' | 'phone' | 'radio' | 'delegated';
  /** When it was made, milliseconds UTC; absent where nobody said. The time that the message names is that of its submission. */
  readonly at?: number;
}

/** What a version does to one district: sets a level (0: an order without a number), or lifts it (`null`). */
export interface Effect {
  readonly district: string;
  readonly hazard: Hazard;
  readonly level: OrderLevel | null;
}

/** Fields of a version that a person writes. */
export interface VersionContent {
  readonly kind: string;
  readonly slots: Slots;
  readonly districts: DistrictChoice;
  readonly channels: readonly ChannelId[];
  readonly decision: Decision | null;
}

/** Milliseconds after which a submission that nobody approved lapses (design.md: 10 minutes). */
export const submissionLife = 10 * 60_000;
/** Milliseconds within which one person may cancel as issued in error (safety R6; the town's configuration may differ). */
export const cancelWindow = 30 * 60_000;
