import type { VersionContent } from '../domain/alert.js';
import { broadcastChannels, carriedChannelIds, type ChannelId } from '../domain/channel.js';
import { topicTarget } from '../domain/push-topic.js';
import type { Rendering } from '../domain/rendering.js';
import type { Town } from '../domain/town.js';
import {
  hasTopics,
  insertBroadcast,
  insertVersionChannels,
  supersedeAlert,
  supersedeOlder,
  type Batch,
} from '../store/audience.store.js';
import type { VersionRow } from '../store/entities/alert.entity.js';
import { dropExpansions, insertAudience } from '../store/expansion.store.js';
import type { Tx } from '../store/store.js';
import { findVersion, readRenderings } from '../store/version.store.js';
import type { DeskDeps } from './desk.js';
import { liftedOf, postsOf, retractedPosts, withdrawAlert, withdrawTakenOver } from './manual-expand.js';

/**
 * On one target and channel, versions with one key never go backwards: the incident and the hazard. What has no hazard
 * (a shelter's opening, earthquake information) follows its own alert only, so that it takes nobody else's place.
 */
export const orderKeyOf = (version: Pick<VersionRow, 'incidentId' | 'hazard' | 'alertId'>): string =>
  version.hazard === null ? version.alertId : `${version.incidentId} ${version.hazard}`;

const personalChannels = carriedChannelIds.filter((channel) => !broadcastChannels.includes(channel));

interface Expansion {
  readonly version: VersionRow;
  readonly content: VersionContent;
  readonly districts: readonly string[];
  readonly now: number;
  readonly expiresAt: number;
}

/** How many are to come by lots, by channel. */
type ToCome = Record<string, number>;

/** One delivery per address, station and post of a message. Returns how many. */
export async function expandMessage(deps: DeskDeps, tx: Tx, expansion: Expansion): Promise<number> {
  const { version, content, districts, now, expiresAt } = expansion;
  // A lift goes the way of what it lifts, also where that combined several hazards.
  const origin = version.ofVersion === null ? null : await findVersion(tx, version.ofVersion);
  const orderKey = orderKeyOf(origin ?? version);
  const batch: Batch = {
    versionId: version.id,
    alertId: version.alertId,
    orderKey,
    purpose: 'message',
    renderingsOf: version.id,
    rank: 6 - version.urgency,
    now,
    expiresAt,
    supersedes: true,
  };
  const lifts = deps.phrasebook.kinds[version.kind]?.effects === 'lift';
  const toCome: ToCome = {};
  for (const channel of content.channels) {
    if (broadcastChannels.includes(channel)) {
      const only = lifts && channel === 'manual' ? await retractedPosts(tx, version) : null;
      await expandBroadcast(deps, tx, batch, { channel, districts, only });
      continue;
    }
    toCome[channel] = await insertAudience(tx, batch, channel, { districts });
    if (channel === 'push') await expandTopics(deps, tx, batch, districts);
  }
  await supersedeOlder(tx, version.id, orderKey, now);
  // Several lifts in part are one lift of the whole.
  const over = lifts && origin ? [...districts, ...(await liftedOf(deps.town, tx, origin.id))] : districts;
  const newer = { versionId: version.id, alertId: version.alertId, orderKey, districts: over };
  await withdrawTakenOver(deps.say, tx, newer, now);
  return countTargets(tx, version.id, version.alertId, toCome);
}

/**
 * The deliveries of a ready-made cancel or correction: every address that the alert may have reached, and all of its
 * broadcast channels and districts; ahead of every queue (R6).
 */
export async function expandRetraction(
  deps: DeskDeps,
  tx: Tx,
  retraction: Expansion & { batch: Batch },
): Promise<number> {
  const { batch, content, districts, version, now } = retraction;
  if (version.purpose === 'cancel') await dropExpansions(tx, version.alertId);
  const toCome: ToCome = {};
  for (const channel of personalChannels)
    toCome[channel] = await insertAudience(tx, batch, channel, 'reached');
  const told = await retractedPosts(tx, version);
  for (const channel of content.channels)
    if (broadcastChannels.includes(channel))
      await expandBroadcast(deps, tx, batch, {
        channel,
        districts,
        only: channel === 'manual' ? told : null,
      });
  await expandTopics(deps, tx, batch, []);
  await withdrawAlert(deps.say, tx, version, now);
  if (version.purpose === 'cancel') await supersedeAlert(tx, version.id, version.alertId, now);
  return countTargets(tx, version.id, version.alertId, toCome);
}

/**
 * One push message a language to phones that are not in the register, whose district nobody knows: of what is for the whole
 * town, and of whatever follows it (ADR 0034). A message to some districts is never widened (R11).
 */
async function expandTopics(
  { town }: DeskDeps,
  tx: Tx,
  batch: Batch,
  districts: readonly string[],
): Promise<void> {
  const { pushTopic: name } = town;
  if (name === undefined) return;
  const wholeTown = town.districts.every(({ code }) => districts.includes(code));
  if (!wholeTown && !(await hasTopics(tx, batch.alertId))) return;
  const targets = (await readRenderings(tx, batch.renderingsOf, batch.purpose)).flatMap((post) => {
    if (post.channel !== 'push') return [];
    const language = post.fellBackFrom ?? post.languages[0] ?? 'ja';
    return { target: topicTarget(name, language), language };
  });
  await insertBroadcast(tx, batch, 'push', targets);
}

/** Where a broadcast channel goes: its stations, posts or accounts, or those of them in `only`. */
interface Broadcast {
  readonly channel: ChannelId;
  readonly districts: readonly string[];
  readonly only: ReadonlySet<string> | null;
}

async function expandBroadcast(
  deps: DeskDeps,
  tx: Tx,
  batch: Batch,
  { channel, districts, only }: Broadcast,
): Promise<void> {
  const posts = (await readRenderings(tx, batch.renderingsOf, batch.purpose)).filter(
    (post) => post.channel === channel,
  );
  const targets = posts.flatMap((post) => {
    const language = post.fellBackFrom ?? post.languages[0] ?? 'ja';
    const places = placesOf(deps.town, post, districts) ?? [`post:${language}`];
    return places.filter((target) => only?.has(target) !== false).map((target) => ({ target, language }));
  });
  await insertBroadcast(tx, batch, channel, targets);
}

/** The stations or manual posts of a rendering; null where the channel has an account. */
const placesOf = (
  town: Town,
  rendering: Rendering,
  districts: readonly string[],
): readonly string[] | null => {
  if (rendering.channel === 'radio') return stationsOf(town, districts);
  return rendering.channel === 'manual' ? postsOf(rendering) : null;
};

/** Stations that any of the districts hears. */
export const stationsOf = (town: Town, districts: readonly string[]): readonly string[] =>
  town.stations
    .filter((station) => station.districts.some((code) => districts.includes(code)))
    .map(({ id }) => id);

async function countTargets(tx: Tx, versionId: string, alertId: string, toCome: ToCome): Promise<number> {
  await insertVersionChannels(tx, versionId, alertId, toCome);
  const [row] = await tx.sql<{ n: number }>(
    'SELECT COUNT(*) AS n FROM deliveries WHERE version_id = $1',
    versionId,
  );
  return Object.values(toCome).reduce((sum, n) => sum + n, row?.n ?? 0);
}

/** Orders whose every district was taken over or lifted are superseded. */
export const retireCovered = ({ sql }: Tx) =>
  sql(
    `UPDATE versions SET status = 'superseded' WHERE status = 'issued' AND purpose = 'message' AND level IS NOT NULL AND effects <> '[]'
     AND NOT EXISTS (SELECT 1 FROM district_states s WHERE s.version_id = versions.id)`,
  );
