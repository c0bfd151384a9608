import type { AlertShape, ProposalShape, StateShape } from '../api/types.js';

/** 3 is the most pressing. */
export const soundLevels = [3, 2, 1] as const;
export type SoundLevel = (typeof soundLevels)[number];

/** Something that must be heard until somebody says that it was. */
export interface Alarm {
  /** Once heard, it stays heard under this name. */
  readonly key: string;
  readonly level: SoundLevel;
}

interface Seen {
  readonly alerts: readonly AlertShape[];
  readonly proposals: readonly ProposalShape[];
  readonly channels: StateShape['channels'];
  readonly feedSilentSince: number | null;
}

/** An approval that waits for this officer, a proposal from level 3 on, a channel that cannot be reached, a silent feed: nothing else. */
export const alarmsIn = ({ alerts, proposals, channels, feedSilentSince }: Seen): readonly Alarm[] => [
  ...alerts
    .flatMap(({ versions }) => versions)
    .filter(({ status, may }) => status === 'submitted' && may.approve === null)
    .map(({ id }): Alarm => ({ key: `approval ${id}`, level: 3 })),
  ...proposals
    .filter(({ state, level }) => state === 'open' && (level ?? 0) >= 3)
    .map(({ id }): Alarm => ({ key: `proposal ${id}`, level: 2 })),
  ...channels
    .filter(({ state }) => state === 'down')
    .map(({ channel, since }): Alarm => ({ key: `channel ${channel} ${since ?? 0}`, level: 1 })),
  ...(feedSilentSince === null ? [] : [{ key: `feed ${feedSilentSince}`, level: 1 } as const]),
];
