import type { AlertShape, ProposalShape, StateShape, VersionShape } from '../api/types.js';
import { isLapsed, isWaiting } from '../approve/lapse.js';

/** 3 is the most pressing. */
export const soundLevels = [3, 2, 1] as const;
export type SoundLevel = (typeof soundLevels)[number];

/** What can sound, the most pressing first. */
export const alarmKinds = ['approval', 'lapsed', 'proposal', 'channel', 'feed'] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** Something that must be heard until somebody says that it was. */
export interface Alarm {
  /** Once heard, it stays heard under this name. */
  readonly key: string;
  readonly what: AlarmKind;
  readonly level: SoundLevel;
}

interface Seen {
  readonly alerts: readonly AlertShape[];
  readonly proposals: readonly ProposalShape[];
  readonly channels: StateShape['channels'];
  /** Since when JMA's telegrams do not come in; null while they do. */
  readonly feedSilentSince: number | null;
  /** Who listens. */
  readonly officer: string | undefined;
  /** By the hub's clock, milliseconds UTC. */
  readonly now: number;
}

/** A submission keeps its id when it is returned and handed in again, or renewed: only its time of lapsing is new. */
const asked = ({ id, lapsesAt }: VersionShape): string => `${id} ${lapsesAt ?? 0}`;

/**
 * An approval that waits for this officer, a submission of hers that nobody approved in time, a proposal from level 3 on, a
 * channel that cannot be reached, a silent feed: nothing else.
 */
export const alarmsIn = (seen: Seen): readonly Alarm[] => {
  const { alerts, proposals, channels, feedSilentSince, officer, now } = seen;
  const versions = alerts.flatMap((alert) => alert.versions);
  return [
    ...versions
      .filter((version) => isWaiting(version, now) && version.may.approve === null)
      .map((version): Alarm => ({ key: `approval ${asked(version)}`, what: 'approval', level: 3 })),
    ...versions
      .filter((version) => isLapsed(version, now) && version.submitter?.id === officer)
      .map((version): Alarm => ({ key: `lapsed ${asked(version)}`, what: 'lapsed', level: 3 })),
    ...proposals
      .filter(({ state, level }) => state === 'open' && (level ?? 0) >= 3)
      .map(({ id }): Alarm => ({ key: `proposal ${id}`, what: 'proposal', level: 2 })),
    ...channels
      .filter(({ state }) => state === 'down')
      .map(({ channel, since }): Alarm => ({
        key: `channel ${channel} ${since ?? 0}`,
        what: 'channel',
        level: 1,
      })),
    ...(feedSilentSince === null
      ? []
      : [{ key: `feed ${feedSilentSince}`, what: 'feed', level: 1 } as const]),
  ];
};
