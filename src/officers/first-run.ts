import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OfficerRole } from '../domain/officer.js';
import type { World } from '../domain/world.js';
import { randomToken } from '../platform/digest.js';
import type { Say } from '../platform/sentences.js';
import { OfficerRow } from '../store/entities/officer.entity.js';
import type { Store } from '../store/store.js';
import { shareMeta } from '../store/world-guard.js';
import { insertOfficer, oneTimePassword } from './add-officer.js';
import { hashPassword } from './password.js';

/** An officer of the first run, with the password that is shown once. */
export interface FirstOfficer {
  readonly login: string;
  readonly name: string;
  readonly password: string;
}

const all: readonly OfficerRole[] = ['drafter', 'approver', 'leader', 'administrator'];

/**
 * The first start of a drill world: two officers with every role, so that what takes two people can be tried, and the token for telegrams. The live
 * world gets its officers by `todoku officer add`. Of several hubs that start at once on one database one makes them.
 */
export async function firstRun(
  store: Store,
  say: Say,
  now: number,
  config: { readonly world: World; readonly dataDir: string },
): Promise<{ officers: readonly FirstOfficer[]; intakeToken: string }> {
  const intakeToken = await sharedToken(store, join(config.dataDir, 'intake-token'));
  if (config.world === 'live' || (await store.read.rows.count(OfficerRow)) > 0)
    return { officers: [], intakeToken };
  const officers = await Promise.all(
    ['duty', 'chief'].map(async (login) => {
      const password = oneTimePassword();
      return {
        login,
        name: say('ja', `officer.${login}`),
        password,
        passwordHash: await hashPassword(password),
      };
    }),
  );
  const made = await store.write(async (tx) => {
    if ((await tx.rows.count(OfficerRow)) > 0) return false;
    for (const { login, name, passwordHash } of officers)
      await insertOfficer(tx, say, now, { login, name, passwordHash, roles: all, oneTime: true });
    return true;
  });
  const told = officers.map(({ login, name, password }) => ({ login, name, password }));
  return { officers: made ? told : [], intakeToken };
}

/**
 * What a machine that forwards telegrams presents stands in a file of the data directory. Hubs that share a PostgreSQL
 * must know the same one: the first to start writes its own into the database, the others take it over.
 */
async function sharedToken(store: Store, path: string): Promise<string> {
  const own = existsSync(path) ? readFileSync(path, 'utf8').trim() : randomToken(32);
  const token =
    store.engine === 'sqlite' ? own : await store.write((tx) => shareMeta(tx, 'intake-token', own));
  if (!existsSync(path) || token !== own) writeFileSync(path, token, { mode: 0o600 });
  return token;
}
