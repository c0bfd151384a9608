import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import {
  changedShape,
  progressShape,
  type ChangedShape,
  type ProgressShape,
} from '../../src/wire/progress.js';
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
  readonly seq: number;
  readonly now: number;
}

async function connect() {
  const socket = io(`${hub.url}/console`, {
    transports: ['websocket'],
    extraHeaders: { cookie: duty.cookie },
  });
  sockets.push(socket);
  const progress: { at: number; event: ProgressShape }[] = [];
  const changed: ChangedShape[] = [];
  socket.on('progress', (event) => progress.push({ at: performance.now(), event }));
  socket.on('changed', (event) => changed.push(event));
  const hello = await new Promise<Hello>((resolve) => socket.on('hello', resolve));
  return { socket, progress, changed, hello };
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
  const gaps = mine().map(({ event }, i) => event.at - (mine()[i - 1]?.event.at ?? event.at - 1000));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(240);
  const handed = mine().map(({ event }) =>
    event.channels.reduce((sum, { targets, counts }) => sum + targets - counts.pending, 0),
  );
  expect(handed).toEqual([...handed].sort((a, b) => a - b));
  expect(new Set(mine().map(({ event }) => event.alertId))).toEqual(new Set([order.alertId]));
  const topics = new Set(changed.flatMap((event) => event.topics));
  for (const topic of ['alerts', 'log', 'state'] as const) expect(topics).toContain(topic);
});

test('a console that was away sees the gap and fetches what it missed', async () => {
  const { socket, hello } = await connect();
  socket.disconnect();
  const order = await step.issued(duty, chief, step.order(['okuda']));
  await step.settled(duty, order.id);
  const back = await connect();
  expect(back.hello.seq).toBeGreaterThan(hello.seq);
  const fetched = step.good(await duty.get<ProgressShape>(`/api/v1/versions/${order.id}/progress`));
  expect(progressShape.parse(fetched)).toMatchObject({ settled: true, versionId: order.id });
  expect((await step.levels(duty))['okuda']).toBe(4);
});

test('a telegram and a dismissed proposal are told as they come', async () => {
  const { changed } = await connect();
  const { proposalId } = await hub.injectTelegram('config/scenarios/earthquake/telegrams/01-vxse53.xml');
  await until(async () => (changed.some(({ topics }) => topics.includes('proposals')) ? true : null));
  changed.splice(0);
  step.good(await duty.send('POST', `/api/v1/proposals/${proposalId}/dismiss`, { reason: '揺れを感じず' }));
  await until(async () => (changed.some(({ topics }) => topics.includes('proposals')) ? true : null));
  expect(await step.newestProposal(duty)).toMatchObject({ id: proposalId, state: 'dismissed' });
});
