import type { Trouble } from '../platform/storage-fault.js';

/**
 * What a write may cost on a full disk. `urgent`: the ballast is given up for it. `needed`: it may use what a given-up
 * ballast left, so that what is under way comes to an end. `ordinary`: refused until there is room again.
 */
export type Weight = 'urgent' | 'needed' | 'ordinary';

/** A weight, or how to find it out; asked only when it matters. */
export type WeightOf = Weight | (() => Promise<Weight>);

/** Stands around each transaction of the writer. */
export interface WriteGuard {
  /** Runs `attempt`, again where that helps. @throws StorageFault when the disk does not take it */
  run<T>(attempt: () => Promise<T>, weight: WeightOf): Promise<T>;
  /** True while only what is urgent may be written: the ballast is given up and the disk still full. */
  onlyUrgent(): boolean;
}

/** Tries once, and lets errors be what they are: command line, tests. */
export const noGuard: WriteGuard = { run: (attempt) => attempt(), onlyUrgent: () => false };

/** Of what an operating system or a database says when it cannot write. `ask`: the disk itself must be asked. */
export function troubleIn(error: unknown): Trouble | 'busy' | 'ask' | null {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const said = driverError?.code ?? code;
  if (typeof said !== 'string') return null;
  const known = sayings.find(([pattern]) => pattern.test(said));
  return known?.[1] ?? null;
}

const sayings: readonly (readonly [RegExp, Trouble | 'busy' | 'ask'])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT|53100)$/, 'full'],
  [/^(SQLITE_READONLY.*|EROFS|EACCES|EPERM|25006)$/, 'read-only'],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'busy'],
  // An I/O error may be a full disk (no room for the -shm file), one turned read-only, or a broken one.
  [/^SQLITE_(IOERR|CANTOPEN)/, 'ask'],
  [/^(SQLITE_(CORRUPT|NOTADB).*|EIO|58030)$/, 'failed'],
];
