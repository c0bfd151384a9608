import type { VersionRow } from '../store/entities/alert.entity.js';
import { readProgress } from '../store/progress.store.js';
import type { Store } from '../store/store.js';
import type { ProgressShape } from '../wire/progress.js';

/** A version's progress as consoles get it. */
export async function readProgressShape(
  store: Store,
  { id: versionId, alertId, issuedAt }: Pick<VersionRow, 'id' | 'alertId' | 'issuedAt'>,
  stamp: { seq: number; at: number },
): Promise<ProgressShape> {
  const channels = await readProgress(store.read, versionId);
  const open = channels.reduce((sum, { counts }) => sum + counts.pending + counts.sending + counts.unsure, 0);
  return {
    alertId,
    versionId,
    ...stamp,
    issuedAt,
    channels: channels.map((channel) => ({ ...channel })),
    settled: open === 0,
  };
}

/** Runs `work` for a key at most once per `interval`, the last call always followed by a run. */
export function coalesce(
  interval: number,
  work: (key: string) => Promise<void>,
  onBug: (error: unknown) => void,
) {
  const waiting = new Map<string, NodeJS.Timeout>();
  return {
    call(key: string) {
      if (waiting.has(key)) return;
      const timer = setTimeout(() => {
        waiting.delete(key);
        work(key).catch(onBug);
      }, interval);
      waiting.set(key, timer);
    },
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
