import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { channelTestCommand } from '../../src/cli/channel-test.js';
import { parseConfig, type Config } from '../../src/platform/config.js';
import { paths } from '../../src/platform/paths.js';
import { loadTown } from '../../src/platform/town.js';
import { noteTrouble } from '../../src/store/channel-trouble.store.js';
import type { ChannelRoomShape, StationShape } from '../../src/wire/channels.js';
import type { StateShape } from '../../src/wire/progress.js';
import { freePort } from '../support/free-port.js';
import { startTestHub, type OfficerClient, type TestHub } from '../support/hub.js';
import { ask, logOf } from './steps.js';

jest.setTimeout(60_000);

let hub: TestHub;
let duty: OfficerClient;
let config: Config;
beforeAll(async () => {
  hub = await startTestHub();
  duty = await hub.signIn(hub.officers[0]);
  config = configOf(Number(new URL(hub.url).port), hub.dataDir);
});
afterAll(() => hub.close());

const configOf = (port: number, dataDir: string): Config =>
  parseConfig(
    {
      world: 'drill',
      ...{ town: 'hatoyama', dataDir, http: { host: '127.0.0.1', port } },
      channels: { virtualTown: { url: 'http://127.0.0.1:1' } },
    },
    {},
  );
/** The command as it is typed: its exit code and what it said. */
async function todokuTest(channel: string, at: Config = config) {
  const said: string[] = [];
  const write = (line: string) => void said.push(line);
  return { code: await channelTestCommand(at, channel, { out: write, err: write }), said: said.join('\n') };
}

const shown = async (channel: string) =>
  (await duty.get<StateShape>('/api/v1/state')).body.channels.find((one) => one.channel === channel);

test('a channel whose sends fail says so on the board, though its probe is answered', async () => {
  const trouble = { state: 'down', since: 1, code: 'channel.unauthorised', detail: '403' } as const;
  for (const channel of ['mail', 'voice'] as const)
    await hub.hub.store.write((tx) => noteTrouble(tx, channel, trouble), 'ordinary');
  const failing = { state: 'degraded', failing: true, detail: trouble.code, since: 1 };
  expect(await shown('mail')).toMatchObject(failing);
  const rooms = await duty.get<readonly ChannelRoomShape[]>('/api/v1/channels');
  expect(rooms.body.find(({ channel }) => channel === 'mail')).toMatchObject(failing);
});

test.each(['sms', 'mail', 'push'] as const)(
  '%s: the fixed text, marked as a test and as a drill, goes to the hub’s own address and to nobody else',
  async (channel) => {
    const before = hub.town.ledger.size;
    expect(await todokuTest(channel)).toMatchObject({
      code: 0,
      said: expect.stringMatching(`^${channel}: accepted`),
    });
    const arrived = hub.town.ledger.entries({ after: before - 1 });
    const own = { sms: '+819000000000', mail: 'self-test@drill.invalid', push: 'drill-self-test' }[channel];
    expect(arrived).toMatchObject([{ provider: channel, target: own }]);
    expect(arrived[0]?.text).toMatch(/【訓練】【試験】/);
  },
);

test('it stands in the log before it leaves, and again with what became of it', async () => {
  const texts = (await logOf(duty)).map(({ text }) => text);
  const at = texts.findIndex((text) => text.startsWith('SMS の試験を開始'));
  expect(at).toBeGreaterThanOrEqual(0);
  expect(texts.slice(at + 1)).toContainEqual(expect.stringMatching(/^SMS を試験.*：受理/));
});

test('what the far end took ended the trouble of the channel’s sends, and of no other’s', async () => {
  expect(await shown('mail')).toMatchObject({ state: 'up', failing: false });
  expect(await shown('voice')).toMatchObject({ state: 'degraded', failing: true });
});

test('a second test within half a minute is refused: a loop costs nobody money', async () => {
  const before = hub.town.ledger.size;
  expect(await todokuTest('sms')).toMatchObject({
    code: 1,
    said: expect.stringContaining('channel.tested-already'),
  });
  expect(hub.town.ledger.size).toBe(before);
});

test.each([
  ['mastodon', 'channel.no-test-address'],
  ['radio', 'channel.no-test-address'],
  ['pigeon', 'channel.unknown'],
])('%s has no address of our own: refused, and nothing leaves', async (channel, code) => {
  const before = hub.town.ledger.size;
  expect(await todokuTest(channel)).toMatchObject({ code: 1, said: expect.stringContaining(code) });
  expect(hub.town.ledger.size).toBe(before);
});

test('without a hub, without its token or with another’s, nothing is sent', async () => {
  expect(await todokuTest('sms', configOf(await freePort(), hub.dataDir))).toMatchObject({ code: 3 });
  expect(await todokuTest('sms', configOf(1, '/nowhere'))).toMatchObject({ code: 3 });
  const before = hub.town.ledger.size;
  for (const headers of [{}, { authorization: 'Bearer x' }])
    expect((await ask(hub, 'POST', '/api/v1/channels/push/test', { headers })).status).toBeGreaterThanOrEqual(
      401,
    );
  expect(hub.town.ledger.size).toBe(before);
});

test('the loudspeakers say how they are, a silent one first; nothing else has stations to ask', async () => {
  const stations = (channel: string) =>
    duty.get<readonly StationShape[]>(`/api/v1/channels/${channel}/stations`);
  const known = loadTown(paths.config, 'hatoyama').stations.map(({ id }) => id);
  const before = await stations('radio');
  expect(before).toMatchObject({ status: 200 });
  expect(before.body.map(({ id }) => id)).toEqual(known.toSorted());
  expect(new Set(before.body.map(({ state }) => state))).toEqual(new Set(['answers']));
  await hub.town.setTarget('S03', 'silent');
  expect((await stations('radio')).body[0]).toMatchObject({ id: 'S03', name: '熊井', state: 'silent' });
  await hub.town.setTarget('S03', null);
  expect(await stations('sms')).toMatchObject({ status: 404, body: { code: 'channel.unknown' } });
});

test('the live world has test addresses, the drill no place for one', () => {
  const live = {
    ...{ world: 'live', town: 'hatoyama', dataDir: '/x', http: { host: '127.0.0.1', port: 1 } },
    channels: { mastodon: { url: 'https://m.example', accessToken: { env: 'TODOKU_X' } } },
    testAddresses: { sms: '+815000000000' },
  };
  expect(parseConfig(live, {})).toMatchObject({ testAddresses: { sms: '+815000000000' } });
  expect(() => parseConfig({ ...live, testAddresses: { pigeon: 'x' } }, {})).toThrow(/testAddresses/);
  const drill = { ...live, world: 'drill', channels: { virtualTown: { url: 'http://127.0.0.1:1' } } };
  expect(() => parseConfig(drill, {})).toThrow();
});
