// All that the benchmarks use of the product's insides: its engine with one channel (store on SQLite with FULL,
// dispatcher, versions to fan out), and a whole hub for its sockets.
import { startDispatcher } from '../../dist/dispatch/dispatcher.js';
import { createClock } from '../../dist/platform/clock.js';
import { newId } from '../../dist/platform/id.js';
import { createLogger } from '../../dist/platform/logger.js';
import { createNotifier } from '../../dist/platform/notifier.js';
import { paths } from '../../dist/platform/paths.js';
import { loadSentences } from '../../dist/platform/sentences.js';
import { insertPersonal, insertVersionChannels } from '../../dist/store/audience.store.js';
import { insertAudience } from '../../dist/store/expansion.store.js';
import { AlertRow, RenderingRow, VersionRow } from '../../dist/store/entities/alert.entity.js';
import { lotOf } from '../../dist/store/dialect.js';
import { openPostgres } from '../../dist/store/open-postgres.js';
import { openPostgresNotices } from '../../dist/store/postgres-notices.js';
import { openSqlite } from '../../dist/store/open-sqlite.js';
import { temporaryDir } from './temporary.mjs';

const hour = 3_600_000;

/**
 * Starts it in a directory of its own, or on the PostgreSQL of `url`, which it shares with others. `districts` are their
 * sizes, none where another process has put the addresses in; `targetOf(i)` is address number i of all of them. `beside`
 * are further channels with as many addresses.
 */
export async function startEngine({ channel, districts, targetOf, text, url, beside = [] }) {
  const dataDir = temporaryDir('engine');
  const store = await (url
    ? openPostgres(url, 'drill', 'bench')
    : openSqlite(dataDir.path, 'drill', 'bench'));
  for (const { id } of [channel, ...beside]) await insertAddresses(store, id, districts, targetOf);
  const clock = createClock();
  const notifier = createNotifier((error) => {
    throw error;
  });
  const notices = url ? listenToOthers(url, notifier) : null;
  const dispatcher = await startDispatcher({
    store,
    channels: [channel, ...beside],
    clock,
    logger: createLogger('warn'),
    notifier,
    world: 'drill',
    newId,
    random: Math.random,
    say: loadSentences(paths.locales),
    isSevered: () => false,
  });
  const facts = { store, clock, notifier, channel, text };
  let number = 0;
  return {
    /** Issues a version to these districts (by number), as the desk does: in one transaction, a large audience by lots after it; `committedAt` is when it was durable. */
    issue: (chosen, { rank = 2, on = channel } = {}) =>
      issue({ ...facts, channel: on }, { number: ++number, districts: chosen, rank }),
    async pending() {
      const [row] = await store.read.sql("SELECT COUNT(*) AS n FROM deliveries WHERE state = 'pending'");
      return row.n;
    },
    /** Resolves when no delivery is pending or under way any more: every outcome is durable. */
    settled: () => settled(facts),
    /** How many deliveries a version has. @throws Error when one of them doesn't stand in the database as accepted. */
    async accepted(versionId) {
      const states = await store.read.sql(
        'SELECT state, COUNT(*) AS n FROM deliveries WHERE version_id = $1 GROUP BY state',
        versionId,
      );
      if (states.length !== 1 || states[0].state !== 'accepted')
        throw new Error(`not all of ${versionId} accepted: ${JSON.stringify(states)}`);
      return Number(states[0].n);
    },
    /** How many of a version's deliveries were claimed more than once. */
    async claimedAgain(versionId) {
      const [row] = await store.read.sql(
        'SELECT COUNT(*) AS n FROM deliveries WHERE version_id = $1 AND fence <> 1',
        versionId,
      );
      return Number(row.n);
    },
    async close() {
      await dispatcher.stop();
      await notices?.close();
      await channel.close?.();
      await store.close();
      dataDir.remove();
    },
  };
}

/** As a hub on PostgreSQL does it: what one commits wakes the pumps of all. */
function listenToOthers(url, notifier) {
  const notices = openPostgresNotices({
    url,
    origin: newId(),
    hear: () => notifier.hear('deliveries', {}),
    onDown(error) {
      throw error;
    },
  });
  notifier.onOwn('deliveries', () => notices.send());
  return notices;
}

/** Addresses of one write: a million are made without standing in memory. */
const addressLot = 2_000;

async function insertAddresses(store, channel, districts, targetOf) {
  let first = 0;
  for (const [district, size] of districts.entries()) {
    const end = first + size;
    while (first < end) {
      const from = first;
      const length = Math.min(addressLot, end - from);
      const targets = Array.from({ length }, (_, i) => [
        `${channel} ${String(from + i).padStart(8, '0')}`,
        targetOf(from + i),
      ]);
      first += length;
      await store.write(({ sql }) =>
        sql(
          `INSERT INTO addresses (id, resident_id, channel, target, district, language)
           SELECT one.id, one.id, $2, one.target, $3, 'ja'
             FROM ${lotOf(store.engine, '$1', { id: 'text', target: 'text' })} AS one`,
          JSON.stringify(targets),
          channel,
          `d${district}`,
        ),
      );
    }
  }
}

async function issue({ store, clock, notifier, channel, text }, { number, districts, rank }) {
  const now = clock.now();
  const rendering = { channel: channel.id, languages: ['ja'], title: '【訓練】避難指示', text };
  const ids = { alertId: `alert-${number}`, versionId: `version-${number}`, number };
  await store.write(async (tx) => {
    const batch = { ...(await insertVersion(tx, ids, [rendering], now)), rank };
    const audience = { districts: districts.map((district) => `d${district}`) };
    const toCome = await insertAudience(tx, batch, channel.id, audience);
    await insertVersionChannels(tx, ids.versionId, ids.alertId, { [channel.id]: toCome });
  });
  const committedAt = performance.now();
  notifier.notify('deliveries', {});
  return { versionId: ids.versionId, committedAt };
}

/** An issued version with these renderings; answers what its deliveries have in common. */
async function insertVersion(tx, { alertId, versionId, number }, renderings, now) {
  const expiresAt = now + 6 * hour;
  await tx.rows.insert(AlertRow, { id: alertId, incidentId: alertId, year: 2026, number, createdAt: now });
  await tx.rows.insert(VersionRow, {
    ...version,
    id: versionId,
    alertId,
    incidentId: alertId,
    createdAt: now,
    issuedAt: now,
    expiresAt,
  });
  for (const [position, rendering] of renderings.entries())
    await tx.rows.insert(RenderingRow, {
      id: `${versionId} ${position}`,
      versionId,
      purpose: 'message',
      channel: rendering.channel,
      language: 'ja',
      position,
      doc: JSON.stringify(rendering),
    });
  return {
    versionId,
    alertId,
    orderKey: `${alertId} -`,
    supersedes: true,
    purpose: 'message',
    renderingsOf: versionId,
    now,
    expiresAt,
  };
}

const version = {
  n: 1,
  status: 'issued',
  intent: 'alert',
  purpose: 'message',
  kind: 'evacuation-instruction',
  urgency: 4,
  persons: 2,
  slots: '{}',
  districts: '"all"',
  channels: '[]',
  effects: '[]',
  revision: 1,
  authorId: 'bench',
  editors: '[]',
  digest: '0'.repeat(64),
};

/** Looks again after each lot of outcomes that became durable. */
function settled({ store, notifier }) {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const [open] = await store.read.sql(
        `SELECT EXISTS (SELECT 1 FROM deliveries WHERE channel <> '' AND state = 'sending')
           OR EXISTS (SELECT 1 FROM deliveries WHERE channel <> '' AND state = 'pending')
           OR EXISTS (SELECT 1 FROM expansions) AS "open"`,
      );
      if (open.open) return;
      forget();
      resolve();
    };
    const forgetOwn = notifier.on('progress', () => void look().catch(reject));
    // What other processes did last is told to nobody here.
    const others =
      store.engine === 'postgres' ? setInterval(() => void look().catch(reject), 100) : undefined;
    const forget = () => {
      forgetOwn();
      clearInterval(others);
    };
  });
}

const password = 'a password for the bench';

/**
 * A whole hub of the drill world with a virtual town of its own, and a version whose deliveries to all residents are
 * over: what its consoles hear of. `progress()` is what the dispatcher says after each lot of outcomes.
 */
export async function startHub() {
  // Loaded here alone: the engine's own memory is measured without the rest of the hub.
  const { openDrillWorld } = await import('../../dist/cli/drill-world.js');
  const world = await openDrillWorld(60);
  const { hub } = world;
  const cookie = await signIn(hub.url, hub.firstOfficers[0]);
  const ids = { alertId: 'bench-alert', versionId: 'bench-version', number: 999 };
  await insertSettledVersion(hub.store, ids);
  return {
    url: hub.url,
    cookie,
    progress: () => hub.desk.notifier.notify('progress', { versionId: ids.versionId, alertId: ids.alertId }),
    close: () => world.close(),
  };
}

/** Signs in with the one-time password and chooses another, without which no console is let in. */
async function signIn(url, officer) {
  const headers = { 'content-type': 'application/json', 'x-todoku-request': '1' };
  const post = async (path, body, cookie) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { ...headers, ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer;
  };
  const answer = await post('/api/v1/session', { login: officer.login, password: officer.password });
  const cookie = answer.headers.get('set-cookie').split(';')[0];
  await post('/api/v1/session/password', { current: officer.password, password }, cookie);
  return cookie;
}

const insertSettledVersion = (store, ids) =>
  store.write(async (tx) => {
    const channels = ['push', 'sms'];
    const renderings = channels.map((channel) => ({
      channel,
      languages: ['ja'],
      title: '避難指示',
      text: '',
    }));
    const batch = { ...(await insertVersion(tx, ids, renderings, Date.now())), rank: 2 };
    const districts = await tx.sql('SELECT DISTINCT district FROM addresses');
    for (const channel of channels)
      await insertPersonal(
        tx,
        batch,
        channel,
        districts.map(({ district }) => district),
      );
    await tx.sql(
      "UPDATE deliveries SET state = 'accepted', attempts = 1, accepted_at = updated_at WHERE version_id = $1",
      ids.versionId,
    );
    await insertVersionChannels(tx, ids.versionId, ids.alertId);
  });
