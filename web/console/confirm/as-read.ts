import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiError } from '../api/client.js';
import type { VersionShape } from '../api/types.js';
import { isFromBefore } from '../shell/loaded.js';

/** What an officer was shown, where something else may stand by now. */
export interface AsRead {
  /** As she was shown it: what she acts on. */
  readonly read: VersionShape;
  /** What stands there now is not what she was shown. */
  readonly changed: boolean;
  /** She has read what stands there now. */
  readonly take: () => void;
  /** She changed it herself on this page: it is nothing that she has not read. */
  readonly wrote: (saved: VersionShape) => void;
}

/**
 * Events replace a version on the screen in place, while somebody reads it. She acts on the one that she was shown first,
 * until she says that she has read what came since. `markOf` names what is acted on (a revision, a digest); null where
 * there is nothing to act on.
 */
export const useAsRead = (
  query: UseQueryResult<VersionShape, ApiError>,
  markOf: (version: VersionShape) => string | null,
): AsRead | null => {
  const [kept, setKept] = useState<VersionShape | null>(null);
  const [own, setOwn] = useState<string | null>(null);
  const version = isFromBefore(query) ? undefined : query.data;
  const mark = version === undefined ? null : markOf(version);
  if (version === undefined || mark === null) return null;
  const read = kept === null || kept.id !== version.id || mark === own ? version : kept;
  const changed = markOf(read) !== mark;
  if (kept === null || markOf(kept) !== markOf(read) || kept.id !== read.id) setKept(read);
  return { read, changed, take: () => setKept(version), wrote: (saved) => setOwn(markOf(saved)) };
};
