import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { readAnchors } from '../headquarters/anchor.js';
import { environment, type Config } from '../platform/config.js';
import { databasePlace, type DatabasePlace } from '../platform/database-place.js';
import { localStamp } from '../platform/local-time.js';
import { paths } from '../platform/paths.js';
import { productVersion } from '../platform/product.js';
import { loadSentences } from '../platform/sentences.js';
import { loadTown } from '../platform/town.js';
import type { DatabaseFacts } from '../store/backup/facts.js';
import type { Manifest } from '../store/backup/manifest.js';
import { dumpFile, dumpPostgres } from '../store/backup/postgres.js';
import { checkSqlite, copySqlite } from '../store/backup/sqlite.js';
import { writeBackup, type BackupPlan } from '../store/backup/write-backup.js';
import { databaseFile } from '../store/open-sqlite.js';
import type { Print } from './print.js';
import { readable } from './serve.js';

/** Writes a backup of a configuration's data, beside a running hub too, and prints what it holds. */
export async function backupCommand(
  config: Config,
  options: { readonly to?: string },
  { out, err }: Print,
): Promise<number> {
  const say = loadSentences(paths.locales);
  const { dataDir, world, town } = config;
  const takenAt = Date.now();
  const folder =
    options.to ?? join(dataDir, 'backups', nameOf(takenAt, loadTown(paths.config, town).timeZone));
  const common = { folder, dataDir, world, town, product: productVersion(), takenAt };
  let written: Manifest | Refusal;
  try {
    written = await write(await databasePlace(config, environment()), common);
  } catch (error) {
    const reason = readable(error);
    if (reason === null) throw error;
    err(reason);
    return 3;
  }
  if (isRefusal(written)) {
    err(say('en', written.refused, written.vars));
    return 1;
  }
  for (const line of describe(folder, written)) out(line);
  return 0;
}

async function write(
  place: DatabasePlace,
  common: Omit<BackupPlan, 'engine' | 'database' | 'copyDatabase'>,
): Promise<Manifest | Refusal> {
  const { engine } = place;
  if (engine === 'postgres')
    return writeBackup({
      ...{ ...common, engine, database: dumpFile },
      copyDatabase: (into) => dumpPostgres(place, join(into, dumpFile), readAnchors(into)),
    });
  const { dataDir } = place;
  if (!existsSync(join(dataDir, databaseFile))) return refuse('backup.no-database', { dataDir });
  return writeBackup({
    ...{ ...common, engine, database: databaseFile },
    copyDatabase: (into) => copyChecked(dataDir, into),
  });
}

/** Copies the database and looks at the copy: every page, the world, the whole chain against its anchors. */
async function copyChecked(dataDir: string, into: string): Promise<DatabaseFacts | Refusal> {
  const file = join(into, databaseFile);
  await copySqlite(dataDir, file);
  const { facts, damage, logFaults } = await checkSqlite(file, readAnchors(into));
  const [detail] = [...damage, ...logFaults.map(({ seq, fault }) => `log entry ${seq}: ${fault}`)];
  return detail === undefined ? facts : refuse('backup.not-whole', { detail });
}

/** `backup-2026-07-10T2205`, in the town's time. */
const nameOf = (time: number, timeZone: string): string =>
  `backup-${localStamp(time, timeZone).replace(' ', 'T').replace(':', '')}`;

function describe(folder: string, manifest: Manifest): string[] {
  const { world, town, versions, deliveries, log, files } = manifest;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const states = Object.entries(deliveries).map(([state, n]) => `${state} ${n}`);
  return [
    `${folder}: ${files.length} files, ${(bytes / 1_000_000).toFixed(1)} MB, read back and whole`,
    `  world ${world}, town ${town}, versions ${versions}`,
    `  deliveries: ${states.join(', ') || 'none'}`,
    `  log: ${log.entries} entries, head ${log.hash}`,
    'It holds personal data and keys: keep a copy on another machine, where only the hub’s administrators can read it.',
  ];
}
