/** What retention erases is nowhere in the file any more; what it must not touch is as it was; nothing else changes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DeliveryState } from '../../src/domain/delivery.js';
import { day, type RetentionRule } from '../../src/domain/retention.js';
import { retentionRunCommand } from '../../src/cli/retention.js';
import { erase, startRetention, wouldErase } from '../../src/headquarters/retention.js';
import { parseConfig } from '../../src/platform/config.js';
import { createNotifier } from '../../src/platform/notifier.js';
import { newId } from '../../src/platform/id.js';
import { DistrictStateRow, EffectRow } from '../../src/store/entities/alert.entity.js';
import { CallRow, DeliveryRow } from '../../src/store/entities/delivery.entity.js';
import { TelegramRow } from '../../src/store/entities/telegram.entity.js';
import { AnswerRow, SessionRow } from '../../src/store/entities/officer.entity.js';
import { appendLog, verifyLog } from '../../src/store/log.store.js';
import { compactSqlite, openSqliteForReading } from '../../src/store/open-sqlite.js';
import { retentionLot, takeRun } from '../../src/store/retention.store.js';
import type { Store } from '../../src/store/store.js';
import { deliveriesOf, issue, openTestStore, targetsOf, type TestStore } from '../support/store.js';
import { say, saying, storeWithout } from './support.js';
import { pino } from 'pino';

const now = Date.UTC(2027, 10, 1);
const rule: RetentionRule = { deliveries: 400, logPersonal: 1830, telegrams: 1830, sessions: 90, answers: 7 };
const goOn = () => Promise.resolve(true);
let it: TestStore;
beforeEach(async () => {
  it = await openTestStore();
});
afterEach(() => it.close());

type State = DeliveryState;
const moving: readonly State[] = ['pending', 'sending', 'unsure', 'held'];

interface AlertModel {
  /** Days since it was issued; it was valid for `hours`. */
  readonly age: number;
  readonly hours: number;
  readonly sms: readonly State[];
  readonly radio: boolean;
  readonly inForce: boolean;
  /** Hours since the ledger last changed for its district; null for long ago. */
  readonly changed: number | null;
}

/** Something personal that stands in the database, and whether its time has come. */
interface Secret {
  readonly text: string;
  readonly due: boolean;
}

const isDue = ({ age, hours, sms, inForce, changed }: AlertModel): boolean =>
  age * 24 - hours > rule.deliveries * 24 &&
  !sms.some((state) => moving.includes(state)) &&
  !inForce &&
  (changed === null || changed > 24);

/** Puts an alert with its deliveries, calls and effects into the store. Every personal value is unlike any other. */
async function put(store: Store, model: AlertModel, i: number): Promise<Secret[]> {
  const at = now - model.age * day;
  const due = isDue(model);
  const secrets: Secret[] = [];
  const secret = (what: string): string => {
    const text = `${what}-${i}-${newId()}`;
    secrets.push({ text, due });
    return text;
  };
  const targets = model.sms.map((_, k) => secret(k % 2 === 0 ? 'Zphone' : '+81phone'));
  const facts = { now: at, expiresAt: at + model.hours * 3_600_000 };
  const { versionId, alertId } = await issue(store, { channel: 'sms', targets, ...facts });
  const rows = (await deliveriesOf(store)).filter((row) => row.versionId === versionId);
  const district = `district ${i}`;
  await store.write(async ({ rows: table, sql }) => {
    await sql('UPDATE versions SET created_at = $2 WHERE id = $1', versionId, at);
    for (const [k, row] of rows.entries()) {
      const callId = newId();
      const state = model.sms[k] ?? 'accepted';
      const refused =
        state === 'refused'
          ? { fault: JSON.stringify({ at: 'target', code: 'sms.bad-number', detail: secret('detail') }) }
          : {};
      await table.update(
        DeliveryRow,
        { id: row.id },
        {
          ...{ state, callId, ref: secret('ref'), addressId: secret('address') },
          ...{ district: `d${k % 3}`, language: k % 2 ? 'en' : 'ja', ...refused },
        },
      );
      // An earlier attempt's call names the target too.
      for (const id of [callId, newId()])
        await table.insert(CallRow, {
          ...{ id, channel: 'sms', versionId, renderingId: row.renderingId, committedAt: at },
          members: JSON.stringify([[row.id, row.target]]),
        });
    }
    if (model.radio) {
      await sql(
        `INSERT INTO deliveries (version_id, alert_id, order_key, channel, target, language, rendering_id, state, rank, due_at,
          expires_at, attempts, fence, ref, updated_at)
         VALUES ($1, $2, 'k', 'radio', 'st-01', 'ja', 'r', 'delivered', 1, $3, $3, 1, 1, $4, $3)`,
        versionId,
        alertId,
        at,
        `command ${i}`,
      );
      await sql(
        `INSERT INTO version_channels (version_id, channel, alert_id, targets) VALUES ($1, 'radio', $2, 1)`,
        versionId,
        alertId,
      );
    }
    const effect = { versionId, district, hazard: 'landslide', level: 4, previousLevel: null };
    await table.insert(EffectRow, { ...effect, at });
    if (model.changed !== null)
      await table.insert(EffectRow, { ...effect, versionId: 'another', at: now - model.changed * 3_600_000 });
    if (model.inForce)
      await table.insert(DistrictStateRow, {
        ...{ district, hazard: 'landslide', level: 4, kind: 'k', alertId, versionId, since: at },
      });
  });
  return secrets;
}

/** The tables that have a term of their own, one row past it and one within. */
async function putTimed(store: Store): Promise<Secret[]> {
  const secrets: Secret[] = [];
  for (const due of [true, false]) {
    const at = (days: number) => now - days * day + (due ? -1000 : 1000);
    const secret = (what: string): string => {
      const text = `${what}-${newId()}`;
      secrets.push({ text, due });
      return text;
    };
    await store.write(async (tx) => {
      const entry = {
        at: 1,
        enteredAt: at(rule.logPersonal),
        category: 'call',
        actor: '記録係',
        text: 'a call',
      } as const;
      await appendLog(tx, { ...entry, personal: secret('caller') });
      await tx.rows.insert(TelegramRow, {
        ...{ id: newId(), receivedAt: at(rule.telegrams), hash: newId(), raw: secret('raw') },
        ...{ concerned: 0, stale: 0, items: '[]' },
      });
      const session = { idHash: secret('session'), officerId: 'o', createdAt: 1, seenAt: 1, revokedAt: null };
      await tx.rows.insert(SessionRow, { ...session, expiresAt: at(rule.sessions) });
      const answer = {
        key: secret('key'),
        officerId: 'o',
        bodyHash: 'h',
        status: 200,
        answer: secret('answer'),
      };
      await tx.rows.insert(AnswerRow, { ...answer, at: at(rule.answers) });
    });
  }
  return secrets;
}

const countsOf = ({ read }: Store) =>
  read.sql(
    `SELECT version_id, channel, state, language, district, COUNT(*) AS n, SUM(attempts) AS attempts, MIN(updated_at) AS first,
       MAX(updated_at) AS last FROM deliveries GROUP BY version_id, channel, state, language, district
     ORDER BY version_id, channel, state, language, district`,
  );

const rowsOf = async (store: Store, keep: (row: DeliveryRow) => boolean) =>
  (await deliveriesOf(store)).filter(keep);

/** Everything in the files of a closed store, read as bytes. */
const filesOf = (dir: string): string =>
  ['', '-wal', '-shm', '-journal']
    .map((end) => join(dir, `todoku.sqlite${end}`))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'latin1'))
    .join('');

/** Runs retention over a model; answers what it broke. `break` takes a piece of its SQL away. */
async function violations(
  models: readonly AlertModel[],
  broken: (store: Store) => Store = (store) => store,
): Promise<string[]> {
  const its = await openTestStore();
  const found: string[] = [];
  const check = (what: string, holds: boolean) => void (holds || found.push(what));
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  try {
    const secrets = await putTimed(its.store);
    const dueIds = new Set<number>();
    for (const [i, model] of models.entries()) {
      const before = new Set((await deliveriesOf(its.store)).map(({ id }) => id));
      secrets.push(...(await put(its.store, model, i)));
      for (const { id, addressId } of await deliveriesOf(its.store))
        if (!before.has(id) && addressId !== null && isDue(model)) dueIds.add(id);
    }
    const counts = await countsOf(its.store);
    const kept = await rowsOf(its.store, ({ id }) => !dueIds.has(id));
    const foreseen = await wouldErase(its.store, rule, now);
    const done = await erase({ store: broken(its.store), rule, now, say, goOn });
    check('counted otherwise than foreseen', same(foreseen, done.counts));
    check('counted wrongly', done.counts.deliveries === dueIds.size);
    check('counts changed', same(counts, await countsOf(its.store)));
    check('touched what it must not', same(kept, await rowsOf(its.store, ({ id }) => !dueIds.has(id))));
    for (const row of await rowsOf(its.store, ({ id }) => dueIds.has(id)))
      check(
        'left a part of an erased row',
        row.target === `erased:${row.id}` &&
          row.addressId === null &&
          row.ref === null &&
          row.callId === null,
      );
    const again = await erase({ store: broken(its.store), rule, now, say, goOn });
    check(
      'had something left to do',
      Object.values(again.counts).every((n) => n === 0),
    );
    const { faults } = await verifyLog(its.store.read, []);
    check('broke the log', faults.length === 0);
    await its.store.close();
    compactSqlite(its.dir);
    const bytes = filesOf(its.dir);
    for (const { text, due } of secrets) {
      if (due) check(`left ${text.split('-')[0]} in the file`, !bytes.includes(text));
      else check(`lost ${text.split('-')[0]}`, bytes.includes(text));
    }
    await its.reopenClosed();
  } finally {
    await its.close();
  }
  return [...new Set(found)].sort();
}

const model: fc.Arbitrary<AlertModel> = fc.record({
  age: fc.oneof(
    fc.integer({ min: 0, max: 399 }),
    fc.integer({ min: 400, max: 402 }),
    fc.integer({ min: 403, max: 900 }),
  ),
  hours: fc.integer({ min: 1, max: 48 }),
  sms: fc.array(
    fc.oneof(
      {
        weight: 30,
        arbitrary: fc.constantFrom<State>('accepted', 'delivered', 'refused', 'expired', 'superseded'),
      },
      { weight: 1, arbitrary: fc.constantFrom<State>(...moving) },
    ),
    { minLength: 1, maxLength: 12 },
  ),
  radio: fc.boolean(),
  inForce: fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  changed: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 60 }).filter((hours) => hours !== 24) },
  ),
});

const plain: AlertModel = {
  age: 500,
  hours: 3,
  sms: ['accepted', 'refused'],
  radio: true,
  inForce: false,
  changed: null,
};

test('what a provider named a resident’s SMS or key by goes with the deliveries’ term', async () => {
  const { store } = it;
  const old = now - (rule.deliveries + 1) * day;
  await store.write(async ({ sql }) => {
    for (const [id, at] of [
      ['SM-old', old],
      ['SM-young', now - day],
    ] as const)
      await sql('INSERT INTO phone_inputs (id, at) VALUES ($1, $2)', id, at);
  });
  await erase({ store, rule, now, say, goOn });
  expect(await store.read.sql('SELECT id FROM phone_inputs')).toEqual([{ id: 'SM-young' }]);
});

describe('what is past its time is erased, and nothing else', () => {
  test('of any town’s year', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(model, { minLength: 1, maxLength: 6 }), async (models) => {
        expect(await violations(models)).toEqual([]);
      }),
      { numRuns: 12, seed: 20271101 },
    );
  }, 120_000);

  test.each<[string, string, string, AlertModel, string]>([
    [
      'calls keep their members',
      'DELETE FROM calls WHERE',
      'DELETE FROM calls WHERE 1 = 0 AND',
      plain,
      'left +81phone in the file',
    ],
    [
      'the provider’s own words stay',
      'SET fault = $2 WHERE',
      'SET fault = fault WHERE $2 <> $2 AND',
      plain,
      'left detail in the file',
    ],
    ['references stay', ', ref = NULL', '', plain, 'left a part of an erased row'],
    [
      'an order in force is not asked for',
      'SELECT v.alert_id FROM district_states s',
      `SELECT v.alert_id FROM (SELECT 'x' AS district, 'x' AS hazard) s`,
      { ...plain, inForce: true },
      'touched what it must not',
    ],
    [
      'a change of the district is not asked for',
      'late.at >= $2',
      'late.at >= $2 + 1e15',
      { ...plain, changed: 2 },
      'touched what it must not',
    ],
    [
      'what waits for a person is not asked for',
      `state = 'held'`,
      `state = 'none'`,
      { ...plain, sms: ['accepted', 'held'] },
      'touched what it must not',
    ],
    [
      'the lifetime is not asked for',
      'v.issued_at IS NOT NULL AND v.expires_at >= $1',
      '1 = 0',
      { ...plain, age: 401, hours: 48 },
      'touched what it must not',
    ],
  ])('control: where %s, it shows', async (_, piece, instead, one, fault) => {
    const seen = await violations([one], (store) => changed(store, piece, instead));
    expect(seen).toContain(fault);
    expect(await violations([one])).toEqual([]);
  });

  test('control: without rewriting the file, an address can still be read in it', async () => {
    const targets = targetsOf(3000, 'secret-number-');
    await issue(it.store, { channel: 'sms', targets, now: now - 500 * day });
    await it.store.write(({ sql }) => sql(`UPDATE deliveries SET state = 'accepted'; `));
    await erase({
      store: storeWithout(it.store, 'PRAGMA secure_delete = ON', 'SELECT 1'),
      rule,
      now,
      say,
      goOn,
    });
    expect((await deliveriesOf(it.store)).filter(({ addressId }) => addressId !== null)).toEqual([]);
    await it.store.close();
    expect(filesOf(it.dir)).toContain('secret-number-');
    compactSqlite(it.dir);
    expect(filesOf(it.dir)).not.toContain('secret-number-');
    await it.reopenClosed();
  });
});

/** A store all of whose statements, reads too, say something else. */
const changed = (store: Store, piece: string, instead: string): Store => ({
  ...storeWithout(store, piece, instead),
  read: {
    ...store.read,
    sql: saying(store.read.sql, piece, instead),
  },
});

describe('while the hub runs', () => {
  const old = { channel: 'sms', now: now - 500 * day } as const;
  const accepted = (store: Store) =>
    store.write(({ sql }) => sql(`UPDATE deliveries SET state = 'accepted'`));

  test('each write touches one lot at most, and others get between them', async () => {
    await issue(it.store, { ...old, targets: targetsOf(retentionLot * 4 + 10) });
    await accepted(it.store);
    const erased = async () =>
      (
        await it.store.read.sql<{ n: number }>(
          'SELECT COUNT(*) AS n FROM deliveries WHERE address_id IS NULL',
        )
      )[0]?.n ?? 0;
    const seen: number[] = [];
    let claims: Promise<unknown> = Promise.resolve();
    const counted = await erase({
      ...{ store: it.store, rule, now, say },
      goOn: async () => {
        seen.push(await erased());
        // An urgent write that comes up during the run is done before the next lot.
        let done = false;
        claims = it.store.write(({ sql }) => sql('SELECT 1')).then(() => (done = true));
        await claims;
        return done;
      },
    });
    expect(counted.counts.deliveries).toBe(retentionLot * 4 + 10);
    const steps = seen.map((n, i) => n - (seen[i - 1] ?? 0));
    expect(Math.max(...steps)).toBe(retentionLot);
  });

  test('it gives way to what is being sent, says what it did, and goes on next time', async () => {
    await issue(it.store, { ...old, targets: targetsOf(retentionLot * 3) });
    await accepted(it.store);
    let lots = 0;
    const first = await erase({ store: it.store, rule, now, say, goOn: async () => ++lots < 2 });
    expect(first).toMatchObject({ complete: false, counts: { deliveries: retentionLot * 2 } });
    const texts = async () =>
      (await it.store.read.sql<{ text: string }>('SELECT text FROM log_entries ORDER BY seq')).map(
        ({ text }) => text,
      );
    expect(await texts()).toEqual([expect.stringContaining(`配信の宛先 ${retentionLot * 2} 件`)]);
    const second = await erase({ store: it.store, rule, now, say, goOn });
    expect(second).toMatchObject({ complete: true, counts: { deliveries: retentionLot } });
    expect(await texts()).toHaveLength(2);
  });

  test('a day has one run, whoever takes it', async () => {
    const take = (at: number) => it.store.write((tx) => takeRun(tx, at, day));
    expect([await take(now), await take(now), await take(now + day - 1), await take(now + day)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test('the hub’s own clockwork starts and stops', async () => {
    const notifier = createNotifier((error) => {
      throw error;
    });
    const clock = { now: () => now };
    const stop = startRetention({
      store: it.store,
      rule,
      clock,
      say,
      notifier,
      logger: pino({ level: 'silent' }),
    });
    await stop();
  });

  test('a dry run reads only', async () => {
    await issue(it.store, { ...old, targets: targetsOf(20) });
    await accepted(it.store);
    const reader = await openSqliteForReading(it.dir);
    expect(await wouldErase(reader, rule, now)).toMatchObject({ deliveries: 20, answers: 0 });
    await reader.close();
    expect((await deliveriesOf(it.store)).every(({ addressId }) => addressId !== null)).toBe(true);
  });
});

describe('todoku retention run', () => {
  test('shows what is due beside a hub, wants it stopped to erase, and leaves nothing in the file', async () => {
    const before = Date.now() - 500 * day;
    await issue(it.store, { channel: 'sms', targets: targetsOf(20, 'a-number-'), now: before });
    await it.store.write(async ({ sql }) => {
      await sql(`UPDATE deliveries SET state = 'accepted'`);
      await sql('UPDATE versions SET created_at = $1', before);
    });
    const said: string[] = [];
    const print = {
      out: (line: string) => void said.push(line),
      err: (line: string) => void said.push(line),
    };
    const config = parseConfig(
      {
        ...{ world: 'drill', town: 'hatoyama', dataDir: it.dir, http: { host: '127.0.0.1', port: 1 } },
        channels: { virtualTown: { url: 'http://127.0.0.1:1' } },
      },
      {},
    );
    expect(await retentionRunCommand(config, { dryRun: true }, print)).toBe(0);
    expect(said[0]).toBe('       20 addresses of deliveries would be erased (kept 400 days)');
    expect(await retentionRunCommand(config, {}, print)).toBe(3);
    expect(said.at(-1)).toContain('once a day');
    await it.store.close();
    expect(await retentionRunCommand(config, {}, print)).toBe(0);
    expect(filesOf(it.dir)).not.toContain('a-number-');
    await it.reopenClosed();
    expect((await deliveriesOf(it.store)).map(({ target }) => target)).toContain('erased:1');
  });
});
