import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal } from '../domain/refusal.js';
import type { OfficerRole } from '../domain/officer.js';
import type { World } from '../domain/world.js';
import { randomToken } from '../platform/digest.js';
import type { Say } from '../platform/sentences.js';
import { OfficerRow } from '../store/entities/officer.entity.js';
import type { Store } from '../store/store.js';
import { addOfficer, oneTimePassword } from './add-officer.js';

/** An officer of the first run, with the password that is shown once. */
export interface FirstOfficer {
  readonly login: string;
  readonly name: string;
  readonly password: string;
}

const all: readonly OfficerRole[] = ['drafter', 'approver', 'leader'];

/**
 * The first start of a drill world: two officers, so that approval can be tried, and the token for telegrams. The live
 * world gets its officers by `todoku officer add`.
 */
export async function firstRun(
  store: Store,
  say: Say,
  now: number,
  config: { readonly world: World; readonly dataDir: string },
): Promise<{ officers: readonly FirstOfficer[]; intakeToken: string }> {
  const intakeToken = readOrMakeToken(join(config.dataDir, 'intake-token'));
  if (config.world === 'live' || (await store.read.rows.count(OfficerRow)) > 0)
    return { officers: [], intakeToken };
  const officers: FirstOfficer[] = [];
  for (const login of ['duty', 'chief']) {
    const officer = { login, name: say('ja', `officer.${login}`), password: oneTimePassword() };
    const added = await addOfficer(store, say, now, { ...officer, roles: all, oneTime: true });
    if (!isRefusal(added)) officers.push(officer);
  }
  return { officers, intakeToken };
}

function readOrMakeToken(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomToken(32), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}
