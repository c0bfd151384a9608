import { mkdirSync } from 'node:fs';
import { askedLimits } from './channels/asked-limits.js';
import { createDrillChannels } from './channels/drill-channels.js';
import { createLiveChannels } from './channels/live-channels.js';
import type { DeskDeps } from './desk/desk.js';
import { startDispatcher } from './dispatch/dispatcher.js';
import type { Channels } from './domain/channel.js';
import { isLanguage } from './domain/language.js';
import type { Phrasebook } from './domain/phrasebook.js';
import type { Town } from './domain/town.js';
import { createDrills, type Drills } from './drill/drills.js';
import { startLogAnchor } from './headquarters/anchor.js';
import { startRetention } from './headquarters/retention.js';
import { startHttp } from './http.js';
import { startChannelHealth } from './live/channel-health.js';
import { firstRun, type FirstOfficer } from './officers/first-run.js';
import { watchInbox } from './intake/inbox.js';
import { createClock } from './platform/clock.js';
import { textLimits } from './channels/text.limits.js';
import { warmUp } from './desk/compose-version.js';
import { ConfigError } from './platform/config-error.js';
import { environment, type Config } from './platform/config.js';
import { newId } from './platform/id.js';
import { createLogger } from './platform/logger.js';
import { createNotifier } from './platform/notifier.js';
import { paths } from './platform/paths.js';
import { unsignedFaults } from './compose/review.js';
import { loadPhrasebook } from './platform/phrasebook.js';
import { readReviews } from './platform/reviews.js';
import { loadSentences } from './platform/sentences.js';
import { loadBoundary, loadTown } from './platform/town.js';
import { startReceiptPoller } from './receipts/poller.js';
import { seedDrillResidents } from './residents/seed.js';
import { openSqlite } from './store/open-sqlite.js';
import { startStorageLog } from './store/storage-log.js';
import { watchStorage, type StorageWatch } from './store/storage-watch.js';
import type { Store } from './store/store.js';

/** A running hub. */
export interface Hub {
  readonly url: string;
  readonly store: Store;
  readonly storage: StorageWatch;
  readonly desk: DeskDeps;
  readonly drills: Drills;
  /** Officers made at the first run, with their one-time passwords; empty ever after. */
  readonly firstOfficers: readonly FirstOfficer[];
  /** What a machine that forwards telegrams presents. */
  readonly intakeToken: string;
  close(): Promise<void>;
}

/** How long a start waits for a channel's server to say how long a text may be. Milliseconds. */
const askFor = 2000;

/**
 * Builds the hub of a configuration and starts it, from the tables outward. One that cannot start (a taken port) leaves
 * nothing open behind it. @throws ConfigError, Error
 */
export async function startHub(config: Config): Promise<Hub> {
  const opened: (() => unknown)[] = [];
  try {
    return await start(config, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

/** What is opened on the way, and how it is closed again, goes to `opened`. */
async function start(config: Config, opened: (() => unknown)[]): Promise<Hub> {
  const logger = createLogger(config.logLevel);
  const clock = createClock();
  const notifier = createNotifier((error) => logger.error({ err: error }, 'a listener failed'));
  const town = loadTown(paths.config, config.town);
  const phrasebook = loadPhrasebook(paths.config, paths.locales, readReviews(config.dataDir));
  const say = loadSentences(paths.locales);
  const made = config.world === 'live' ? await liveChannels(config, phrasebook, town) : drillChannels(config);
  const channels = [...made.values()];
  opened.push(() => Promise.all(channels.map((channel) => channel.close?.())));
  mkdirSync(config.dataDir, { recursive: true });
  const storage = watchStorage({
    dataDir: config.dataDir,
    ballastBytes: config.storage.ballastMegabytes << 20,
    clock,
    logger,
  });
  opened.push(() => storage.stop());
  const store = await openSqlite(config.dataDir, config.world, config.town, storage);
  opened.push(() => store.close());
  const limits = await askedLimits(textLimits, channels, askFor, (channel) =>
    logger.warn({ channel }, 'its server did not say how long a text may be: the documented default stands'),
  );
  const desk: DeskDeps = {
    store,
    town,
    phrasebook,
    limits,
    clock,
    notifier,
    world: config.world,
    say,
  };
  warmUp(desk);
  if (config.world === 'drill') await seedDrillResidents(store, town.population);
  const { officers: firstOfficers, intakeToken } = await firstRun(store, say, clock.now(), config);
  const anchor = startLogAnchor(store, config.dataDir, { now: () => clock.now(), notifier, logger });
  opened.push(() => anchor.close());
  await anchor.anchor();
  const drills = await createDrills(desk, paths.config, (error) =>
    logger.error({ err: error }, 'a drill failed'),
  );
  opened.push(
    startStorageLog({
      ...{ store, storage, clock, notifier, say, newId },
      onBug: (error) => logger.error({ err: error }, 'a bug in the storage log'),
    }),
  );
  const health = startChannelHealth(channels, clock, notifier);
  opened.push(() => health.stop());
  const http = await startHttp({
    config,
    desk,
    logger,
    health,
    storage,
    channels,
    drills,
    intakeToken,
    boundary: loadBoundary(paths.config, town.id),
  });
  opened.push(() => http.close());
  const dispatcher = await startDispatcher({
    store,
    channels,
    clock,
    logger,
    notifier,
    world: config.world,
    newId,
    random: Math.random,
    say,
  });
  opened.push(() => dispatcher.stop());
  opened.push(startReceiptPoller(channels, { store, clock, notifier, logger }));
  opened.push(watchInbox(desk, config.dataDir, logger));
  opened.push(startRetention({ store, rule: config.retention, clock, say, notifier, logger }));
  opened.push(() => drills.close());
  return {
    url: http.url,
    store,
    storage,
    desk,
    drills,
    firstOfficers,
    intakeToken,
    close: () => closeAll(opened),
  };
}

/** What was opened last is closed first. */
async function closeAll(opened: readonly (() => unknown)[]): Promise<void> {
  for (const close of opened.toReversed()) await close();
}

/**
 * The live world's channels. It doesn't start while a secret is missing, nor with a language whose level 3–5 phrases
 * nobody signed, Japanese included (R20). @throws ConfigError with all of it at once, what is missing first
 */
async function liveChannels(
  config: Extract<Config, { world: 'live' }>,
  phrasebook: Phrasebook,
  town: Town,
): Promise<Channels> {
  const unsigned = unsignedFaults(phrasebook, town.languages.filter(isLanguage));
  let channels: Channels;
  try {
    channels = await createLiveChannels(config.channels, environment());
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError([...error.faults, ...unsigned]);
    throw error;
  }
  if (unsigned.length === 0) return channels;
  await Promise.all([...channels.values()].map((channel) => channel.close?.()));
  throw new ConfigError(unsigned);
}

function drillChannels({ http: { host, port }, channels }: Extract<Config, { world: 'drill' }>): Channels {
  return createDrillChannels({ ...channels, smsStatusCallback: `http://${host}:${port}/receipts/sms` });
}
