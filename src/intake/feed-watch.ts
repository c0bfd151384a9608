import type { DeskDeps } from '../desk/desk.js';
import { newId } from '../platform/id.js';
import { localStamp } from '../platform/local-time.js';
import {
  closeFeedTask,
  feedHeardAt,
  feedSilentSince,
  firstEntryAt,
  openFeedTask,
} from '../store/feed.store.js';
import type { Tx } from '../store/store.js';

/** Milliseconds between two looks; a telegram that comes in has it look at once. */
const interval = 10_000;
const hour = 60 * 60_000;

type Feed = Pick<DeskDeps, 'store' | 'clock' | 'notifier' | 'say' | 'world' | 'town'>;

/**
 * A forwarder that died looks like a calm night (R21). When no telegram came for so many hours, a task opens with an entry in
 * the log; the next telegram closes it. 0 hours: the town has no feed, and nobody watches. Returns a stop function.
 */
export function watchFeed(
  feed: Feed,
  silentAfterHours: number,
  onBug: (error: unknown) => void,
): () => Promise<void> {
  let looking: Promise<void> = Promise.resolve();
  const look = () => {
    looking = looking.then(() => lookAtFeed(feed, silentAfterHours)).catch(onBug);
  };
  const forget = feed.notifier.on('changed', ({ topics }) => topics.includes('proposals') && look());
  const timer = setInterval(look, interval);
  look();
  return async () => {
    forget();
    clearInterval(timer);
    await looking;
  };
}

type Turned = 'silent' | 'heard' | null;

/** One look. Opens or closes the task where the feed turned. */
export async function lookAtFeed(feed: Feed, hours: number): Promise<void> {
  if ((await turnOf(feed.store.read, feed, hours)).turned === null) return;
  // Looked at again where it is written: another hub may have been quicker.
  const turned = await feed.store.write(async (tx) => {
    const seen = await turnOf(tx, feed, hours);
    const turn = { now: feed.clock.now(), actor: feed.say('ja', 'log.hub'), lastAt: seen.lastAt };
    if (seen.turned === 'silent')
      await openFeedTask(tx, newId(), { ...turn, text: silence(feed, hours, seen.lastAt) });
    if (seen.turned === 'heard')
      await closeFeedTask(tx, {
        ...turn,
        text: feed.say('ja', hours === 0 ? 'log.feed-unwatched' : 'log.feed-heard'),
      });
    return seen.turned;
  }, 'needed');
  if (turned !== null) feed.notifier.notify('changed', { topics: ['state', 'log', 'tasks'] });
}

async function turnOf(
  tx: Pick<Tx, 'sql'>,
  { clock, world }: Feed,
  hours: number,
): Promise<{ readonly turned: Turned; readonly lastAt: number | null }> {
  const lastAt = await feedHeardAt(tx);
  // A drill world has no feed unless somebody lays one; a live one without any is silent from its first day.
  const since = lastAt ?? (world === 'live' ? await firstEntryAt(tx) : null);
  const silent = hours > 0 && since !== null && clock.now() - since >= hours * hour;
  const told = (await feedSilentSince(tx)) !== null;
  if (silent === told) return { turned: null, lastAt };
  return { turned: silent ? 'silent' : 'heard', lastAt };
}

const silence = ({ say, town }: Feed, hours: number, lastAt: number | null): string =>
  lastAt === null
    ? say('ja', 'log.feed-never', { hours })
    : say('ja', 'log.feed-silent', { hours, last: localStamp(lastAt, town.timeZone) });
