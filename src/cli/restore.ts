import { basename, resolve } from 'node:path';
import { alertNumber } from '../domain/alert-number.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { anchorFile, anchorRestore, readAnchors } from '../headquarters/anchor.js';
import { environment, type Config } from '../platform/config.js';
import { databasePlace, describePlace, type DatabasePlace } from '../platform/database-place.js';
import { localStamp } from '../platform/local-time.js';
import { paths } from '../platform/paths.js';
import { loadSentences, type Say } from '../platform/sentences.js';
import { loadTown } from '../platform/town.js';
import { readBackup, type Manifest } from '../store/backup/manifest.js';
import { restorePostgres } from '../store/backup/restore-postgres.js';
import {
  refusalOfSchema,
  refusalToBelong,
  restoreSqlite,
  type RestoredFolder,
  type RestorePlan,
} from '../store/backup/restore-sqlite.js';
import { holdRestored } from '../store/restore.store.js';
import type { Print } from './print.js';
import { readable } from './serve.js';

interface RestoreOptions {
  readonly by: string;
  readonly replace?: boolean;
}

/** Restores a backup folder into a configuration's database and data directory, with everything that was on its way held. */
export async function restoreCommand(
  config: Config,
  folder: string,
  options: RestoreOptions,
  { out, err }: Print,
): Promise<number> {
  const say = loadSentences(paths.locales);
  const { timeZone } = loadTown(paths.config, config.town);
  const place = await databasePlace(config, environment());
  const manifest = await readBackup(resolve(folder));
  const refusal = isRefusal(manifest) ? manifest : refusalOf(manifest, config, place);
  if (refusal !== null) {
    err(say('en', refusal.refused, refusal.vars));
    return 1;
  }
  let done: RestoredFolder | Refusal;
  try {
    done = await restore(config, place, {
      folder: resolve(folder),
      manifest: manifest as Manifest,
      timeZone,
      say,
      options,
    });
  } catch (error) {
    const reason = readable(error);
    if (reason === null) throw error;
    err(reason);
    return 3;
  }
  if (isRefusal(done)) {
    err(say('en', done.refused, done.vars));
    return 1;
  }
  for (const line of describe(describePlace(place), manifest as Manifest, done, timeZone)) out(line);
  return 0;
}

/** What the manifest alone forbids; the database itself is asked the same again. */
const refusalOf = (manifest: Manifest, config: Config, { engine }: DatabasePlace): Refusal | null =>
  refusalToBelong(manifest, config) ??
  (manifest.engine === engine
    ? null
    : refuse('restore.other-engine', { kept: manifest.engine, wanted: engine })) ??
  refusalOfSchema(manifest.migrations);

interface Restoring {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly timeZone: string;
  readonly say: Say;
  readonly options: RestoreOptions;
}

function restore(
  { dataDir, world, town }: Config,
  place: DatabasePlace,
  { folder, manifest, timeZone, say, options }: Restoring,
): Promise<RestoredFolder | Refusal> {
  const now = Date.now();
  const stamp = new Date(now).toISOString().replace(/\W/g, '');
  const { takenAt, product } = manifest;
  const anchored = Math.max(0, ...readAnchors(dataDir).map(({ seq }) => seq));
  const plan: RestorePlan = {
    ...{ folder, manifest, dataDir, world, town, stamp },
    replace: options.replace === true,
    anchors: readAnchors(folder),
    leave: [anchorFile],
    hold: (store, present) => {
      const facts = {
        ...{ backup: basename(folder), takenAt, product, by: options.by, now },
        takenAtWords: localStamp(takenAt, timeZone),
        knownEntries: Math.max(anchored, present?.logEntries ?? 0),
      };
      return store.write((tx) => holdRestored(tx, facts, say));
    },
    finish: ({ log: { after, seq, hash } }) =>
      void anchorRestore(dataDir, folder, stamp, { seq, hash, at: now, restored: { after } }),
  };
  return place.engine === 'sqlite' ? restoreSqlite(plan) : restorePostgres({ ...plan, place });
}

function describe(place: string, manifest: Manifest, done: RestoredFolder, timeZone: string): string[] {
  const { held, lapsed, sessions, orders, log, lost } = done.restored;
  const states = Object.entries(held).map(([state, n]) => `${state} ${n}`);
  const unknown = done.present?.issued ?? [];
  return [
    `Restored into ${place} as it stood at ${localStamp(manifest.takenAt, timeZone)} (${manifest.world}, ${manifest.town}).`,
    `  held for a person: ${states.join(', ') || 'nothing was on its way'}`,
    `  submissions lapsed: ${lapsed}; sessions ended: ${sessions}`,
    `  log: goes on after entry ${log.after}, with entry ${log.seq}${lost ? `; entries ${lost.from} to ${lost.to} are lost` : ''}`,
    ...done.aside.map((name) => `  kept as it was: ${name}`),
    ...(orders > 0
      ? [`  ${orders} orders stand as they stood then: check each against what was issued since`]
      : []),
    ...(unknown.length > 0 ? ['Issued since, and unknown to the restored database:'] : []),
    ...unknown
      .slice(0, 50)
      .map(
        ({ year, number, n, kind, issuedAt }) =>
          `  ${alertNumber(year, number)} version ${n}: ${kind}, issued ${localStamp(issuedAt, timeZone)}`,
      ),
    ...(unknown.length > 50 ? [`  and ${unknown.length - 50} more`] : []),
    'Nothing goes out by itself. Start the hub, and decide on what is held on each alert’s page.',
  ];
}
