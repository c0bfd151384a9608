import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { createVapid } from '../../src/channels/vapid.js';
import { createWebPushChannel, type WebPushOptions } from '../../src/channels/web-push.js';
import { createEncryption } from '../../src/channels/web-push-thread.js';
import type { Channel, SendOrder } from '../../src/domain/channel.js';
import { drillBrowser, drillPushOrigin, drillPushPath } from '../../src/platform/drill-browser.js';
import { createP256Key } from '../../src/platform/p256.js';
import { subscriptionTarget } from '../../src/wire/web-push.js';
import { wellKnownSchema, type DrillCredentials } from '../../src/wire/virtual-town.js';
import { startTestTown, testOrder, testRendering, type TestTown } from '../support/virtual-town.js';

let town: TestTown;
let vapid: DrillCredentials['webPush'];
let channel: Channel;
beforeAll(async () => {
  town = await startTestTown();
  const answer = await request(`${town.url}/.well-known/virtual-town`);
  vapid = wellKnownSchema.parse(await answer.body.json()).credentials.webPush;
  channel = createWebPushChannel({ vapid, dial: { url: town.url } });
});
afterEach(() => town.clearFaults());
afterAll(async () => {
  await channel.close?.();
  await town.close();
});

const to = (target: string, more: Partial<SendOrder> = {}): SendOrder =>
  testOrder('web-push', { members: [{ deliveryId: 'd1', target }], ...more });
const lineOf = (name: string) => subscriptionTarget(drillBrowser(name).subscription);
const send = async (order: SendOrder, through = channel) =>
  (await through.send(order, AbortSignal.timeout(5000)))[0];

describe('what a browser gets', () => {
  test('is the text, its language and whose it is, and it replaces what the alert said before', async () => {
    const rendering = testRendering('web-push', {
      languages: ['ja-easy'],
      title: 'にげて',
      text: '川が あぶない',
    });
    const order = to(lineOf('reader'), { rendering });
    expect(await send(order)).toMatchObject({ result: 'accepted' });
    expect(town.ledger.entries({ provider: 'web-push' }).at(-1)).toMatchObject({
      target: lineOf('reader'),
      text: 'にげて\n川が あぶない',
      lang: 'ja-easy',
      alertId: order.alertId,
      deliveryKey: 'd1',
    });
  });

  test.each([
    [4, 90_000, { urgency: 'high', ttl: '90' }],
    [1, 90_000, { urgency: 'normal', ttl: '90' }],
    [5, 400 * 24 * 3_600_000, { urgency: 'high', ttl: '2419200' }],
  ])('of urgency %s, valid for %s ms, is asked for as %j', async (urgency, left, wanted) => {
    const order = to(lineOf('reader'), { urgency, expiresAt: Date.now() + left });
    const outcome = await send(order);
    if (outcome?.result !== 'accepted') throw new Error(JSON.stringify(outcome));
    const answer = await request(town.url + outcome.ref);
    const { ttl, ...rest } = (await answer.body.json()) as Record<string, string>;
    // A second may have begun meanwhile.
    expect(Number(wanted.ttl) - Number(ttl)).toBeLessThanOrEqual(1);
    expect(rest).toMatchObject({ urgency: wanted.urgency, topic: order.alertId.replaceAll('-', '') });
  });
});

describe('what is not sent', () => {
  const requests = () => town.ledger.summary()['web-push'].requests;

  test('a text that makes more than a push service must take: the fault of the message', async () => {
    const before = requests();
    const rendering = testRendering('web-push', { text: 'あ'.repeat(1300) });
    expect(await send(to(lineOf('reader'), { rendering }))).toMatchObject({
      result: 'refused',
      why: { at: 'call', code: 'web-push.too-large' },
    });
    expect(requests()).toBe(before);
  });

  const noPoint = `https://push.drill.invalid/x#${'A'.repeat(22)}.B${'A'.repeat(86)}`;
  test.each([
    ['a phone’s token', 'drill-000001-1-abc'],
    ['a key that is no point of the curve', noPoint],
  ])('to %s: the browser is left out from now on', async (_, target) => {
    const before = requests();
    expect(await send(to(target))).toMatchObject({
      result: 'refused',
      target,
      why: { at: 'target', code: 'web-push.bad-subscription' },
    });
    expect(requests()).toBe(before);
  });
});

describe('an endpoint that a stranger made up', () => {
  const knocked: string[] = [];
  const server = createServer((asked, answer) => {
    knocked.push(asked.url ?? '');
    answer.writeHead(201).end();
  });
  let port: number;
  let live: Channel;
  const open = (more: Partial<WebPushOptions> = {}) =>
    createWebPushChannel({
      vapid: { subject: 'mailto:bosai@example.jp', privateKey: createP256Key() },
      ...more,
    });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
    live = open();
  });
  afterAll(async () => {
    await live.close?.();
    server.closeAllConnections();
    server.close();
  });
  const at = (endpoint: string) => subscriptionTarget({ ...drillBrowser('x').subscription, endpoint });

  test.each([
    ['this machine', (n: number) => `https://127.0.0.1:${n}/x`],
    ['this machine by name', (n: number) => `https://localhost:${n}/x`],
    ['the cloud’s own data', () => 'https://169.254.169.254/latest/meta-data'],
    ['a machine of the town hall', () => 'https://10.0.0.1/x'],
    ['a push service’s name in front of another', () => 'https://fcm.googleapis.com.example.jp/x'],
  ])('at %s is refused, and nobody is knocked at', async (_, endpoint) => {
    // The loopback guard ends this test if anything leaves the machine.
    expect(await send(to(at(endpoint(port))), live)).toMatchObject({
      result: 'refused',
      why: { at: 'call', code: 'web-push.unknown-service' },
    });
    expect(knocked).toEqual([]);
  });

  test('control: dialled there by the configuration, the same endpoint is knocked at', async () => {
    const dialled = open({ dial: { url: `http://127.0.0.1:${port}` } });
    expect(await send(to(at('https://10.0.0.1/x')), dialled)).toMatchObject({ result: 'accepted' });
    expect(knocked).toEqual(['/x']);
    await dialled.close?.();
  });
});

describe('whose fault an answer is', () => {
  const answers = async (status: number, body = '', headers: Record<string, string> = {}) => {
    const server = createServer((_, answer) => answer.writeHead(status, headers).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const own = createWebPushChannel({ vapid, dial: { url: `http://127.0.0.1:${port}` } });
    const outcome = await send(to(lineOf('reader')), own);
    await own.close?.();
    server.closeAllConnections();
    server.close();
    return outcome;
  };
  test.each([
    [201, '', { result: 'accepted' }],
    // Only 201 says that a message was taken (RFC 8030 §5).
    [200, '', { result: 'unsure' }],
    [202, '', { result: 'unsure' }],
    [404, '', { result: 'refused', why: { at: 'target', code: 'web-push.gone' } }],
    [410, '', { result: 'refused', why: { at: 'target', code: 'web-push.gone' } }],
    [400, 'bad TTL', { result: 'refused', why: { at: 'call' } }],
    [400, 'bad vapid header', { result: 'retry', why: { at: 'channel' } }],
    [400, '{"reason":"VapidPkHashMismatch"}', { result: 'refused', why: { code: 'web-push.foreign-key' } }],
    [401, 'VAPID public key mismatch', { result: 'refused', why: { at: 'target' } }],
    [401, '', { result: 'retry', why: { at: 'channel', code: 'channel.unauthorised' } }],
    [403, '', { result: 'retry', why: { at: 'channel', code: 'channel.unauthorised' } }],
    [413, '', { result: 'refused', why: { at: 'call', code: 'web-push.too-large' } }],
    [302, '', { result: 'refused', why: { at: 'call' } }],
    [504, '', { result: 'unsure' }],
  ])('%s %s', async (status, body, wanted) => {
    // A redirection is never followed: it could lead anywhere.
    expect(await answers(status, body, { location: 'http://192.0.2.1/x' })).toMatchObject(wanted);
  });
});

describe('one push service in trouble', () => {
  const ask = async (head: readonly [number, Record<string, string>], hosts: readonly string[]) => {
    const asked: string[] = [];
    let now = 1_000_000;
    const server = createServer((request, answer) => {
      const service = new URL(request.url ?? '', 'http://x').pathname.slice(1);
      asked.push(service);
      if (service === 'a') answer.writeHead(...head).end();
      else answer.writeHead(201).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const own = createWebPushChannel({ vapid, dial: { url: `http://127.0.0.1:${port}` }, now: () => now });
    const outcomes: object[] = [];
    for (const host of hosts) {
      if (/^\d+$/.test(host)) now += Number(host);
      else {
        const endpoint = `https://${host}.example.net/${host}`;
        const target = subscriptionTarget({ ...drillBrowser('x').subscription, endpoint });
        const { target: _, ...outcome } = (await send(to(target, { expiresAt: 9e15 }), own)) ?? { target };
        outcomes.push(outcome);
      }
    }
    await own.close?.();
    server.closeAllConnections();
    server.close();
    return { outcomes, asked };
  };
  const late = (until: number) => ({
    result: 'retry',
    why: { at: 'service', code: 'channel.server-error', detail: '503' },
    notBefore: until,
  });
  const taken = expect.objectContaining({ result: 'accepted' });

  test('that says "in two hours" is left alone for five minutes, and the others’ browsers are reached', async () => {
    const later = await ask([503, { 'retry-after': '7200' }], ['a', 'b', 'a', 'b', '300000', 'a']);
    expect(later.outcomes).toEqual([late(1_300_000), taken, late(1_300_000), taken, late(1_600_000)]);
    expect(later.asked).toEqual(['a', 'b', 'b', 'a']);
  });

  test('that fails without a word pauses after the third time, longer each time', async () => {
    const failing = await ask([503, {}], ['a', 'a', 'a', 'a', 'b', '1000', 'a', '1999', 'a']);
    const { notBefore: _, ...plain } = late(0);
    const [third, fourth] = [late(1_001_000), late(1_003_000)];
    expect(failing.outcomes).toEqual([plain, plain, third, third, taken, fourth, fourth]);
    expect(failing.asked).toEqual(['a', 'a', 'a', 'b', 'a']);
  });

  test('that doubts the town’s key is the channel’s trouble', async () => {
    const { outcomes } = await ask([403, {}], ['a']);
    expect(outcomes).toEqual([expect.objectContaining({ why: expect.objectContaining({ at: 'channel' }) })]);
  });
});

describe('the virtual town’s push service refuses', () => {
  const { subscription } = drillBrowser('reader');
  const payload = JSON.stringify({
    ...{ title: 'a', body: 'b', lang: 'ja', tag: 't' },
    data: {
      ...{ lang: 'ja', alertId: 'a', version: 1, intent: 'alert', kind: 'fire', urgency: 3 },
      ...{ status: 'Exercise', expiresAt: 1, deliveryId: 'd' },
    },
  });
  const sealed = (text: string, keys = subscription.keys) =>
    createEncryption(() => 0)({ id: 1, payload: text, ...keys }).body ?? new Uint8Array();
  const knock = async (headers: Record<string, string | undefined>, body: Uint8Array = sealed(payload)) => {
    const all = {
      authorization: createVapid(vapid, Date.now).authorization(drillPushOrigin),
      'content-encoding': 'aes128gcm',
      ttl: '60',
      ...headers,
    };
    const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const path = `${town.url}${drillPushPath}reader`;
    const answer = await request(path, { method: 'POST', headers: given as Record<string, string>, body });
    await answer.body.dump();
    return answer.statusCode;
  };
  const signedBy = (more: Partial<typeof vapid>, now = Date.now) =>
    createVapid({ ...vapid, ...more }, now).authorization(drillPushOrigin);
  const anotherService = () => createVapid(vapid, Date.now).authorization('https://push.example.net');
  const yesterday = () => signedBy({}, () => Date.now() - 24 * 3_600_000);

  test('control: nothing of a good message', async () => expect(await knock({})).toBe(201));
  test.each<[string, () => Record<string, string | undefined>, number]>([
    ['no TTL', () => ({ ttl: undefined }), 400],
    ['a TTL in words', () => ({ ttl: 'soon' }), 400],
    ['an unknown urgency', () => ({ urgency: 'extreme' }), 400],
    ['a long topic', () => ({ topic: 'x'.repeat(33) }), 400],
    ['the old encoding', () => ({ 'content-encoding': 'aesgcm' }), 400],
    ['no token', () => ({ authorization: undefined }), 401],
    ['a token for another service', () => ({ authorization: anotherService() }), 401],
    ['a token that has ended', () => ({ authorization: yesterday() }), 401],
    ['another town’s key', () => ({ authorization: signedBy({ privateKey: createP256Key() }) }), 403],
  ])('%s', async (_, headers, status) => expect(await knock(headers())).toBe(status));
  test('a message for another browser, an open one, and one of 4097 bytes', async () => {
    const size = town.ledger.size;
    expect(await knock({}, sealed(payload, drillBrowser('another').subscription.keys))).toBe(400);
    expect(await knock({}, Buffer.from(payload))).toBe(400);
    expect(await knock({}, sealed('x'.repeat(3994)))).toBe(413);
    expect(town.ledger.size).toBe(size);
  });
});
