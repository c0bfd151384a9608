import { retained, type RetentionCounts } from '../domain/retention.js';
import { erase, wouldErase } from '../headquarters/retention.js';
import { environment, type Config } from '../platform/config.js';
import { databasePlace } from '../platform/database-place.js';
import { paths } from '../platform/paths.js';
import { loadSentences } from '../platform/sentences.js';
import { compactSqlite } from '../store/open-sqlite.js';
import { openForReading, openForWriting } from './store-commands.js';
import type { Print } from './print.js';

/**
 * Erases what is past its time. A dry run reads beside a running hub. On SQLite the erasure itself wants the hub stopped
 * (a running one does it by itself every day), and rewrites the file, so that nothing of it is left in unused space.
 */
export async function retentionRunCommand(
  config: Config,
  options: { readonly dryRun?: boolean },
  print: Print,
): Promise<number> {
  const { dataDir, retention: rule } = config;
  const place = await databasePlace(config, environment());
  const reader = await openForReading(place, print);
  if (!reader) return 3;
  const now = Date.now();
  try {
    if (options.dryRun) {
      report(print, config, 'would be erased', await wouldErase(reader, rule, now));
      return 0;
    }
  } finally {
    await reader.close();
  }
  const store = await openForWriting(config, print);
  if (!store) {
    print.err('A running hub erases by itself once a day; --dry-run shows what is due.');
    return 3;
  }
  try {
    const say = loadSentences(paths.locales);
    const { counts } = await erase({ store, rule, now, say, goOn: () => Promise.resolve(true) });
    report(print, config, 'erased', counts);
  } finally {
    await store.close();
  }
  if (place.engine === 'sqlite') {
    compactSqlite(dataDir);
    print.out('The database file was rewritten: what was erased is in no unused space of it either.');
  } else print.out('Unused space of PostgreSQL still holds what was erased until VACUUM FULL rewrites it.');
  return 0;
}

const words: Readonly<Record<keyof RetentionCounts, string>> = {
  deliveries: 'addresses of deliveries',
  logPersonal: 'personal data and files beside log entries',
  telegrams: 'telegrams as they came',
  sessions: 'sessions of officers',
  answers: 'answers kept for repeated requests',
};

function report({ out }: Print, { retention }: Config, what: string, counts: RetentionCounts): void {
  for (const name of retained)
    out(`${String(counts[name]).padStart(9)} ${words[name]} ${what} (kept ${retention[name]} days)`);
}
