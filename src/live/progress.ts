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
