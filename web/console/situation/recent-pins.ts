import type { Point } from '../../../src/domain/town.js';
import type { ChronologyEntryShape } from '../api/types.js';

/** An entry of the chronology that bears a place. */
export interface Pin {
  readonly entry: ChronologyEntryShape;
  readonly place: Point;
  /** The one that an address asked for. */
  readonly isChosen: boolean;
}

const day = 24 * 60 * 60_000;

/** How far a thread was at a moment; undefined before it was written. */
const statusAt = ({ history }: ChronologyEntryShape, at: number) =>
  history.findLast(({ enteredAt }) => enteredAt <= at)?.status;

/**
 * What the map shows at a moment: entries of the 24 hours before it that were written by then and not done, the newest
 * first; before them the one that is asked for, however old.
 */
export const recentPins = (
  entries: readonly ChronologyEntryShape[],
  at: number,
  chosen: ChronologyEntryShape | null,
): readonly Pin[] => {
  const rest = entries.filter((entry) => {
    const status = statusAt(entry, at);
    const isRecent = entry.at > at - day && entry.at <= at;
    return isRecent && status !== undefined && status !== 'done' && entry.root !== chosen?.root;
  });
  return [...(chosen === null ? [] : [chosen]), ...rest].flatMap((entry) =>
    entry.place === null ? [] : [{ entry, place: entry.place, isChosen: entry === chosen }],
  );
};
