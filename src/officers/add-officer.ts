import type { OfficerRole } from '../domain/officer.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import { randomToken } from '../platform/digest.js';
import { newId } from '../platform/id.js';
import type { Say } from '../platform/sentences.js';
import { OfficerRow } from '../store/entities/officer.entity.js';
import { appendLog } from '../store/log.store.js';
import type { Store, Tx } from '../store/store.js';
import { hashPassword } from './password.js';

export interface NewOfficer {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly OfficerRole[];
  /** Null for the drill player's officers, who cannot sign in. */
  readonly password: string | null;
  /** The password is for one use: it must be changed at the first sign-in. */
  readonly oneTime: boolean;
}

/** Adds an officer, with its log entry. */
export async function addOfficer(
  store: Store,
  say: Say,
  now: number,
  officer: NewOfficer,
): Promise<string | Refusal> {
  const passwordHash = officer.password === null ? null : await hashPassword(officer.password);
  return store.write((tx) => insertOfficer(tx, say, now, { ...officer, passwordHash }));
}

/** The same inside the caller's transaction, for a password hashed before it. */
export async function insertOfficer(
  tx: Tx,
  say: Say,
  now: number,
  officer: Omit<NewOfficer, 'password'> & { readonly passwordHash: string | null },
): Promise<string | Refusal> {
  if (await tx.rows.findOneBy(OfficerRow, { login: officer.login })) return refuse('officer.login-taken');
  const id = newId();
  await tx.rows.insert(OfficerRow, {
    id,
    login: officer.login,
    name: officer.name,
    roles: JSON.stringify(officer.roles),
    passwordHash: officer.passwordHash,
    mustChange: officer.oneTime ? 1 : 0,
    failures: 0,
    lockedUntil: null,
    createdAt: now,
  });
  await appendLog(tx, {
    at: now,
    enteredAt: now,
    category: 'setting',
    actor: say('ja', 'log.hub'),
    text: say('ja', 'log.officer-added', { name: officer.name, roles: roleWords(say, officer.roles) }),
    data: { officerId: id, roles: officer.roles },
  });
  return id;
}

/** Roles by the names that the log has for them. */
export const roleWords = (say: Say, roles: readonly OfficerRole[]): string =>
  roles.map((role) => say('ja', `log.role.${role}`)).join('・');

/** A password that can be read out and typed once: four groups of four letters without look-alikes. */
export function oneTimePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const bytes = Buffer.from(randomToken(16), 'base64url');
  const text = [...bytes].map((byte) => letters[byte % letters.length]).join('');
  return (text.match(/.{4}/g) ?? []).join('-');
}
