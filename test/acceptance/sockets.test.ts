import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { sha256 } from '../../src/platform/digest.js';
import { SessionRow } from '../../src/store/entities/officer.entity.js';
import {
  consoleEvents,
  publicEvents,
  type MissedShape,
  type PublicStateShape,
  type SinceShape,
} from '../../src/wire/live.js';
import {
  changedShape,
  progressShape,
  type ChangedShape,
  type ProgressShape,
} from '../../src/wire/progress.js';
import type { SessionShape } from '../../src/wire/session.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
const sockets: Socket[] = [];
beforeAll(async () => {
  hub = await startTestHub({ rates: { sms: { callsPerSecond: 200 }, push: { callsPerSecond: 200 } } });
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 60_000);
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await hub?.close();
});

interface Hello {
  readonly world: string;
  readonly run: string;
  readonly seq: number;
  readonly now: number;
}

async function connect(options: { since?: unknown; as?: OfficerClient } = {}) {
  const { since, as = duty } = options;
  const socket = io(`${hub.url}/console`, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie: as.cookie },
    ...(since === undefined ? {} : { auth: { since } }),
  });
  sockets.push(socket);
  const progress: { at: number; event: ProgressShape }[] = [];
  const changed: ChangedShape[] = [];
  socket.on('progress', (event) => progress.push({ at: performance.now(), event }));
  socket.on('changed', (event) => changed.push(event));
  const missed = new Promise<MissedShape>((resolve) => socket.on('missed', resolve));
  const hello = await new Promise<Hello>((resolve) => socket.on('hello', resolve));
  expect(consoleEvents.hello.parse(hello)).toEqual(hello);
  return { socket, progress, changed, hello, missed };
}

test('a console hears hello, what changed, and progress at a pace it can draw', async () => {
  const { progress, changed, hello } = await connect();
  expect(hello).toMatchObject({ world: 'drill', seq: expect.any(Number) });
  const order = await step.issued(duty, chief, step.order(['ohashi', 'sue']));
  await step.settled(duty, order.id);
  const mine = () => progress.filter(({ event }) => event.versionId === order.id);
  await until(async () => (mine().at(-1)?.event.settled ? true : null));

  for (const { event } of progress) expect(progressShape.parse(event)).toEqual(event);
  for (const event of changed) expect(changedShape.parse(event)).toEqual(event);
  const seqs = [...progress.map(({ event }) => event.seq), ...changed.map(({ seq }) => seq)].sort(
    (a, b) => a - b,
  );
  expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] ?? 0) + i));
  expect(seqs[0]).toBe(hello.seq + 1);
  expect(mine().length).toBeGreaterThan(3);
  const gaps = mine()
    .map(({ event }, i) => event.at - (mine()[i - 1]?.event.at ?? event.at - 1000))
    .sort((a, b) => a - b);
  // `at` is when the figures were read, some milliseconds behind the beat: one that took long shortens the next gap.
  expect(gaps[Math.floor(gaps.length / 2)]).toBeGreaterThanOrEqual(240);
  expect(gaps[0]).toBeGreaterThanOrEqual(150);
  const handed = mine().map(({ event }) =>
    event.channels.reduce((sum, { targets, counts }) => sum + targets - counts.pending, 0),
  );
  expect(handed).toEqual([...handed].sort((a, b) => a - b));
  expect(new Set(mine().map(({ event }) => event.alertId))).toEqual(new Set([order.alertId]));
  const topics = new Set(changed.flatMap((event) => event.topics));
  for (const topic of ['alerts', 'log', 'state'] as const) expect(topics).toContain(topic);
});

test('a console that was away is told the last state of all that it missed, and goes on from there', async () => {
  const { socket, hello } = await connect();
  socket.disconnect();
  const order = await step.issued(duty, chief, step.order(['okuda']));
  await step.settled(duty, order.id);
  const end = await connect();
  await until(async () => (end.hello.seq > hello.seq ? true : null));
  const back = await connect({ since: { run: hello.run, seq: hello.seq } satisfies SinceShape });
  const missed = consoleEvents.missed.parse(await back.missed);
  expect(missed).toMatchObject({ resync: false, seq: back.hello.seq });
  expect(missed.topics).toEqual(expect.arrayContaining(['alerts', 'state', 'log']));
  const mine = missed.progress.filter(({ versionId }) => versionId === order.id);
  expect(mine).toHaveLength(1);
  expect(missed.progress.every(({ seq }) => seq > hello.seq)).toBe(true);
  const fetched = step.good(await duty.get<ProgressShape>(`/api/v1/versions/${order.id}/progress`));
  expect(progressShape.parse(fetched)).toMatchObject({ settled: true, versionId: order.id });
  // The next event of this run follows on without a gap.
  step.good(await duty.send('POST', '/api/v1/log', note('続き')));
  await until(async () => (back.changed.length + back.progress.length > 0 ? true : null));
  const next = Math.min(
    ...back.changed.map(({ seq }) => seq),
    ...back.progress.map(({ event }) => event.seq),
  );
  expect(next).toBe(missed.seq + 1);
});

test('a console of another run, or that says something else, fetches everything', async () => {
  for (const since of [{ run: 'before', seq: 3 }, { run: 1 }, 'x', null]) {
    const { missed, hello } = await connect({ since });
    expect(await missed).toMatchObject({ resync: true, topics: [], progress: [], seq: hello.seq });
  }
});

test('a socket ends with its session, and no other', async () => {
  const other = await hub.signIn(hub.officers[0]);
  const [leaving, staying] = [await connect({ as: other }), await connect()];
  const ended = new Promise<string>((resolve) => leaving.socket.on('disconnect', resolve));
  step.good(await other.send('DELETE', '/api/v1/session'));
  expect(await ended).toBe('io server disconnect');
  expect(staying.socket.connected).toBe(true);
  const refused = io(`${hub.url}/console`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie: other.cookie },
  });
  sockets.push(refused);
  const error = await new Promise<Error>((resolve) => refused.on('connect_error', resolve));
  expect(error.message).toBe('session.none');
});

test('a page without a session sees what is in force, and nothing else', async () => {
  const socket = io(`${hub.url}/public`, { transports: ['websocket'], forceNew: true });
  sockets.push(socket);
  const states: PublicStateShape[] = [];
  const others: string[] = [];
  socket.on('state', (state) => states.push(state));
  socket.onAny((event: string) => void (event === 'state' || others.push(event)));
  await until(async () => (states.length > 0 ? true : null));
  const order = await step.issued(duty, chief, step.order(['kumai']));
  const standing = await until(async () => {
    const last = states.at(-1);
    return last?.alerts.some(({ versionId }) => versionId === order.id) ? last : null;
  });
  expect(publicEvents.state.strict().parse(standing)).toEqual(standing);
  expect(standing.world).toBe('drill');
  expect(standing.districts.find(({ code }) => code === 'kumai')).toMatchObject({
    level: 4,
    orders: [{ hazard: 'landslide', level: 4 }],
  });
  expect(standing.alerts[0]).toMatchObject({ alertId: order.alertId, number: order.alertNumber, n: 1 });
  for (const secret of ['当直', '総務課長', '町長', '+81', 'draft'])
    expect(JSON.stringify(states)).not.toContain(secret);
  // Only what changed is told: an entry in the log is none of the public's.
  const told = states.length;
  step.good(await duty.send('POST', '/api/v1/log', note('公開しない')));
  step.good(await step.cancel(duty, order.alertId));
  await until(async () => (states.at(-1)?.districts.every(({ code }) => code !== 'kumai') ? true : null));
  expect(states.length).toBeGreaterThan(told);
  const seqs = states.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] ?? 0) + i));
  expect(others).toEqual([]);
});

const note = (text: string) => ({ at: Date.now(), category: 'note', text, source: null, personal: null });

test('a telegram and a dismissed proposal are told as they come', async () => {
  const { changed } = await connect();
  const { proposalId } = await hub.injectTelegram('config/scenarios/earthquake/telegrams/01-vxse53.xml');
  await until(async () => (changed.some(({ topics }) => topics.includes('proposals')) ? true : null));
  changed.splice(0);
  step.good(await duty.send('POST', `/api/v1/proposals/${proposalId}/dismiss`, { reason: '揺れを感じず' }));
  await until(async () => (changed.some(({ topics }) => topics.includes('proposals')) ? true : null));
  expect(await step.newestProposal(duty)).toMatchObject({ id: proposalId, state: 'dismissed' });
});

test('with duty the connected console’s session does not end for idleness; without, its socket is cut', async () => {
  const { read } = hub.hub.store;
  const [watching, idle] = [await hub.signIn(hub.officers[0]), await hub.signIn(hub.officers[1])];
  const idOf = ({ cookie }: OfficerClient) => sha256(cookie.split('=')[1] ?? '');
  const rowOf = (one: OfficerClient) => read.rows.findOneByOrFail(SessionRow, { idHash: idOf(one) });
  const set = (one: OfficerClient, change: Partial<SessionRow>) =>
    hub.hub.store.write(({ rows }) => rows.update(SessionRow, { idHash: idOf(one) }, change));
  const endOf = (socket: Socket) => new Promise<string>((resolve) => socket.on('disconnect', resolve));
  step.good(await watching.send('POST', '/api/v1/watch/take', {}));
  const ends = [
    endOf((await connect({ as: watching })).socket),
    endOf((await connect({ as: idle })).socket),
  ] as const;
  // As if nobody had touched either for an hour and 59 minutes.
  const before = Date.now() - 119 * 60_000;
  await set(idle, { seenAt: before });
  await set(watching, { seenAt: before });
  await until(async () => ((await rowOf(watching)).seenAt > before ? true : null));
  expect((await rowOf(idle)).seenAt).toBe(before);
  await set(idle, { seenAt: Date.now() - 120 * 60_000 });
  expect(await ends[1]).toBe('io server disconnect');
  const session = await idle.get<SessionShape>('/api/v1/session');
  expect(session.body).toMatchObject({ officer: null, ended: { why: 'idle' } });

  expect((await watching.get<SessionShape>('/api/v1/session')).body.ends).toMatchObject({ onDuty: true });
  // Its longest life is over, duty or not.
  await set(watching, { expiresAt: Date.now() });
  expect(await ends[0]).toBe('io server disconnect');
  expect((await watching.get<SessionShape>('/api/v1/session')).body.ended).toMatchObject({ why: 'over' });
});
