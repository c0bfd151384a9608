import { sha256 } from '../platform/digest.js';
import { SessionRow } from '../store/entities/officer.entity.js';
import { openWatch } from '../store/watch.store.js';
import type { SessionShape } from '../wire/session.js';
import { endOf, idleLife } from './session-end.js';
import type { SignInDeps } from './sign-in-deps.js';

/** When the session of a cookie will end, or when and why it did; nothing where the cookie opens none. */
export async function lifeOf(
  { store, clock }: Pick<SignInDeps, 'store' | 'clock'>,
  cookie: string | undefined,
): Promise<Pick<SessionShape, 'ends' | 'ended'>> {
  if (!cookie) return {};
  const row = await store.read.rows.findOneBy(SessionRow, { idHash: sha256(cookie) });
  if (!row) return {};
  const ended = endOf(row, clock.now());
  const onDuty = (await openWatch(store.read, row.officerId)) !== null;
  if (ended) return { ended: { ...ended, onDuty } };
  return { ends: { at: row.expiresAt, idle: idleLife, onDuty } };
}
