import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { io } from 'socket.io-client';
import type { ChangedShape } from '../../src/wire/progress.js';
import { shelterShape, type ShelterShape } from '../../src/wire/shelter.js';
import { situationShape, type SituationShape } from '../../src/wire/situation.js';
import { startTestHub, until, type OfficerClient, type TestHub } from '../support/hub.js';
import * as step from './steps.js';

jest.setTimeout(30_000);
let hub: TestHub;
let duty: OfficerClient;
let chief: OfficerClient;
beforeAll(async () => {
  hub = await startTestHub(step.fast);
  duty = await hub.signIn(hub.officers[0]);
  chief = await hub.signIn(hub.officers[1]);
}, 60_000);
afterAll(() => hub?.close());

const shelterNamed = (ja: string, type = 'emergency') => {
  const found = hub.hub.desk.town.shelters.find((one) => one.name.ja === ja && one.type === type);
  if (!found) throw new Error(`no shelter ${ja}`);
  return found.id;
};
const hall = () => shelterNamed('鳩山町ふれあいセンター');
/** Not designated for earthquakes. */
const annex = () => shelterNamed('鳩山町中央公民館石坂分館');
const only = { channels: ['mastodon' as const] };
const state = async (id: string) =>
  step.good(await duty.get<ShelterShape[]>('/api/v1/shelters')).find((one) => one.id === id);
const situation = async (query = '') =>
  step.good(await duty.get<SituationShape>(`/api/v1/situation${query}`));
const orderNaming = (hazard: string, shelters: readonly string[]) => ({
  kind: 'evacuation-instruction',
  slots: { hazard, shelters: [...shelters] },
  districts: ['sue'],
});
const code = async (opened: Awaited<ReturnType<typeof step.draft>>) => {
  const edited = step.good(await step.edit(duty, opened, { decision: step.decided, ...only }));
  const answer = await step.submit(duty, edited);
  return `${answer.status} ${answer.body.code ?? answer.body.status}`;
};

test('opened by one act: other consoles are told, it stands in the log and on the map', async () => {
  const socket = io(`${hub.url}/console`, {
    transports: ['websocket'],
    extraHeaders: { cookie: chief.cookie },
  });
  const changed: ChangedShape[] = [];
  socket.on('changed', (event: ChangedShape) => changed.push(event));
  await new Promise((resolve) => socket.on('hello', resolve));
  step.good(await duty.send('POST', `/api/v1/shelters/${hall()}/state`, { state: 'open' }));
  await until(() => Promise.resolve(changed.some(({ topics }) => topics.includes('shelters')) || null));
  socket.close();
  const [open] = [shelterShape.parse(await state(hall()))];
  expect(open).toMatchObject({ state: 'open', by: expect.any(String), unfitFor: [] });
  expect((await step.logOf(duty)).at(-1)).toMatchObject({
    category: 'command',
    text: '避難所「鳩山町ふれあいセンター」を開設',
  });
  const now = situationShape.parse(await situation());
  expect(now.shelters.find(({ id }) => id === hall())).toMatchObject({ state: 'open' });
});

test('an opening for yesterday, a state we do not know and a time no map has are refused', async () => {
  const ask = (body: unknown) =>
    step.refusal(hub, 'POST', `/api/v1/shelters/${hall()}/state`, { as: duty, body });
  expect(await ask({ state: 'opening', opensAt: Date.now() - 86_400_000 })).toBe(
    '422 shelter.bad-opening-time',
  );
  expect(await ask({ state: 'full' })).toMatch(/^400 /);
  expect(await step.refusal(hub, 'GET', '/api/v1/situation?at=1', { as: duty })).toBe(
    '422 situation.bad-time',
  );
  expect(await step.refusal(hub, 'GET', '/api/v1/situation?at=now', { as: duty })).toBe(
    '422 situation.bad-time',
  );
  const nowhere = { as: duty, body: { state: 'open' } };
  expect(await step.refusal(hub, 'POST', '/api/v1/shelters/nowhere/state', nowhere)).toBe(
    '404 shelter.unknown',
  );
});

test('a closed shelter may be named: it may be about to open', async () => {
  expect(await state(annex())).toMatchObject({ state: 'closed' });
  expect(await code(await step.draft(duty, orderNaming('landslide', [annex()])))).toBe('200 submitted');
});

test('one unfit for the message’s own hazard is refused', async () => {
  expect(await code(await step.draft(duty, orderNaming('storm-surge', [hall()])))).toBe('422 shelter.unfit');
});

test('one unfit for another hazard in force is refused, at submission and at approval; the map says which', async () => {
  const volcano = { kind: 'evacuation-unlevelled', slots: { hazard: 'large-fire' }, districts: ['izui'] };
  const welfare = hub.hub.desk.town.shelters.find(({ type }) => type === 'welfare')?.id ?? '';
  // Nothing of its own: an opening names no hazard. While nothing is in force it may be submitted.
  const opening = { kind: 'shelter-opening', slots: { shelters: [welfare] }, districts: ['sue'] };
  const waiting = await step.submitted(duty, orderNaming('flood', [annex()]), only);
  await step.issued(duty, chief, volcano, only);
  expect(await code(await step.draft(duty, opening))).toBe('422 shelter.unfit-in-force');
  expect((await state(welfare))?.unfitFor).toEqual(['large-fire']);
  expect((await state(annex()))?.unfitFor).toEqual([]);
  // The annex is designated for fires: what waits is approved.
  expect(step.good(await step.approve(chief, waiting))).toMatchObject({ status: 'issued' });
  const { districts } = await situation();
  expect(districts.map(({ code: district }) => district).toSorted()).toEqual(['izui', 'sue']);
});

test('an order that came into force while another waited bars its approval', async () => {
  const waiting = await step.submitted(duty, orderNaming('landslide', [hall()]), only);
  await step.issued(
    duty,
    chief,
    { kind: 'evacuation-unlevelled', slots: { hazard: 'tsunami' }, districts: ['okuda'] },
    only,
  );
  const answer = await step.approve(chief, waiting);
  expect([answer.status, answer.body.code]).toEqual([422, 'shelter.unfit-in-force']);
  expect(answer.body.title).toContain('鳩山町ふれあいセンター');
});

test('a shelter that closes is named whatever is in force', async () => {
  const closing = { kind: 'shelter-closing', slots: { shelters: [hall()] }, districts: ['sue'] };
  expect(await code(await step.draft(duty, closing))).toBe('200 issued');
});
