import { refuse, type Refusal } from '../domain/refusal.js';
import { sha256 } from '../platform/digest.js';
import { OfficerRow } from '../store/entities/officer.entity.js';
import { OfficerRequestRow } from '../store/entities/staff.entity.js';
import { appendLog } from '../store/log.store.js';
import { findInvitation } from '../store/staff.store.js';
import type { Tx } from '../store/store.js';
import type { InvitationShape } from '../wire/staff.js';
import { hashPassword } from './password.js';
import type { StaffDeps } from './requests.js';
import type { SignInDeps } from './sign-in-deps.js';

/** Whom a link invites. One answer for a wrong link, a used one and one that is over: they tell a stranger nothing. */
export async function lookAtInvitation(
  { store, clock }: StaffDeps,
  secret: string,
): Promise<InvitationShape | Refusal> {
  const found = await openInvitation(store.read, secret, clock.now());
  return found
    ? { name: found.name, login: found.login, until: found.secretExpiresAt ?? 0 }
    : refuse('invitation.over');
}

async function openInvitation(tx: Tx, secret: string, now: number): Promise<OfficerRequestRow | null> {
  const found = await findInvitation(tx, sha256(secret));
  const open = found && found.secretUsedAt === null && (found.secretExpiresAt ?? 0) > now;
  if (!open) return null;
  const officer = await tx.rows.findOneBy(OfficerRow, { id: found.officerId });
  return officer && !officer.disabledAt && officer.passwordHash === null ? found : null;
}

/** What an invitation is taken with: the password is made in its turn, as those at the sign-in are looked at. */
export type AcceptDeps = StaffDeps & Pick<SignInDeps, 'gate'>;

/**
 * The invited officer chooses her password; the link is used up. She signs in with it as anybody does. Anybody may ask:
 * only an open link is worth the memory and the processor that a password takes. Refusals: `invitation.over`, `sign-in.busy`.
 */
export async function acceptInvitation(
  { store, clock, say, notifier, gate }: AcceptDeps,
  address: string,
  { secret, password }: { readonly secret: string; readonly password: string },
): Promise<{ login: string } | Refusal> {
  const now = clock.now();
  if (!(await openInvitation(store.read, secret, now))) return refuse('invitation.over');
  const passwordHash = await gate.run('stranger', address, () => hashPassword(password));
  if (passwordHash === null) return refuse('sign-in.busy');
  const login = await store.write(async (tx) => {
    const found = await openInvitation(tx, secret, now);
    if (!found) return null;
    await tx.rows.update(OfficerRow, { id: found.officerId }, { passwordHash });
    await tx.rows.update(OfficerRequestRow, { id: found.id }, { secretUsedAt: now });
    await appendLog(tx, {
      ...{ at: now, enteredAt: now, category: 'setting', actor: found.name },
      text: say('ja', 'log.invitation-accepted', { name: found.name }),
      data: { requestId: found.id, officerId: found.officerId },
    });
    return found.login;
  }, 'needed');
  if (login === null) return refuse('invitation.over');
  notifier.notify('changed', { topics: ['staff', 'log'] });
  return { login };
}
