import { isRefusal } from '../domain/refusal.js';
import { readAnchors } from '../headquarters/anchor.js';
import { addOfficer, oneTimePassword } from '../officers/add-officer.js';
import { officerRoles as knownRoles, type OfficerRole } from '../domain/officer.js';
import { environment, type Config } from '../platform/config.js';
import { databasePlace, describePlace, type DatabasePlace } from '../platform/database-place.js';
import { paths } from '../platform/paths.js';
import { loadSentences } from '../platform/sentences.js';
import { verifyLog } from '../store/log.store.js';
import { openStore, openStoreForReading } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { readable } from './serve.js';
import type { Print } from './print.js';

/** Opens the database for writing; a hub that runs on it already is told in a sentence. */
export async function openForWriting(config: Config, { err }: Print): Promise<Store | null> {
  const place = await databasePlace(config, environment());
  try {
    return await openStore(place, config.world, config.town);
  } catch (error) {
    const reason = readable(error);
    if (reason === null) throw error;
    err(reason);
    return null;
  }
}

/** Opens the database for reading, beside running hubs too; one that is not there or away is told in a sentence. */
export async function openForReading(place: DatabasePlace, { err }: Print): Promise<Store | null> {
  try {
    const store = await openStoreForReading(place);
    if (!store) err(`There is no database in ${describePlace(place)}.`);
    return store;
  } catch (error) {
    const reason = readable(error);
    if (reason === null) throw error;
    err(reason);
    return null;
  }
}

/** Migrations run whenever the database is opened for writing; this does just that. */
export async function migrateCommand(config: Config, print: Print): Promise<number> {
  const store = await openForWriting(config, print);
  if (!store) return 3;
  await store.close();
  const place = describePlace(await databasePlace(config, environment()));
  print.out(`The database in ${place} has the present schema.`);
  return 0;
}

interface OfficerOptions {
  readonly login: string;
  readonly name: string;
  readonly roles: string;
}

/** Adds an officer with a one-time password, printed once. */
export async function officerAddCommand(
  config: Config,
  options: OfficerOptions,
  print: Print,
): Promise<number> {
  const roles = options.roles.split(',').map((role) => role.trim());
  const unknown = roles.filter((role) => !(knownRoles as readonly string[]).includes(role));
  if (unknown.length > 0) {
    print.err(`Unknown role: ${unknown.join(', ')}. Roles are ${knownRoles.join(', ')}.`);
    return 2;
  }
  const store = await openForWriting(config, print);
  if (!store) return 3;
  try {
    const say = loadSentences(paths.locales);
    const password = oneTimePassword();
    const officer = {
      login: options.login,
      name: options.name,
      roles: roles as OfficerRole[],
      password,
      oneTime: true,
    };
    const added = await addOfficer(store, say, Date.now(), officer);
    if (isRefusal(added)) {
      print.err(say('en', added.refused, added.vars));
      return 1;
    }
    print.out(`${options.login}  ${password}   (one-time; to be changed at the first sign-in)`);
    return 0;
  } finally {
    await store.close();
  }
}

/** Reads the whole log beside a running hub, and checks its chain and its anchors. */
export async function logVerifyCommand(
  config: Config,
  options: { readonly json?: boolean },
  print: Print,
): Promise<number> {
  const store = await openForReading(await databasePlace(config, environment()), print);
  if (!store) return 3;
  try {
    const anchors = readAnchors(config.dataDir);
    const { entries, faults, lost } = await verifyLog(store.read, anchors);
    if (options.json) print.out(JSON.stringify({ entries, anchors: anchors.length, faults, lost }));
    else {
      print.out(`${entries} entries, ${anchors.length} anchors, ${faults.length} faults`);
      for (const { from, to, saidIn } of lost)
        print.out(
          `  entries ${from} to ${to} were lost with a restore from a backup, as entry ${saidIn} says`,
        );
      for (const { seq, fault } of faults) print.out(`  entry ${seq}: ${fault}`);
    }
    return faults.length === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
}
