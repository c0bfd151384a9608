import type { Officer, OfficerRole } from '../domain/officer.js';
import {
  invitationLife,
  refusalToChange,
  refusalToConfirm,
  refusalToDecline,
  requestLife,
  type RequestFacts,
} from '../domain/staff-change.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { Clock } from '../platform/clock.js';
import { sha256 } from '../platform/digest.js';
import { newId } from '../platform/id.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { OfficerRow } from '../store/entities/officer.entity.js';
import { OfficerRequestRow } from '../store/entities/staff.entity.js';
import { appendLog } from '../store/log.store.js';
import { forgetFactors } from '../store/sign-in.store.js';
import { endSessions, pendingRequests, readStaff } from '../store/staff.store.js';
import type { Store, Tx } from '../store/store.js';
import type { AskBody } from '../wire/staff.js';
import { roleWords } from './add-officer.js';
import { hashPassword } from './password.js';

/** What changes of officers need. */
export interface StaffDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly say: Say;
}

/** Asks for a change of an officer; nothing changes until another person confirms it (safety R18). */
export async function askChange(deps: StaffDeps, officer: Officer, body: AskBody): Promise<string | Refusal> {
  const now = deps.clock.now();
  const result = await deps.store.write(async (tx) => {
    const subject = await subjectOf(tx, body);
    if (isRefusal(subject)) return subject;
    const { id: officerId, login, name, before } = subject;
    const after = afterOf(body, before);
    const pending = await pendingRequests(tx, now);
    if (pending.some((one) => one.officerId === officerId || one.login === login))
      return refuse('staff.pending-already');
    const no = refusalToChange({ kind: body.kind, officerId, before, after }, await readStaff(tx));
    if (no) return no;
    const row = {
      ...{
        id: newId(),
        kind: body.kind,
        officerId,
        login,
        name,
        reason: body.reason,
        state: 'pending' as const,
      },
      ...{ before: JSON.stringify(before), after: JSON.stringify(after) },
      ...{ askedBy: officer.id, askedAt: now, lapsesAt: now + requestLife },
      ...{ decidedBy: null, decidedAt: null, note: null },
      ...{ secretHash: null, secretExpiresAt: null, secretUsedAt: null },
    };
    await tx.rows.insert(OfficerRequestRow, row);
    await logRequest(deps, tx, { officer, now, step: 'asked' }, row, { reason: body.reason });
    return row.id;
  }, 'needed');
  return told(deps, result);
}

type Subject = { id: string; login: string; name: string; before: readonly OfficerRole[] };

/** Whom the change is about: somebody new, or an officer who is one and was not put there by the drill player. */
async function subjectOf(tx: Tx, body: AskBody): Promise<Subject | Refusal> {
  if (body.kind === 'invite') {
    if (await tx.rows.findOneBy(OfficerRow, { login: body.login })) return refuse('officer.login-taken');
    return { id: newId(), login: body.login, name: body.name, before: [] };
  }
  const row = await tx.rows.findOneBy(OfficerRow, { id: body.officerId });
  const invited = await tx.rows.findOneBy(OfficerRequestRow, { officerId: body.officerId, kind: 'invite' });
  if (!row || row.disabledAt || (row.passwordHash === null && !invited)) return refuse('staff.unknown');
  return { id: row.id, login: row.login, name: row.name, before: JSON.parse(row.roles) as OfficerRole[] };
}

const afterOf = (body: AskBody, before: readonly OfficerRole[]): readonly OfficerRole[] => {
  if (body.kind === 'invite' || body.kind === 'roles') return body.roles;
  return body.kind === 'remove' ? [] : before;
};

/** The second person confirms: the change is made, in the transaction that says so. */
export async function confirmChange(
  deps: StaffDeps,
  officer: Officer,
  id: string,
  secret: string | undefined,
): Promise<string | Refusal> {
  const now = deps.clock.now();
  // Before the write, which awaits nothing but SQL.
  const hashed = secret === undefined ? null : await hashPassword(secret);
  const result = await deps.store.write(async (tx) => {
    const request = await tx.rows.findOneBy(OfficerRequestRow, { id });
    if (!request) return refuse('staff.unknown');
    const no = refusalToConfirm(factsOf(request), officer, await readStaff(tx), now);
    if (no) return no;
    const changed = await changeOfficer(tx, request, now, { secret, hashed });
    if (changed) return changed;
    const decided = { state: 'confirmed' as const, decidedBy: officer.id, decidedAt: now };
    const invitation =
      request.kind === 'invite'
        ? { secretHash: sha256(secret ?? ''), secretExpiresAt: now + invitationLife }
        : {};
    await tx.rows.update(OfficerRequestRow, { id }, { ...decided, ...invitation });
    const asker = await nameOf(tx, request.askedBy);
    await logRequest(deps, tx, { officer, now, step: 'confirmed' }, request, { asker });
    return id;
  }, 'needed');
  return told(deps, result);
}

interface Secret {
  readonly secret: string | undefined;
  readonly hashed: string | null;
}

/** Makes the change itself. Whoever has other rights, another password or none at all signs in again. */
async function changeOfficer(
  tx: Tx,
  request: OfficerRequestRow,
  now: number,
  { secret, hashed }: Secret,
): Promise<Refusal | null> {
  const { officerId, kind, login, name, after } = request;
  if (kind === 'invite') {
    if (secret?.length !== 43) return refuse('staff.no-secret');
    if (await tx.rows.findOneBy(OfficerRow, { login })) return refuse('officer.login-taken');
    await tx.rows.insert(OfficerRow, {
      ...{ id: officerId, login, name, roles: after, passwordHash: null, createdAt: now },
      ...{ mustChange: 0, failures: 0, lockedUntil: null },
    });
    return null;
  }
  if (kind === 'credentials' && secret?.length !== 19) return refuse('staff.no-secret');
  const change = {
    roles: { roles: after },
    credentials: { passwordHash: hashed, mustChange: 1, failures: 0, lockedUntil: null },
    remove: { passwordHash: null, disabledAt: now },
  }[kind];
  await tx.rows.update(OfficerRow, { id: officerId }, change);
  // Whoever lost her phone asks for a reset; what a removed officer held opens nothing.
  if (kind !== 'roles') await forgetFactors(tx, officerId);
  await endSessions(tx, officerId, now);
  return null;
}

/** Declines a request, or takes one's own back. */
export async function declineChange(
  deps: StaffDeps,
  officer: Officer,
  id: string,
  note: string,
): Promise<string | Refusal> {
  const now = deps.clock.now();
  const result = await deps.store.write(async (tx) => {
    const request = await tx.rows.findOneBy(OfficerRequestRow, { id });
    if (!request) return refuse('staff.unknown');
    const no = refusalToDecline(factsOf(request), officer, await readStaff(tx), now);
    if (no) return no;
    const state = officer.id === request.askedBy ? 'withdrawn' : 'declined';
    await tx.rows.update(OfficerRequestRow, { id }, { state, note, decidedBy: officer.id, decidedAt: now });
    await logRequest(deps, tx, { officer, now, step: state }, request, { note });
    return id;
  }, 'needed');
  return told(deps, result);
}

const rolesIn = (json: string): OfficerRole[] => JSON.parse(json) as OfficerRole[];

/** A request's row as the rules read it. */
export const factsOf = (row: OfficerRequestRow): RequestFacts => ({
  ...{
    kind: row.kind,
    officerId: row.officerId,
    state: row.state,
    askedBy: row.askedBy,
    lapsesAt: row.lapsesAt,
  },
  ...{ before: rolesIn(row.before), after: rolesIn(row.after) },
});

const nameOf = async (tx: Tx, id: string): Promise<string> =>
  (await tx.rows.findOneBy(OfficerRow, { id }))?.name ?? '';

interface Step {
  readonly officer: Officer;
  readonly now: number;
  readonly step: 'asked' | 'confirmed' | 'declined' | 'withdrawn';
}

/** Each step stands in the log as what was and what is to be. */
async function logRequest(
  { say }: StaffDeps,
  tx: Tx,
  { officer, now, step }: Step,
  request: Pick<OfficerRequestRow, 'id' | 'kind' | 'officerId' | 'name' | 'login' | 'before' | 'after'>,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const [before, after] = [rolesIn(request.before), rolesIn(request.after)];
  const change = say('ja', `log.staff-change.${request.kind}`, {
    ...{
      name: request.name,
      login: request.login,
      before: roleWords(say, before),
      after: roleWords(say, after),
    },
  });
  await appendLog(tx, {
    ...{ at: now, enteredAt: now, category: 'setting', actor: officer.name },
    text: say('ja', `log.staff-${step}`, { change, ...more }),
    data: { requestId: request.id, change: request.kind, officerId: request.officerId, step, before, after },
  });
}

function told({ notifier }: StaffDeps, result: string | Refusal): string | Refusal {
  if (!isRefusal(result)) notifier.notify('changed', { topics: ['staff', 'log'] });
  return result;
}
