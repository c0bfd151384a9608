import type { Refusal } from '../domain/refusal.js';

/** What keeps a write from the disk, as it is shown and refused (`storage.<trouble>` in errors.json). */
export type Trouble = 'full' | 'read-only' | 'stalled' | 'failed';

/**
 * A write that the disk did not take. Nothing of it was committed. Thrown by `store.write` and answered by the problem
 * filter; whoever watches the storage has told people already, so nobody else logs it.
 */
export class StorageFault extends Error {
  readonly refusal: Refusal;

  constructor(
    readonly trouble: Trouble,
    cause?: unknown,
  ) {
    super(`the storage is ${trouble}`, { cause });
    this.refusal = { refused: `storage.${trouble}` };
  }
}

/** Hands on every error but those of the storage, which are told once, not by each that meets them. */
export const unlessStorage =
  (tell: (error: unknown) => void) =>
  (error: unknown): void => {
    if (!(error instanceof StorageFault)) tell(error);
  };
