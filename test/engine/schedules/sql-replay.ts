import type { ChannelId } from '../../../src/domain/channel.js';
import { giveUpDelivery, retryDelivery } from '../../../src/desk/deliveries.js';
import type { Context, DeskDeps } from '../../../src/desk/desk.js';
import { isRefusal } from '../../../src/domain/refusal.js';
import { newId } from '../../../src/platform/id.js';
import { insertVersionChannels, supersedeAlert, supersedeOlder } from '../../../src/store/audience.store.js';
import {
  claim,
  commitCalls,
  findDue,
  findRest,
  type Claimed,
  type NewCall,
} from '../../../src/store/claim.store.js';
import { lotOf } from '../../../src/store/dialect.js';
import {
  claimUnsure,
  expireDue,
  expireLeases,
  recordOutcomes,
  type Recorded,
} from '../../../src/store/delivery.store.js';
import { dropExpansions, expandLot, insertAudience } from '../../../src/store/expansion.store.js';
import { findOvertaken, supersedeDue } from '../../../src/store/overtaken.store.js';
import { holdForClock } from '../../../src/store/hold.store.js';
import { appendLog } from '../../../src/store/log.store.js';
import { recordReceipts } from '../../../src/store/receipt.store.js';
import { openHeldTasks } from '../../../src/store/settle.store.js';
import type { LotTx, Store } from '../../../src/store/store.js';
import { issueIn } from '../../support/store.js';
import { everyChannel } from '../desk.js';
import { paths } from '../../../src/platform/paths.js';
import { loadSentences } from '../../../src/platform/sentences.js';
import { play } from './schedule.js';
import type { Facts } from './facts.js';
import type { Row, Table } from './table.js';

type Name = keyof Table;
type Arguments<N extends Name> = Parameters<Table[N]>;

/** A statement as the model ran it: what went in, what came out, and how every row stood afterwards. */
interface Played {
  readonly name: Name;
  readonly args: readonly unknown[];
  /** As `show` writes it. */
  readonly result: string;
  readonly rows: readonly string[];
}

const channel: ChannelId = 'sms';
const say = loadSentences(paths.locales);
const officer = { id: 'o', login: 'o', name: '当直', roles: ['drafter'] } as unknown as Context['officer'];

/**
 * Plays the schedule of a seed in memory, then the same statements by the store's own SQL, and compares every answer
 * and every row after every statement. Returns the first difference, or null: then the model's verdict is the store's.
 * The store is emptied of deliveries first; its log is not, so `facts.begin` must rise from one call to the next.
 */
export async function replay(store: Store, facts: Facts): Promise<string | null> {
  const trace = record(facts);
  return store.write((tx) => compare(trace, { ...store, read: tx, write: (work) => work(tx) }));
}

/** One transaction for the whole schedule: nothing runs beside it, and a commit for each statement takes ten times as long. */
async function compare(trace: readonly Played[], store: Store): Promise<string | null> {
  const stored = createStored(store);
  await stored.clear();
  for (const [i, { name, args, result, rows }] of trace.entries()) {
    const answer = await stored.run(name, args);
    const got = show(answer);
    if (got !== result) return `statement ${i} ${name}: the model says ${result}, the store ${got}`;
    const stands = await stored.rows();
    const at = rows.findIndex((row, j) => row !== stands[j]);
    if (at >= 0 || rows.length !== stands.length)
      return `statement ${i} ${name}: the model has ${rows[at]}, the store ${stands[at]}`;
  }
  return null;
}

/** The schedule's statements. Arguments are copied: the model's objects live on. */
function record(facts: Facts): readonly Played[] {
  const trace: Played[] = [];
  play(facts.seed, { facts, through: recorder(trace) });
  return trace;
}

const recorder =
  (trace: Played[]) =>
  (table: Table, rows: () => readonly Row[]): Table =>
    new Proxy(table, {
      get: (target, key) => {
        const name = key as Name;
        return (...given: never[]) => {
          const args = structuredClone(given) as unknown[];
          const result: unknown = (target[name] as (...all: never[]) => unknown)(...given);
          trace.push({ name, args, result: show(result), rows: rows().map(line) });
          return result;
        };
      },
    });

const line = (row: Row) =>
  [
    row.id,
    row.n,
    row.target,
    row.state,
    row.dueAt,
    row.attempts,
    row.fence,
    row.leaseUntil,
    row.callId,
    row.ref,
  ]
    .concat(row.heldReason)
    .join(' ');

const standing = `SELECT id, version_id AS "versionId", target, state, due_at AS "dueAt", attempts, fence,
  lease_until AS "leaseUntil", call_id AS "callId", ref, held_reason AS "heldReason" FROM deliveries ORDER BY id`;

const show = (answer: unknown): string =>
  JSON.stringify(
    answer instanceof Set ? [...(answer as Set<number>)].sort((a, b) => a - b) : (answer ?? null),
  );

/** The store behind the model's names: ids are counted from the first delivery, versions by their number. */
function createStored(store: Store) {
  let alertId = '';
  let before = 0;
  const versions: { id: string; renderingId: string }[] = [];
  /** Which id the first delivery has. */
  const findFirst = async ({ sql }: LotTx) => {
    const [first] = await sql<{ id: number | null }>('SELECT MIN(id) AS id FROM deliveries');
    before = (first?.id ?? 1) - 1;
  };
  const real = (id: number) => id + before;
  const numberOf = (versionId: string) => versions.findIndex(({ id }) => id === versionId) + 1;

  const toModel = (row: Claimed): Claimed => ({
    id: row.id - before,
    versionId: `v${numberOf(row.versionId)}`,
    renderingId: `r${numberOf(row.versionId)}`,
    target: row.target,
    attempts: row.attempts,
    fence: row.fence,
    expiresAt: row.expiresAt,
    callId: row.callId,
    callSize: row.callSize,
    rank: row.rank,
  });

  const runs: { [N in Name]: (...args: Arguments<N>) => Promise<unknown> } = {
    issue: ({ n, cancel, large, targets, orderKey, urgency, now, expiresAt }) =>
      store.write(async (tx) => {
        const rank = cancel ? 0 : 6 - urgency;
        const facts = { channel, targets: cancel ? targets : [], now, expiresAt, urgency, rank, n, orderKey };
        const made = await issueIn(tx, alertId === '' ? facts : { ...facts, alertId });
        alertId = made.alertId;
        if (cancel) {
          await tx.sql("UPDATE versions SET purpose = 'cancel' WHERE id = $1", made.versionId);
          await dropExpansions(tx, alertId);
          await supersedeAlert(tx, made.versionId, alertId, now);
        } else {
          const names = { ...made, orderKey, purpose: 'message', renderingsOf: made.versionId };
          const batch = { ...names, rank, now, expiresAt, supersedes: true };
          const toCome = await insertAudience(tx, batch, channel, { districts: targets }, large ? 0 : 1000);
          await supersedeOlder(tx, made.versionId, orderKey, now);
          await insertVersionChannels(tx, made.versionId, alertId, { [channel]: toCome });
        }
        const [rendering] = await tx.sql<{ id: string }>(
          'SELECT id FROM renderings WHERE version_id = $1',
          made.versionId,
        );
        versions.push({ id: made.versionId, renderingId: rendering?.id ?? '' });
        await findFirst(tx);
        await appendLog(tx, {
          at: now,
          enteredAt: now,
          category: 'command',
          actor: '当直',
          text: '発令',
          data: {},
        });
      }),
    expand: (size, now) =>
      store.write(async (tx) => {
        await expandLot(tx, size, now);
        await findFirst(tx);
      }),
    claim: (wish) =>
      store.write(async (tx) => {
        const due = { channel, ...wish };
        const lot = await findDue(tx, due);
        const rest = wish.keyed ? await findRest(tx, due, lot) : [];
        const over = await supersedeDue(tx, channel, [...lot, ...rest], wish.now);
        // The model takes the claim and its calls as two steps: bound to the call they had, then to the new one.
        const rows = [...lot, ...rest].filter(({ id }) => !over.has(id));
        await claim(tx, channel, [], rows.map(asBefore), wish);
        return rows.sort((a, b) => a.rank - b.rank || a.id - b.id).map(toModel);
      }),
    commitCalls: (calls, now) =>
      store.write(async (tx) => {
        const stored = calls.map(toStored);
        await commitCalls(tx, channel, stored, now);
        const links = stored.flatMap(({ id, members }) => members.map(([delivery]) => [delivery, id]));
        await tx.sql(
          `UPDATE deliveries SET call_id = lot.call_id FROM ${lotOf(store.engine, '$1', { id: 'integer', call_id: 'text' })} lot
           WHERE deliveries.id = lot.id`,
          JSON.stringify(links),
        );
        return null;
      }),
    record: (outcomes, now) =>
      store.write((tx) => recordOutcomes(tx, outcomes.map(withRealId), now)).then(toModelIds),
    findOvertaken: (ids) => findOvertaken(store.read, ids.map(real)).then(toModelIds),
    expireLeases: (now, all) => store.write((tx) => expireLeases(tx, now, all)),
    expireDue: (now) => store.write((tx) => expireDue(tx, channel, now)).then(() => null),
    claimUnsure: async (now, limit) => {
      const rows = await store.write((tx) => claimUnsure(tx, channel, now, limit));
      const sorted = [...rows].sort((a, b) => a.rank - b.rank || a.id - b.id);
      return sorted.map((row) => ({ ...toModel(row), committedAt: row.committedAt, urgency: row.urgency }));
    },
    holdForClock: (now) => holdForClock(store, now),
    openHeldTasks: (now) => openHeldTasks(store, now, newId),
    receive: (receipts, now) =>
      store.write((tx) => recordReceipts(tx, channel, receipts, now)).then(() => null),
    decide: async (id, decision, now) => {
      const ctx: Context = { officer, now, at: now };
      const notifier = { notify: () => undefined };
      const deps = { store, say, notifier, phrasebook: everyChannel } as unknown as DeskDeps;
      const answer =
        decision === 'retry'
          ? await retryDelivery(deps, ctx, real(id))
          : await giveUpDelivery(deps, ctx, real(id), { reason: 'other', note: '訓練' });
      return isRefusal(answer) ? answer.refused : null;
    },
  };

  const toStored = (call: NewCall): NewCall => {
    const version = versions[Number(call.versionId.slice(1)) - 1];
    if (!version) throw new Error(`no ${call.versionId}`);
    const members = call.members.map(([id, target]) => [real(id), target] as const);
    return { ...call, versionId: version.id, renderingId: version.renderingId, members };
  };
  const asBefore = ({ id, fence, callId }: Claimed) => ({ id, fence, callId: callId as string });
  const withRealId = (outcome: Recorded): Recorded => ({ ...outcome, id: real(outcome.id) });
  const toModelIds = (ids: ReadonlySet<number>) => new Set([...ids].map((id) => id - before));

  return {
    run: (name: Name, args: readonly unknown[]) =>
      (runs[name] as (...all: readonly unknown[]) => Promise<unknown>)(...args),
    async rows(): Promise<readonly string[]> {
      const rows = await store.read.sql<Row & { versionId: string }>(standing);
      return rows.map((row) => line({ ...row, id: row.id - before, n: numberOf(row.versionId) }));
    },
    clear: () =>
      store.write(async ({ sql }) => {
        for (const table of [
          'deliveries',
          'calls',
          'version_channels',
          'renderings',
          'versions',
          'tasks',
          'alerts',
          'expansions',
          'addresses',
        ])
          await sql(`DELETE FROM ${table}`);
        for (const target of ['a', 'b', 'c', 'd'])
          await sql(
            `INSERT INTO addresses (id, resident_id, channel, target, district, language) VALUES ($1, $2, $3, $2, $2, 'ja')`,
            `address of ${target}`,
            target,
            channel,
          );
      }),
  };
}
