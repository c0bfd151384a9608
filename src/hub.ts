import { mkdirSync } from 'node:fs';
import { askedLimits } from './channels/asked-limits.js';
import { createRadioVoice } from './channels/radio-voice.js';
import { severable } from './channels/severed.js';
import type { DeskDeps } from './desk/desk.js';
import { startDispatcher } from './dispatch/dispatcher.js';
import { startRinging } from './dispatch/ringing.js';
import { isCarriedByPeople, type Channel } from './domain/channel.js';
import { carriedBy } from './domain/phrasebook.js';
import { createDrills, type Drills } from './drill/drills.js';
import { startLogAnchor } from './headquarters/anchor.js';
import { startRetention } from './headquarters/retention.js';
import { startHttp } from './http.js';
import { channelsOf, publicUrlOf, readAudioOf, ringingOf, speechOf } from './hub.channels.js';
import { socketsAcross, tellConsolesElsewhere, type SocketsAcross } from './live/across.js';
import { startChannelHealth } from './live/channel-health.js';
import { startHealthServer } from './live/health-server.js';
import { firstRun, type FirstOfficer } from './officers/first-run.js';
import { signInKey as readSignInKey } from './officers/sign-in-key.js';
import { watchFeed } from './intake/feed-watch.js';
import { watchInbox } from './intake/inbox.js';
import { createClock } from './platform/clock.js';
import { textLimits } from './channels/text.limits.js';
import { warmUpSpeech } from './desk/audio.js';
import { warmUp } from './desk/compose-version.js';
import { createPack, keepPack } from './desk/pack.js';
import { environment, type Config } from './platform/config.js';
import { databasePlace } from './platform/database-place.js';
import { newId } from './platform/id.js';
import { frontOf } from './platform/front.js';
import { createLogger, type Logger } from './platform/logger.js';
import { createNotifier, type Notifier } from './platform/notifier.js';
import { paths } from './platform/paths.js';
import { loadPhrasebook } from './platform/phrasebook.js';
import { readReviews } from './platform/reviews.js';
import { loadSentences } from './platform/sentences.js';
import { loadResidentPhrases } from './platform/resident-phrases.js';
import { loadBoundary, loadTown } from './platform/town.js';
import { unlessStorage } from './platform/storage-fault.js';
import { bugLog } from './platform/unavailable.js';
import { startEarlyReceipts } from './receipts/early.js';
import { startReceiptPoller } from './receipts/poller.js';
import { openRelistenLine } from './residents/relisten-line.js';
import { seedDrillResidents } from './residents/seed.js';
import type { TelephoneParts } from './residents/telephone.controller.js';
import { createWaysOut } from './store/maintenance-watch.js';
import { openStore } from './store/open-store.js';
import { openPostgresNotices, openSocketPool } from './store/postgres-notices.js';
import { watchServer } from './store/server-storage.js';
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
export async function startHub(config: Config, logger = createLogger(config.logLevel)): Promise<Hub> {
  const opened: (() => unknown)[] = [];
  try {
    return await start(config, logger, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

/** What is opened on the way, and how it is closed again, goes to `opened`. */
async function start(config: Config, logger: Logger, opened: (() => unknown)[]): Promise<Hub> {
  const clock = createClock();
  const notifier = createNotifier((error) => logger.error({ err: error }, 'a listener failed'));
  const town = loadTown(paths.config, config.town);
  const whole = loadPhrasebook(paths.config, paths.locales, readReviews(config.dataDir));
  const say = loadSentences(paths.locales);
  const place = await databasePlace(config, environment());
  const speech = await speechOf(config, town, logger);
  opened.push(() => speech?.close());
  const readAudio = readAudioOf(speech);
  const waysOut = createWaysOut();
  const channels = (await channelsOf(config, { phrasebook: whole, town, readAudio, clock })).map((channel) =>
    isCarriedByPeople(channel.id) ? channel : severable(channel, waysOut.isSevered),
  );
  opened.push(() => Promise.all(channels.map((channel) => channel.close?.())));
  mkdirSync(config.dataDir, { recursive: true });
  const storage =
    place.engine === 'sqlite'
      ? watchStorage({
          dataDir: config.dataDir,
          ballastBytes: config.storage.ballastMegabytes * 2 ** 20,
          clock,
          logger,
        })
      : watchServer({ clock, logger });
  opened.push(() => storage.stop());
  const store = await openStore(place, config.world, config.town, storage);
  opened.push(() => store.close());
  opened.push(
    await waysOut.follow(store, notifier, unlessStorage(bugLog(logger, 'a bug in the maintenance switch'))),
  );
  const limits = await askedLimits(textLimits, channels, askFor, (channel) =>
    logger.warn({ channel }, 'its server did not say how long a text may be: the documented default stands'),
  );
  const { world, smsPrice } = config;
  const radioVoice = createRadioVoice(channels);
  const phrasebook = carriedBy(whole, new Set(channels.map(({ id }) => id)));
  const desk = { store, town, phrasebook, limits, clock, notifier, world, say, speech, radioVoice, smsPrice };
  const others = place.engine === 'postgres' ? joinOthers(place.url, { notifier, logger }) : null;
  if (others) opened.push(() => others.close());
  const anchor = startLogAnchor(store, config.dataDir, { now: () => clock.now(), notifier, logger });
  opened.push(() => anchor.close());
  const drills = await createDrills(desk, paths.config, (error) =>
    logger.error({ err: error }, 'a drill failed'),
  );
  opened.push(
    startStorageLog({
      ...{ store, storage, clock, notifier, say, newId },
      onBug: (error) => logger.error({ err: error }, 'a bug in the storage log'),
    }),
  );
  const across = others?.across ?? null;
  const { isSevered } = waysOut;
  const parts: Parts = { config, desk, logger, storage, channels, drills, across, isSevered };
  const front = config.roles.includes('api')
    ? await startApi(parts, opened)
    : await startQuietly(parts, opened);
  await anchor.anchor();
  if (config.roles.includes('dispatch')) await startDispatch(parts, opened);
  opened.push(() => drills.close());
  if (config.roles.includes('api')) opened.push(warmUpSoon(desk));
  return { ...front, store, storage, desk, drills, close: () => closeAll(opened) };
}

/** A hub that comes up again sends first what is due, and gets ready for the first message of the night then. Milliseconds. */
const warmUpAfter = 1_000;

function warmUpSoon(desk: DeskDeps): () => void {
  const timer = setTimeout(() => {
    warmUp(desk);
    void warmUpSpeech(desk);
  }, warmUpAfter);
  return () => clearTimeout(timer);
}

/** What the roles are started from. */
interface Parts {
  readonly config: Config;
  readonly desk: DeskDeps;
  readonly logger: Logger;
  readonly storage: StorageWatch;
  readonly channels: readonly Channel[];
  readonly drills: Drills;
  readonly across: SocketsAcross | null;
  readonly isSevered: () => boolean;
}

type Front = Pick<Hub, 'url' | 'firstOfficers' | 'intakeToken'>;

/** The role `api`: HTTP, sockets, intake, desk, drills. */
async function startApi(parts: Parts, opened: (() => unknown)[]): Promise<Front> {
  const { config, desk, logger, channels } = parts;
  const { store, say, clock, notifier, town } = desk;
  if (config.world === 'drill') await seedDrillResidents(store, town.population);
  const { officers: firstOfficers, intakeToken } = await firstRun(store, say, clock.now(), config);
  const front = await frontOf(config, environment());
  const signInKey = await readSignInKey(store, config, environment());
  const health = startChannelHealth(channels, { clock, notifier, isSevered: parts.isSevered });
  opened.push(() => health.stop());
  const boundary = loadBoundary(paths.config, town.id);
  const publicUrl = publicUrlOf(config);
  const telephone = await openTelephone(parts, publicUrl ?? '');
  opened.push(() => telephone.line.close());
  const pack = createPack(desk, config.dataDir, () => clock.now());
  opened.push(keepPack(pack, (error) => logger.error({ err: error }, 'the offline pack could not be made')));
  const http = await startHttp({
    ...{ ...parts, health, intakeToken, boundary, telephone, publicUrl, front, signInKey, pack },
  });
  opened.push(() => http.close());
  opened.push(watchInbox(desk, config.dataDir, logger));
  const { silentAfterHours } = config.telegrams;
  opened.push(
    watchFeed(desk, silentAfterHours, unlessStorage(bugLog(logger, 'a bug in the watch over the feed'))),
  );
  return { url: http.url, firstOfficers, intakeToken };
}

/** The residents' side of the telephone: what it says, and the line that repeats what was broadcast. */
async function openTelephone({ desk, logger }: Parts, publicUrl: string): Promise<TelephoneParts> {
  const phrases = loadResidentPhrases(paths.locales);
  const line = await openRelistenLine({
    ...{ ...desk, phrases, publicUrl },
    onFailure: (error) => logger.warn({ err: error }, 'the re-listen line repeats what it knew'),
  });
  return { ...desk, phrases, line, readAudio: readAudioOf(desk.speech) };
}

/** Without it a process only says whether it lives, and tells the consoles of the others what it does. */
async function startQuietly(
  { config, desk, logger, storage, across }: Parts,
  opened: (() => unknown)[],
): Promise<Front> {
  const http = await startHealthServer(desk.store, storage, config.http);
  opened.push(() => http.close());
  if (across)
    opened.push(
      tellConsolesElsewhere(across, desk.notifier, (error) =>
        logger.error({ err: error }, 'a bug in the live feed'),
      ),
    );
  return { url: http.url, firstOfficers: [], intakeToken: '' };
}

/** The role `dispatch`: sends what is due, settles what nobody knows, asks for receipts, keeps house. */
async function startDispatch(parts: Parts, opened: (() => unknown)[]): Promise<void> {
  const { config, desk, logger, channels, isSevered } = parts;
  const { store, clock, notifier, say, world } = desk;
  const dispatcher = await startDispatcher({
    ...{ store, channels, clock, logger, notifier, world, say, newId, isSevered },
    random: Math.random,
  });
  opened.push(() => dispatcher.stop());
  const { town } = desk;
  opened.push(
    startRinging({
      ...{ store, channels, clock, notifier, say, world, town, newId, logger },
      ...ringingOf(config),
      turn: dispatcher.turn,
      onBug: unlessStorage(bugLog(logger, 'a bug in ringing the approvers')),
    }),
  );
  opened.push(startReceiptPoller(channels, { store, clock, notifier, logger, say }));
  opened.push(
    startEarlyReceipts({
      ...{ store, clock, notifier },
      onBug: unlessStorage(bugLog(logger, 'a bug in reading early receipts')),
    }),
  );
  opened.push(startRetention({ store, rule: config.retention, clock, say, notifier, logger }));
}

/** Wake-ups and socket events between the processes on one PostgreSQL. */
function joinOthers(url: string, { notifier, logger }: { notifier: Notifier; logger: Logger }) {
  const notices = openPostgresNotices({
    url,
    origin: newId(),
    hear: () => notifier.hear('deliveries', {}),
    onDown: (error) =>
      logger.warn({ err: error }, 'no wake-ups from other hubs for now: deliveries are polled every second'),
  });
  const forget = notifier.onOwn('deliveries', () => notices.send());
  const pool = openSocketPool(url);
  const across = socketsAcross(pool, (error) =>
    logger.warn({ err: error }, 'consoles of other hubs did not hear of a change'),
  );
  return {
    across,
    async close() {
      forget();
      await Promise.all([notices.close(), pool.end()]);
    },
  };
}

/** What was opened last is closed first. */
async function closeAll(opened: readonly (() => unknown)[]): Promise<void> {
  for (const close of opened.toReversed()) await close();
}
