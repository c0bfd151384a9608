import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { logVerifyCommand, migrateCommand, officerAddCommand } from '../../../src/cli/store-commands.js';
import { createDrills } from '../../../src/drill/drills.js';
import type { Hub } from '../../../src/hub.js';
import { paths } from '../../../src/platform/paths.js';
import { DrillRow } from '../../../src/store/entities/log.entity.js';
import { verifyLog } from '../../../src/store/log.store.js';
import type { DrillShape } from '../../../src/wire/drill.js';
import type { ChangedShape, ProgressShape } from '../../../src/wire/progress.js';
import * as step from '../../acceptance/steps.js';
import { clientOf, injectTelegram, until, type OfficerClient } from '../../support/hub.js';
import { createTestDatabase, type TestDatabase } from '../../support/tested-engine.js';
import { openOffice, type Office } from './hubs.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let office: Office;
let hubs: readonly Hub[];
let hub: { readonly desk: Hub; readonly both: Hub; readonly second: Hub; readonly sender: Hub };
let officers: { duty: OfficerClient; chief: OfficerClient };
const sockets: Socket[] = [];
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  office = await openOffice(database.url);
  hubs = await office.start(['api'], ['api', 'dispatch'], ['api'], ['dispatch']);
  const [desk, both, second, sender] = hubs;
  if (!desk || !both || !second || !sender) throw new Error('four processes were started');
  hub = { desk, both, second, sender };
  officers = await office.signIn(desk.url);
}, 60_000);
afterAll(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await office?.close();
  await database?.drop();
});

/** The same officer at another hub: sessions are in the database. */
const clientAt = (url: string, { cookie }: OfficerClient) => clientOf(url, cookie);

/** A console, with everything that it hears. */
async function connect(url: string, { cookie }: OfficerClient) {
  const socket = io(`${url}/console`, { transports: ['websocket'], extraHeaders: { cookie } });
  sockets.push(socket);
  const progress: ProgressShape[] = [];
  const changed: ChangedShape[] = [];
  socket.on('progress', (event) => progress.push(event));
  socket.on('changed', (event) => changed.push(event));
  const hello = await new Promise<{ seq: number }>((resolve) => socket.on('hello', resolve));
  const seqs = () => [...progress, ...changed].map(({ seq }) => seq).sort((a, b) => a - b);
  return { progress, changed, hello, seqs };
}

test('hubs that start at once on an empty database make everything once', async () => {
  const made = hubs.flatMap(({ firstOfficers }) => firstOfficers.map(({ login }) => login));
  expect(made.sort()).toEqual(['chief', 'duty']);
  const { read } = hub.desk.store;
  const [count] = await read.sql<{ residents: number; officers: number; ids: number }>(
    `SELECT (SELECT COUNT(*) FROM residents) AS residents, (SELECT COUNT(DISTINCT id) FROM residents) AS ids,
       (SELECT COUNT(*) FROM officers) AS officers`,
  );
  const people = Object.values(hub.desk.desk.town.population).reduce((sum, n) => sum + n, 0);
  expect(count).toEqual({ residents: people, ids: people, officers: 2 });
  expect((await verifyLog(read, [])).faults).toEqual([]);
  // A machine that forwards telegrams presents the same at each hub.
  const there = { url: hub.second.url, intakeToken: hub.desk.intakeToken };
  expect((await injectTelegram(there, step.landslide)).proposalId).not.toBeNull();
});

test('a console hears, once each, what happens at other hubs and what others send', async () => {
  const { duty, chief } = officers;
  const consoles = [await connect(hub.desk.url, duty), await connect(hub.both.url, duty)];
  const order = await step.issued(
    clientAt(hub.second.url, duty),
    clientAt(hub.second.url, chief),
    step.order(['ohashi']),
  );
  await step.settled(duty, order.id);
  for (const console of consoles) {
    await until(async () => (console.progress.at(-1)?.settled ? true : null));
    const topics = new Set(console.changed.flatMap((event) => event.topics));
    for (const topic of ['alerts', 'log', 'state'] as const) expect(topics).toContain(topic);
    // Each hub counts what it tells: were an event told twice, or another's passed on, the numbers would not run.
    const seqs = console.seqs();
    expect(seqs).toEqual(seqs.map((_, i) => console.hello.seq + 1 + i));
  }
  const rows = await hub.desk.store.read.sql<{ attempts: number }>(
    'SELECT DISTINCT attempts FROM deliveries',
  );
  expect(rows).toEqual([{ attempts: 1 }]);
});

test('a process that only sends says whether it lives, and nothing else', async () => {
  const paths = [
    '/health/live',
    '/health/ready',
    '/api/v1/state',
    '/',
    '/socket.io/?EIO=4&transport=polling',
  ];
  const answers = await Promise.all(paths.map(async (path) => (await fetch(hub.sender.url + path)).status));
  expect(answers).toEqual([200, 200, 404, 404, 404]);
});

test('a drill is played by one hub, is known to all, and stops from any', async () => {
  const { duty } = officers;
  const there = clientAt(hub.both.url, duty);
  const body = { scenario: 'night-landslide', speed: 1 };
  const drill = step.good(await duty.send<DrillShape>('POST', '/api/v1/drills', body));
  const again = await there.send<DrillShape>('POST', '/api/v1/drills', body);
  expect(again.body.code).toBe('drill.running');
  // One more hub starts meanwhile.
  const late = await createDrills(hub.second.desk, paths.config, () => undefined);
  expect((await late.list())[0]).toMatchObject({ id: drill.id, state: 'running', endedAt: null });
  const stopped = step.good(await there.send<DrillShape>('POST', `/api/v1/drills/${drill.id}/stop`));
  expect(stopped).toMatchObject({ id: drill.id, state: 'stopped' });
});

test('a drill whose process died is not taken for one that is played', async () => {
  const now = Date.now();
  const left = {
    id: 'left',
    scenario: 'x',
    speed: 1,
    state: 'running',
    result: '{"id":"left","state":"running"}',
  };
  await hub.desk.store.write(({ rows }) =>
    rows.insert(DrillRow, { ...left, startedAt: now + 60_000, endedAt: now - 20_000 } as DrillRow),
  );
  const late = await createDrills(hub.second.desk, paths.config, () => undefined);
  expect((await late.list())[0]).toMatchObject({ id: 'left', state: 'stopped' });
});

test('commands on the database work beside running hubs, and print no address', async () => {
  const config = await office.configure();
  const said: string[] = [];
  const print = { out: (line: string) => void said.push(line), err: (line: string) => void said.push(line) };
  expect(await migrateCommand(config, print)).toBe(0);
  const suzuki = { login: 'suzuki', name: '鈴木', roles: 'drafter,approver' };
  expect(await officerAddCommand(config, suzuki, print)).toBe(0);
  expect(await logVerifyCommand(config, {}, print)).toBe(0);
  expect(said.join('\n')).not.toContain('postgres://');
  expect(said.at(-1)).toContain('0 faults');
});
