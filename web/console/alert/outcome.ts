import type { ChannelProgress } from '../api/types.js';

/** What the first line of an alert's board says. */
export interface Outcome {
  /** `held`: nothing moves any more, but somebody has to decide. */
  readonly state: 'running' | 'held' | 'done';
  /** Deliveries that wait for a person. */
  readonly held: number;
  /** Refused, or not sent before the message ended. */
  readonly unreached: number;
  /** A share that no number of dead addresses explains. */
  readonly isMuch: boolean;
}

/** Of a list of addresses so many may be dead; more is trouble of a channel. */
const ordinary = 1 / 10;

const unreachedIn = ({ counts }: ChannelProgress): number => (counts.refused ?? 0) + (counts.expired ?? 0);

export function outcomeOf(channels: readonly ChannelProgress[], settled: boolean): Outcome {
  const held = channels.reduce((sum, { counts }) => sum + (counts.held ?? 0), 0);
  return {
    state: !settled ? 'running' : held > 0 ? 'held' : 'done',
    held,
    unreached: channels.reduce((sum, channel) => sum + unreachedIn(channel), 0),
    isMuch: channels.some((channel) => unreachedIn(channel) > channel.targets * ordinary),
  };
}
