/** A store of its own on the tested engine, and rows to try it with: an issued version and its deliveries. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelId } from '../../src/domain/channel.js';
import type { DeliveryState } from '../../src/domain/delivery.js';
import { newId } from '../../src/platform/id.js';
import { insertVersionChannels, supersedeOlder } from '../../src/store/audience.store.js';
import { AlertRow, IncidentRow, RenderingRow, VersionRow } from '../../src/store/entities/alert.entity.js';
import { DeliveryRow } from '../../src/store/entities/delivery.entity.js';
import { nextIssue } from '../../src/store/issue-order.js';
import { openSqlite } from '../../src/store/open-sqlite.js';
import type { Store, Tx } from '../../src/store/store.js';
import { createTestDatabase, testedEngine } from './tested-engine.js';
import { testRendering } from './virtual-town.js';

export interface TestStore {
  readonly store: Store;
  /** Where its files stand; on PostgreSQL an empty directory. */
  readonly dir: string;
  /** Closes the store and opens its files again, as a restart does. */
  reopen(): Promise<Store>;
  /** Opens the files of a store that the test closed itself. */
  reopenClosed(): Promise<Store>;
  close(): Promise<void>;
}

export async function openTestStore(): Promise<TestStore> {
  const dir = await mkdtemp(join(tmpdir(), 'todoku-store-'));
  const database = testedEngine() === 'postgres' ? await createTestDatabase() : null;
  const open = () => database?.open() ?? openSqlite(dir, 'drill', 'hatoyama');
  let store = await open();
  return {
    get store() {
      return store;
    },
    dir,
    async reopen() {
      await store.close();
      store = await open();
      return store;
    },
    async reopenClosed() {
      store = await openSqlite(dir, 'drill', 'hatoyama');
      return store;
    },
    async close() {
      await store.close();
      await database?.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export interface IssueFacts {
  readonly channel: ChannelId;
  readonly targets: readonly string[];
  readonly now: number;
  readonly expiresAt?: number;
  readonly urgency?: number;
  readonly rank?: number;
  readonly orderKey?: string;
  readonly alertId?: string;
  readonly n?: number;
}

/** Issues a version as the desk does, in the caller's transaction: version, rendering, one delivery per target. */
export async function issueIn(tx: Tx, facts: IssueFacts): Promise<{ versionId: string; alertId: string }> {
  const { channel, targets, now, urgency = 4 } = facts;
  const alertId = facts.alertId ?? (await openAlert(tx, now));
  const versionId = newId();
  const expiresAt = facts.expiresAt ?? now + 3_600_000;
  const orderKey = facts.orderKey ?? `${alertId} landslide`;
  // As the desk makes the key: the incident and the hazard.
  const [incidentId = ''] = orderKey.split(' ');
  const seed = { versionId, alertId, incidentId, n: facts.n ?? 1, urgency, now, expiresAt };
  await tx.rows.insert(VersionRow, { ...versionRow(seed), issuedSeq: await nextIssue(tx) });
  const renderingId = newId();
  const doc = JSON.stringify(testRendering(channel));
  const rendering = {
    id: renderingId,
    versionId,
    purpose: 'message',
    channel,
    language: 'ja',
    position: 0,
    doc,
  };
  await tx.rows.insert(RenderingRow, rendering);
  const rank = facts.rank ?? 6 - urgency;
  const common = { versionId, alertId, orderKey, channel, renderingId, rank, expiresAt };
  for (let i = 0; i < targets.length; i += 200)
    await tx.rows.insert(
      DeliveryRow,
      targets.slice(i, i + 200).map((target) => ({ ...pendingRow(target, now), ...common })),
    );
  await supersedeOlder(tx, versionId, orderKey, now);
  await insertVersionChannels(tx, versionId, alertId);
  return { versionId, alertId };
}

export const issue = (store: Store, facts: IssueFacts) => store.write((tx) => issueIn(tx, facts));

async function openAlert(tx: Tx, now: number): Promise<string> {
  const incidentId = newId();
  await tx.rows.insert(IncidentRow, { id: incidentId, title: 'test', openedAt: now, closedAt: null });
  const [row] = await tx.sql<{ n: number }>('SELECT COUNT(*) + 1 AS n FROM alerts');
  const alert = { id: newId(), incidentId, year: 2026, number: row?.n ?? 1, createdAt: now };
  await tx.rows.insert(AlertRow, alert);
  return alert.id;
}

const pendingRow = (target: string, now: number) => ({
  addressId: `address of ${target}`,
  target,
  district: null,
  language: 'ja',
  state: 'pending' as const,
  dueAt: now,
  attempts: 0,
  fence: 0,
  leaseUntil: null,
  callId: null,
  ref: null,
  fault: null,
  heldReason: null,
  acceptedAt: null,
  updatedAt: now,
});

interface VersionSeed {
  readonly versionId: string;
  readonly alertId: string;
  readonly incidentId: string;
  readonly n: number;
  readonly urgency: number;
  readonly now: number;
  readonly expiresAt: number;
}

const versionRow = ({
  versionId,
  alertId,
  incidentId,
  n,
  urgency,
  now,
  expiresAt,
}: VersionSeed): VersionRow => ({
  id: versionId,
  alertId,
  incidentId,
  n,
  status: 'issued',
  intent: n === 1 ? 'alert' : 'update',
  purpose: 'message',
  kind: 'evacuation-instruction',
  level: 4,
  urgency,
  persons: 2,
  hazard: 'landslide',
  slots: '{}',
  districts: '"all"',
  channels: '[]',
  decision: null,
  effects: '[]',
  revision: 1,
  authorId: 'author',
  editors: '[]',
  submitterId: 'author',
  approverId: 'approver',
  createdAt: now,
  decidedAt: now,
  submittedAt: now,
  lapsesAt: null,
  issuedAt: now,
  expiresAt,
  digest: 'd'.repeat(64),
  stateDigest: null,
  audiencePeople: null,
  audienceAddresses: null,
  reason: null,
  proposalId: null,
  ofVersion: null,
});

/** All deliveries, oldest first. */
export const deliveriesOf = (store: Store): Promise<DeliveryRow[]> =>
  store.read.rows.find(DeliveryRow, { order: { id: 'ASC' } });

/** How many deliveries stand in each state. */
export async function statesOf(store: Store): Promise<Partial<Record<DeliveryState, number>>> {
  const rows = await store.read.sql<{ state: string; n: number }>(
    'SELECT state, COUNT(*) AS n FROM deliveries GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

export const targetsOf = (count: number, prefix = 't'): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);
