import type { Kind } from './kind.js';
import type { OrderLevel } from './hazard.js';
import { refuse, type Refusal } from './refusal.js';

/** The town's quiet hours, minutes after midnight; `from` after `until` means over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly until: number;
}

const day = 24 * 60;

/** Whether a minute of the day lies in the quiet hours. */
export const isQuiet = ({ from, until }: QuietHours, minute: number): boolean =>
  from <= until ? minute >= from && minute < until : minute >= from || minute < until;

/** Milliseconds from a minute of the day until the quiet hours end; 0 when they are over. */
export const untilMorning = (hours: QuietHours, minute: number): number =>
  isQuiet(hours, minute) ? ((hours.until - minute + day) % day) * 60_000 : 0;

/**
 * Why a message's broadcast may not wait for the morning (R14); null when it may. Never a level 3 to 5, an order, civil
 * protection or another matter of life, whatever the kind's own file says.
 */
export const refusalToWait = (
  kind: Pick<Kind, 'group' | 'effects' | 'quietHours' | 'urgency'>,
  level: OrderLevel | null,
): Refusal | null => {
  const urgent =
    (level !== null && (level === 0 || level >= 3)) ||
    kind.group === 'civil-protection' ||
    kind.effects === 'set' ||
    kind.urgency >= 4;
  if (urgent) return refuse('radio-later.urgent');
  return kind.quietHours === 'ignored' ? refuse('radio-later.not-this-kind') : null;
};
