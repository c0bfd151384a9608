/** What goes on is in the list however much came after it, and the history has an end, on both engines. */
import { expect, test } from '@jest/globals';
import { alertHistory, listAlerts } from '../../src/desk/alert-list.js';
import { newId } from '../../src/platform/id.js';
import { alertsPerPage, countAlerts } from '../../src/store/alert-list.store.js';
import { AlertRow, IncidentRow } from '../../src/store/entities/alert.entity.js';
import { chief, drafted, good, instruction, issued, night, submitted, useTownDesk } from './town-desk.js';

const { kept, desk } = useTownDesk();
const hour = 3_600_000;

/** So many alerts that came after everything else: what a year of notices leaves behind. */
const comeAfter = (n: number) =>
  kept.store.write(async ({ rows }) => {
    const incidentId = newId();
    await rows.insert(IncidentRow, { id: incidentId, title: 'x', openedAt: night, closedAt: null });
    for (let i = 0; i < n; i += 50)
      await rows.insert(
        AlertRow,
        Array.from({ length: Math.min(50, n - i) }, (_, k) => ({
          ...{ id: newId(), incidentId, year: null, number: null },
          createdAt: night + hour + i + k,
        })),
      );
  });
const listed = async () => (await listAlerts(desk.deps, chief)).slice(alertsPerPage);
const alertOf = async (versionId: string): Promise<string> =>
  (
    await kept.store.read.sql<{ alert_id: string }>('SELECT alert_id FROM versions WHERE id = $1', versionId)
  )[0]?.alert_id ?? '';

test('an order that stands, and the lift of it that waits, are listed behind any number of newer alerts', async () => {
  const order = await issued(desk, await drafted(desk, instruction));
  await kept.store.write(({ sql }) => sql('UPDATE version_channels SET settled_at = 1'));
  await comeAfter(alertsPerPage + 1);
  // Past the lifetime of its message: the order stands until it is lifted.
  desk.time.now += 48 * hour;
  expect((await listed()).map(({ id }) => id)).toEqual([await alertOf(order)]);
  good(await submitted(desk, await drafted(desk, { liftOf: order, districts: ['sue', 'kumai', 'izui'] })));
  const [alert] = await listed();
  expect(alert?.versions.map(({ status, may }) => [status, may.approve])).toEqual([
    ['submitted', null],
    ['issued', expect.any(String)],
  ]);
});

test('what is being sent, and what informs still, is listed; what is over and settled is not', async () => {
  const notice = { kind: 'general-notice', slots: { topic: 'office-closed' }, districts: ['sue'] };
  const id = await issued(desk, await drafted(desk, notice));
  await comeAfter(alertsPerPage);
  expect(await listed()).toHaveLength(1);
  desk.time.now += 400 * 24 * hour;
  expect(await listed()).toHaveLength(1);
  await kept.store.write(({ sql }) =>
    sql('UPDATE version_channels SET settled_at = 1 WHERE version_id = $1', id),
  );
  expect(await listed()).toEqual([]);
});

test('the history comes by pages, each alert once, newest first, with the true total', async () => {
  await comeAfter(2 * alertsPerPage + 7);
  const ids: string[] = [];
  const sizes: number[] = [];
  for (let before: string | undefined; ;) {
    const page = good(await alertHistory(desk.deps, chief, before));
    expect([page.all, page.atLeast]).toEqual([2 * alertsPerPage + 7, false]);
    ids.push(...page.alerts.map(({ id }) => id));
    sizes.push(page.alerts.length);
    if (page.next === null) break;
    before = page.next;
  }
  expect(sizes).toEqual([alertsPerPage, alertsPerPage, 7]);
  expect(new Set(ids).size).toBe(2 * alertsPerPage + 7);
  const newest = await kept.store.read.sql<{ id: string }>(
    'SELECT id FROM alerts ORDER BY created_at DESC, id DESC',
  );
  expect(ids).toEqual(newest.map(({ id }) => id));
  expect(await countAlerts(kept.store.read)).toBe(ids.length);
  expect(await alertHistory(desk.deps, chief, 'none')).toMatchObject({ refused: 'alert.unknown' });
});

test('a lift is going out, then held, then over; what of it is held is listed behind any number of newer alerts', async () => {
  const order = await issued(desk, await drafted(desk, instruction));
  const alertId = await alertOf(order);
  const standing = async () =>
    (await listAlerts(desk.deps, chief)).find(({ id }) => id === alertId)?.standing ?? 'not listed';
  const settle = (state: string) =>
    kept.store.write(async ({ sql }) => {
      await sql('UPDATE deliveries SET state = $1', state);
      await sql('UPDATE version_channels SET settled_at = 1');
    });
  expect(await standing()).toBe('in-force');
  await settle('delivered');
  expect(await standing()).toBe('in-force');
  const lift = await issued(
    desk,
    await drafted(desk, { liftOf: order, districts: ['sue', 'kumai', 'izui'] }),
  );
  const { sql } = kept.store.read;
  const sent = await sql('SELECT id FROM deliveries WHERE version_id = $1', lift);
  expect(sent.length).toBeGreaterThan(0);
  expect(await standing()).toBe('going-out');
  await settle('held');
  // Past the lifetime of the lift's own message, too.
  desk.time.now += 48 * hour;
  await comeAfter(alertsPerPage + 1);
  expect(await standing()).toBe('held');
  await settle('delivered');
  expect(await standing()).toBe('not listed');
  const history = good(await alertHistory(desk.deps, chief, (await listAlerts(desk.deps, chief)).at(-1)?.id));
  expect(history.alerts.find(({ id }) => id === alertId)?.standing).toBe('over');
});
