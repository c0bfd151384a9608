import type { Clock } from '../platform/clock.js';
import { unusedDutySessions } from '../store/session.store.js';
import type { Store } from '../store/store.js';
import { idleLife } from './session-end.js';
import { touch } from './sign-in.js';

/** Milliseconds between two notes that a connected console is in use. */
const touchEvery = 5 * 60_000;

/**
 * The console of whoever has duty counts as in use while it is connected: it is there to be heard at night, when nobody
 * touches it (ADR 0061). `connected`: id hashes of the sessions that have a socket here. The longest life stays as it is.
 */
export async function keepDutySessions(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  connected: ReadonlySet<string>,
): Promise<void> {
  const now = clock.now();
  const unused = await unusedDutySessions(store.read, now, {
    seenAfter: now - idleLife,
    seenUntil: now - touchEvery,
  });
  for (const id of unused) if (connected.has(id)) await touch(store, id, now);
}
