// The product's own engine with one channel: store on SQLite with FULL, dispatcher, and versions to fan out.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDispatcher } from '../../dist/dispatch/dispatcher.js';
import { createClock } from '../../dist/platform/clock.js';
import { newId } from '../../dist/platform/id.js';
import { createLogger } from '../../dist/platform/logger.js';
import { createNotifier } from '../../dist/platform/notifier.js';
import { paths } from '../../dist/platform/paths.js';
import { loadSentences } from '../../dist/platform/sentences.js';
import { insertPersonal, insertVersionChannels } from '../../dist/store/audience.store.js';
import { AlertRow, RenderingRow, VersionRow } from '../../dist/store/entities/alert.entity.js';
import { openSqlite } from '../../dist/store/open-sqlite.js';

const hour = 3_600_000;

/**
 * Starts it in a directory of its own. `districts` are their sizes; `targetOf(i)` is address number i of all of them.
 */
export async function startEngine({ channel, districts, targetOf, text }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'todoku-bench-'));
  const store = await openSqlite(dataDir, 'drill', 'bench');
  await insertAddresses(store, channel.id, districts, targetOf);
  const clock = createClock();
  const notifier = createNotifier((error) => {
    throw error;
  });
  const dispatcher = await startDispatcher({
    store,
    channels: [channel],
    clock,
    logger: createLogger('warn'),
    notifier,
    world: 'drill',
    newId,
    random: Math.random,
    say: loadSentences(paths.locales),
    maintenance: () => false,
  });
  const facts = { store, clock, notifier, channel, text };
  let number = 0;
  return {
    /** Issues a version to the first so many districts, in one transaction; `committedAt` is when it was durable. */
    issue: (districtCount, { rank = 2 } = {}) => issue(facts, { number: ++number, districtCount, rank }),
    async pending() {
      const [row] = await store.read.sql("SELECT COUNT(*) AS n FROM deliveries WHERE state = 'pending'");
      return row.n;
    },
    /** Resolves when every delivery of the version stands in the database as accepted. @throws Error when one doesn't. */
    settled: (versionId) => settled(facts, versionId),
    async close() {
      await dispatcher.stop();
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const insertAddresses = (store, channel, districts, targetOf) =>
  store.write(async ({ sql }) => {
    let first = 0;
    for (const [district, size] of districts.entries()) {
      const targets = Array.from({ length: size }, (_, i) => [`a${first + i}`, targetOf(first + i)]);
      first += size;
      await sql(
        `INSERT INTO addresses (id, resident_id, channel, target, district, language)
         SELECT value ->> 0, value ->> 0, $2, value ->> 1, $3, 'ja' FROM json_each($1)`,
        JSON.stringify(targets),
        channel,
        `d${district}`,
      );
    }
  });

async function issue({ store, clock, notifier, channel, text }, { number, districtCount, rank }) {
  const now = clock.now();
  const [alertId, versionId, renderingId] = [`alert-${number}`, `version-${number}`, `rendering-${number}`];
  const rendering = { channel: channel.id, languages: ['ja'], title: '【訓練】避難指示', text };
  const expiresAt = now + 6 * hour;
  await store.write(async (tx) => {
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
    await tx.rows.insert(RenderingRow, {
      id: renderingId,
      versionId,
      purpose: 'message',
      channel: channel.id,
      language: 'ja',
      position: 0,
      doc: JSON.stringify(rendering),
    });
    const batch = {
      versionId,
      alertId,
      orderKey: `${alertId} -`,
      purpose: 'message',
      renderingsOf: versionId,
      rank,
      now,
      expiresAt,
    };
    const districts = Array.from({ length: districtCount }, (_, i) => `d${i}`);
    await insertPersonal(tx, batch, channel.id, districts);
    await insertVersionChannels(tx, versionId, alertId);
  });
  const committedAt = performance.now();
  notifier.notify('deliveries', {});
  return { versionId, committedAt };
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
function settled({ store, notifier }, versionId) {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const [open] = await store.read.sql(
        `SELECT EXISTS (SELECT 1 FROM deliveries WHERE channel <> '' AND state = 'sending')
           OR EXISTS (SELECT 1 FROM deliveries WHERE channel <> '' AND state = 'pending') AS "open"`,
      );
      if (open.open) return;
      forget();
      const states = await store.read.sql(
        'SELECT state, COUNT(*) AS n FROM deliveries WHERE version_id = $1 GROUP BY state',
        versionId,
      );
      if (states.length === 1 && states[0].state === 'accepted') resolve(states[0].n);
      else reject(new Error(`not all accepted: ${JSON.stringify(states)}`));
    };
    const forget = notifier.on('progress', () => void look().catch(reject));
  });
}
