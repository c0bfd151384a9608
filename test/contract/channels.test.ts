import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDrillChannels } from '../../src/channels/drill-channels.js';
import { createSmsChannel } from '../../src/channels/sms.js';
import {
  carriedChannelIds,
  peopleChannels,
  serviceChannelIds,
  type Asking,
  type Channel,
  type ServiceChannelId,
  type Outcome,
  type SendOrder,
} from '../../src/domain/channel.js';
import { drillBrowser } from '../../src/platform/drill-browser.js';
import { subscriptionTarget } from '../../src/wire/web-push.js';
import type { FaultEndpoint, VirtualFault } from '../../src/wire/virtual-town.js';
import { askedAlone, startTestTown, testOrder, type TestTown } from '../support/virtual-town.js';

const endpoints: Readonly<Record<ServiceChannelId, FaultEndpoint>> = {
  radio: 'radio',
  push: 'fcm',
  sms: 'twilio',
  mastodon: 'mastodon',
  'web-push': 'web-push',
  mail: 'smtp',
  voice: 'voice',
};
const deadTargets: Readonly<Record<ServiceChannelId, string | null>> = {
  radio: 'st-99',
  push: 'dead-token',
  sms: '+15005550001',
  mastodon: null,
  'web-push': subscriptionTarget(drillBrowser('dead-browser').subscription),
  mail: 'dead-000001@drill.invalid',
  voice: '+15005550001',
};

/** Where a resident's own address is asked at the service, `gone` says that of it; elsewhere that the service is not there. */
const goneIsTarget: Readonly<Partial<Record<ServiceChannelId, string>>> = {
  'web-push': 'web-push.gone',
  mail: 'mail.no-such-address',
};

let town: TestTown;
let channels: ReturnType<typeof createDrillChannels>;
const openChannels = () => createDrillChannels({ virtualTown: { url: town.url }, rates: {} });
const closeChannels = () => Promise.all([...channels.values()].map((channel) => channel.close?.()));
beforeAll(async () => {
  town = await startTestTown();
  channels = openChannels();
});
afterEach(() => town.clearFaults());
afterAll(async () => {
  await closeChannels();
  await town.close();
});

const channelOf = (id: ServiceChannelId): Channel => {
  const channel = channels.get(id);
  if (channel === undefined) throw new Error(`no channel ${id}`);
  return channel;
};
/** Sends and gives the first outcome; gives up after `timeout` milliseconds as a dispatcher does. */
async function send(id: ServiceChannelId, order: SendOrder, timeout = 5000): Promise<Outcome> {
  const [outcome] = await channelOf(id).send(order, AbortSignal.timeout(timeout));
  if (outcome === undefined) throw new Error('no outcome');
  return outcome;
}
const setFault = (id: ServiceChannelId, fault: Omit<VirtualFault, 'endpoint'>): Promise<void> =>
  town.setFault({ endpoint: endpoints[id], ...fault });
const effectsOf = (id: ServiceChannelId, order: SendOrder): number => {
  const key = id === 'push' || id === 'web-push' ? order.members[0]?.deliveryId : order.key;
  const entries = town.ledger.entries({ provider: id });
  // What is said holds the message and the question after it.
  if (id === 'voice') return entries.filter(({ text }) => text.includes(order.rendering.text)).length;
  // Neither carries our key: they are told apart by their text.
  if (id !== 'sms' && id !== 'mail') return entries.filter(({ deliveryKey }) => deliveryKey === key).length;
  return entries.filter(({ text }) => text === order.rendering.text).length;
};
let telephones = 0;
const ownTelephone = () => ({
  deliveryId: '1',
  target: `+81490${String((telephones += 1)).padStart(6, '0')}`,
});
/** An order whose SMS text is its own, so that the ledger can tell it from others. */
const ownOrder = (id: ServiceChannelId): SendOrder => {
  // Twilio tells calls apart by number and time alone.
  const order = id === 'voice' ? testOrder(id, { members: [ownTelephone()] }) : testOrder(id);
  return { ...order, rendering: { ...order.rendering, text: `${order.rendering.text} ${order.callId}` } };
};

describe.each(serviceChannelIds)('%s', (id) => {
  // A push service that asked for a pause has it, whatever the next test wants.
  afterEach(async () => {
    if (id !== 'web-push') return;
    await closeChannels();
    channels = openChannels();
  });

  test('a good order is accepted and has one effect', async () => {
    const order = ownOrder(id);
    const outcome = await send(id, order);
    expect(outcome).toMatchObject({ result: 'accepted', target: order.members[0]?.target });
    expect(effectsOf(id, order)).toBe(1);
  });

  test('429 with Retry-After in seconds is retried no earlier', async () => {
    await setFault(id, { mode: '429', retryAfter: '7' });
    const before = Date.now();
    const outcome = await send(id, testOrder(id));
    // One of several push services waits alone.
    const at = id === 'web-push' ? 'service' : 'channel';
    expect(outcome).toMatchObject({ result: 'retry', why: { at, code: 'channel.rate' } });
    expect(outcome.result === 'retry' && outcome.notBefore).toBeGreaterThanOrEqual(before + 7000);
  });

  test('429 with Retry-After as an HTTP date is retried no earlier', async () => {
    const at = new Date(Date.now() + 90_000);
    at.setMilliseconds(0);
    await setFault(id, { mode: '429', retryAfter: at.toUTCString() });
    const outcome = await send(id, testOrder(id));
    expect(outcome).toMatchObject({ result: 'retry', why: { code: 'channel.rate' } });
    const notBefore = outcome.result === 'retry' ? (outcome.notBefore ?? 0) : 0;
    // Two clocks read one after the other may lie a few milliseconds apart.
    expect(notBefore - at.getTime()).toBeGreaterThanOrEqual(-50);
    // SMTP has no date: a relay says in how many seconds.
    expect(notBefore - at.getTime()).toBeLessThanOrEqual(id === 'mail' ? 1500 : 0);
  });

  test.each(['500', '503'] as const)('%s is retried and refuses nobody', async (mode) => {
    await setFault(id, { mode });
    expect(await send(id, testOrder(id))).toMatchObject({
      result: 'retry',
      why: { code: 'channel.server-error' },
    });
  });

  test('401 is the fault of the channel: nobody is refused', async () => {
    await setFault(id, { mode: '401' });
    const outcome = await send(id, testOrder(id));
    expect(outcome).toMatchObject({ result: 'retry', why: { at: 'channel', code: 'channel.unauthorised' } });
  });

  test('a dead target is refused as such', async () => {
    const target = deadTargets[id];
    if (target === null) return expect(channelOf(id).limits.targetsPerCall).toBe(1);
    const order = testOrder(id, { members: [{ deliveryId: 'd1', target }] });
    expect(await send(id, order)).toMatchObject({ result: 'refused', target, why: { at: 'target' } });
  });

  test('a connection cut after the effect is unsure, and the effect stands', async () => {
    const order = ownOrder(id);
    await setFault(id, { mode: 'drop-after', ...(id === 'radio' && { match: '/start' }) });
    expect(await send(id, order)).toMatchObject({ result: 'unsure' });
    expect(effectsOf(id, order)).toBe(1);
    await town.clearFaults();
    const resolved = await channelOf(id).resolve?.(order, askedAlone);
    if (resolved !== undefined) expect(resolved).toMatchObject([{ result: 'accepted' }]);
  });

  test('a connection cut before the effect is unsure, and asking tells that it never arrived', async () => {
    const order = ownOrder(id);
    await setFault(id, { mode: 'drop-before', ...(id === 'radio' && { match: '/start' }) });
    expect(await send(id, order)).toMatchObject({ result: 'unsure' });
    expect(effectsOf(id, order)).toBe(0);
    await town.clearFaults();
    const resolved = await channelOf(id).resolve?.(order, askedAlone);
    if (resolved !== undefined) expect(resolved).toMatchObject([{ result: 'retry' }]);
  });

  test('a provider that hangs leaves the call unsure when the time is up', async () => {
    await setFault(id, { mode: 'hang', ...(id === 'radio' && { match: '/start' }) });
    const before = Date.now();
    expect(await send(id, testOrder(id), 300)).toMatchObject({ result: 'unsure' });
    expect(Date.now() - before).toBeLessThan(3000);
  });

  test('413 is the fault of the message: refused, not repeated', async () => {
    await setFault(id, { mode: '413' });
    expect(await send(id, testOrder(id))).toMatchObject({ result: 'refused', why: { at: 'call' } });
  });

  test('an answer that cannot be read is unsure, and the effect stands', async () => {
    const order = ownOrder(id);
    await setFault(id, { mode: 'garbage', ...(id === 'radio' && { match: '/start' }) });
    expect(await send(id, order)).toMatchObject({ result: 'unsure' });
    expect(effectsOf(id, order)).toBe(1);
  });

  test('an answer that drips is waited for, and unsure when the time is up before its end', async () => {
    const start = id === 'radio' ? { match: '/start' } : {};
    await setFault(id, { mode: 'drip', delayMs: 200, ...start });
    expect(await send(id, testOrder(id))).toMatchObject({ result: 'accepted' });
    await setFault(id, { mode: 'drip', delayMs: 3000, ...start });
    expect(await send(id, testOrder(id), 400)).toMatchObject({ result: 'unsure' });
  });

  test('403 is the fault of the channel: a right that is not there refuses nobody', async () => {
    const order = ownOrder(id);
    await setFault(id, { mode: '403' });
    expect(await send(id, order)).toMatchObject({
      result: 'retry',
      why: { at: 'channel', code: 'channel.unauthorised' },
    });
    expect(effectsOf(id, order)).toBe(0);
    await town.clearFaults();
    expect(await send(id, order)).toMatchObject({ result: 'accepted' });
  });

  test.each(['404', '410'] as const)(
    'a bare %s is the fault of the channel, or of the target where its address is the one asked for',
    async (mode) => {
      const order = ownOrder(id);
      await setFault(id, { mode });
      const gone = goneIsTarget[id];
      expect(await send(id, order)).toMatchObject(
        gone === undefined
          ? { result: 'retry', why: { at: 'channel', code: 'channel.not-found' } }
          : { result: 'refused', why: { at: 'target', code: gone } },
      );
      expect(effectsOf(id, order)).toBe(0);
      await town.clearFaults();
      expect(await send(id, order)).toMatchObject({ result: 'accepted' });
    },
  );

  test('a bare 400 is the fault of the call: refused, not repeated', async () => {
    await setFault(id, { mode: '400' });
    expect(await send(id, testOrder(id))).toMatchObject({ result: 'refused', why: { at: 'call' } });
  });

  // SMTP has no such answer.
  if (endpoints[id] !== 'smtp')
    test('409 leaves open what becomes of the call that is under way', async () => {
      const order = ownOrder(id);
      await setFault(id, { mode: '409', ...(id === 'radio' && { match: '/start' }) });
      expect(await send(id, order)).toMatchObject({ result: 'unsure' });
      expect(effectsOf(id, order)).toBe(0);
    });

  test('a slow provider is waited for', async () => {
    await setFault(id, { mode: 'slow', delayMs: 200 });
    const before = Date.now();
    expect(await send(id, testOrder(id))).toMatchObject({ result: 'accepted' });
    expect(Date.now() - before).toBeGreaterThanOrEqual(195);
  });

  test('an order of the live world is refused before it leaves', async () => {
    const requests = town.ledger.summary()[id].requests;
    const outcome = await send(id, testOrder(id, { world: 'live', status: 'Actual' }));
    expect(outcome).toMatchObject({ result: 'refused', why: { code: 'channel.wrong-world' } });
    expect(town.ledger.summary()[id].requests).toBe(requests);
  });

  test('a probe finds the far end and has no effect', async () => {
    const effects = town.ledger.size;
    expect(await channelOf(id).probe?.(AbortSignal.timeout(5000))).toMatchObject({ state: 'up' });
    expect(town.ledger.size).toBe(effects);
  });

  test('a probe tells when the far end is down', async () => {
    await setFault(id, { mode: '500' });
    expect(await channelOf(id).probe?.(AbortSignal.timeout(5000))).toMatchObject({ state: 'down' });
  });
});

/** A 401 or 403 that speaks of one token or subscription, by the code in its body. */
const ofOne: readonly [ServiceChannelId, string, string, object][] = [
  ['push', 'token-of-another', 'foreign-sender', { result: 'refused', code: 'push.foreign-token' }],
  ['push', 'token-of-an-iphone', 'no-maker-key', { result: 'retry', code: 'push.third-party' }],
  ['web-push', 'browser-with-old-key', 'foreign-sender', { result: 'refused', code: 'web-push.foreign-key' }],
];
test.each(ofOne)('%s: what a service says of %s (%s) is not the fault of the channel', async (...row) => {
  const [id, name, state, wanted] = row;
  await town.setTarget(name, state);
  const target = id === 'push' ? name : subscriptionTarget(drillBrowser(name).subscription);
  const outcome = await send(id, testOrder(id, { members: [{ deliveryId: 'd1', target }] }));
  const why = 'why' in outcome ? outcome.why : { at: 'nobody', code: '' };
  expect({ result: outcome.result, code: why.code }).toEqual(wanted);
  expect(['target', 'call']).toContain(why.at);
  expect(await send(id, testOrder(id))).toMatchObject({ result: 'accepted' });
});

test('radio: 409 before anything was started is tried again', async () => {
  await setFault('radio', { mode: '409', match: '/prepare' });
  expect(await send('radio', testOrder('radio'))).toMatchObject({
    result: 'retry',
    why: { at: 'channel', code: 'channel.timeout' },
  });
});

test('radio: a bare 404 does not say that the gateway never had the call', async () => {
  const order = testOrder('radio');
  await setFault('radio', { mode: '404' });
  expect(await channelOf('radio').resolve?.(order, askedAlone)).toMatchObject([{ result: 'unsure' }]);
});

test('what people carry has no service whose faults it could meet; every other carried channel stands in this table', () => {
  expect([...serviceChannelIds, ...peopleChannels].sort()).toEqual([...carriedChannelIds].sort());
  for (const id of peopleChannels) expect(channels.get(id)?.poll).toBeUndefined();
});

describe.each(['radio', 'mastodon'] as const)('%s takes a key', (id) => {
  test('the same order sent three times has one effect and one reference', async () => {
    const order = testOrder(id);
    const outcomes = [await send(id, order), await send(id, order), await send(id, order)];
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(effectsOf(id, order)).toBe(1);
  });

  test('a resend after an answer that was lost has one effect', async () => {
    const order = testOrder(id);
    await setFault(id, { mode: 'drop-after', times: 1, ...(id === 'radio' && { match: '/start' }) });
    expect(await send(id, order)).toMatchObject({ result: 'unsure' });
    expect(await send(id, order)).toMatchObject({ result: 'accepted' });
    expect(effectsOf(id, order)).toBe(1);
  });
});

test.each([
  ['+15005550004', 'sms.opted-out'],
  ['+15005550009', 'sms.not-mobile'],
  ['0901234', 'sms.bad-number'],
])('sms: %s is refused as %s', async (target, code) => {
  const order = testOrder('sms', { members: [{ deliveryId: 'd1', target }] });
  expect(await send('sms', order)).toMatchObject({ result: 'refused', why: { at: 'target', code } });
});

test('sms: a message that still waits in Twilio’s queue is found after its answer was lost', async () => {
  const target = '+819099990002';
  await town.setTarget(target, 'queued');
  const order = { ...ownOrder('sms'), members: [{ deliveryId: 'd1', target }] };
  await setFault('sms', { mode: 'drop-after' });
  expect(await send('sms', order)).toMatchObject({ result: 'unsure' });
  await town.clearFaults();
  expect(await channelOf('sms').resolve?.(order, askedAlone)).toMatchObject([{ result: 'accepted' }]);
});

test('sms: a message may wait in Twilio’s queue for as long as it is valid, ten hours at most', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
    request.on('end', () => response.writeHead(201).end('{"sid":"SM1"}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const sms = createSmsChannel({ accountSid: 'AC1', authToken: 'x', from: '+815000000000', baseUrl });
  for (const hours of [9, 24])
    await sms.send(
      testOrder('sms', { expiresAt: Date.now() + hours * 3_600_000 }),
      AbortSignal.timeout(5000),
    );
  await sms.close?.();
  await new Promise((resolve) => server.close(resolve));
  const [nine, longest] = bodies.map((body) => Number(new URLSearchParams(body).get('ValidityPeriod')));
  expect(nine).toBeGreaterThan(9 * 3600 - 60);
  expect(longest).toBe(36_000);
});

describe.each(['sms', 'voice'] as const)('%s: asking what became of a call', (id) => {
  const known = (refs: readonly string[], later = 0): Asking => ({
    age: 2_000,
    otherCalls: () => Promise.resolve({ refs: new Set(refs), earlier: 0, later }),
  });
  const refOf = (outcome: Outcome) => (outcome.result === 'accepted' ? outcome.ref : '');

  test('the record of another delivery is not taken for its own', async () => {
    const members = [ownTelephone()];
    const another = refOf(await send(id, testOrder(id, { members })));
    const lost = testOrder(id, { members });
    expect(await channelOf(id).resolve?.(lost, known([another]))).toMatchObject([{ result: 'retry' }]);
    const own = refOf(await send(id, lost));
    expect(await channelOf(id).resolve?.(lost, known([another]))).toMatchObject([{ ref: own }]);
  });

  test.each([3_600, -3_600])('a hub whose clock is %i s off finds its own call', async (seconds) => {
    const off = createDrillChannels({
      ...{ virtualTown: { url: town.url }, rates: {} },
      now: () => Date.now() + seconds * 1000,
    });
    const at = (Date.now() + seconds * 1000).toString(16).padStart(12, '0');
    const callId = `${at.slice(0, 8)}-${at.slice(8)}-7000-8000-000000000000`;
    const order = testOrder(id, { callId, members: [ownTelephone()] });
    try {
      const own = refOf(await send(id, order));
      expect(await off.get(id)?.resolve?.(order, askedAlone)).toMatchObject([
        { result: 'accepted', ref: own },
      ]);
    } finally {
      await Promise.all([...off.values()].map((channel) => channel.close?.()));
    }
  });
});

test('voice: one record of two calls on their way to a telephone is nobody’s yet', async () => {
  const order = testOrder('voice', { members: [ownTelephone()] });
  await send('voice', order);
  const asking: Asking = {
    age: 0,
    otherCalls: () => Promise.resolve({ refs: new Set<string>(), earlier: 0, later: 1 }),
  };
  expect(await channelOf('voice').resolve?.(order, asking)).toMatchObject([{ result: 'unsure' }]);
});

test.each([
  ['0901234', 'voice.bad-number'],
  ['+88213123456', 'voice.country'],
])('voice: %s is refused as %s before it leaves', async (target, code) => {
  const { requests } = town.ledger.summary().voice;
  const order = testOrder('voice', { members: [{ deliveryId: '1', target }] });
  expect(await send('voice', order)).toMatchObject({ result: 'refused', why: { at: 'target', code } });
  expect(town.ledger.summary().voice.requests).toBe(requests);
});

test('mastodon: a correction answers the post that it corrects', async () => {
  const first = await send('mastodon', testOrder('mastodon'));
  const ref = first.result === 'accepted' ? first.ref : '';
  const reply = await send(
    'mastodon',
    testOrder('mastodon', { intent: 'update', version: 2, references: [ref] }),
  );
  expect(reply).toMatchObject({ result: 'accepted' });
  // Deleted by somebody: what takes it back is said all the same, once.
  const order = testOrder('mastodon', { references: ['1'] });
  expect(await send('mastodon', order)).toMatchObject({ result: 'accepted' });
  expect(effectsOf('mastodon', order)).toBe(1);
});

test('push: one session after another is replaced when the town goes away and comes back', async () => {
  const other = await startTestTown();
  const port = Number(new URL(other.url).port);
  const own = createDrillChannels({ virtualTown: { url: other.url }, rates: {} });
  const push = own.get('push');
  const sendOne = async () => (await push?.send(testOrder('push'), AbortSignal.timeout(5000)))?.[0];
  expect(await sendOne()).toMatchObject({ result: 'accepted' });
  await other.close();
  // The first one may still have gone down the dying connection.
  expect(['retry', 'unsure']).toContain((await sendOne())?.result);
  expect(await sendOne()).toMatchObject({ result: 'retry', why: { code: 'channel.unreachable' } });
  // The town that comes back has other keys: the channel asks for them anew.
  const again = await startTestTown({ port });
  expect(await sendOne()).toMatchObject({ result: 'accepted' });
  await Promise.all([...own.values()].map((channel) => channel.close?.()));
  await again.close();
});

test('the hub starts without the virtual town and reaches it once it is there', async () => {
  const placeholder = await startTestTown();
  const port = Number(new URL(placeholder.url).port);
  await placeholder.close();
  const own = createDrillChannels({ virtualTown: { url: placeholder.url }, rates: {} });
  const sendOn = async (id: ServiceChannelId) =>
    (await own.get(id)?.send(testOrder(id), AbortSignal.timeout(5000)))?.[0];
  for (const id of serviceChannelIds)
    expect(await sendOn(id)).toMatchObject({
      result: 'retry',
      why: { at: 'channel', code: 'channel.unreachable' },
    });
  const late = await startTestTown({ port });
  for (const id of serviceChannelIds) expect(await sendOn(id)).toMatchObject({ result: 'accepted' });
  await Promise.all([...own.values()].map((channel) => channel.close?.()));
  await late.close();
});
