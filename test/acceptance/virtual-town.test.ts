import { afterEach, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDrillChannels } from '../../src/channels/drill-channels.js';
import type { Channel, ChannelId, Receipt } from '../../src/domain/channel.js';
import { goodTargets, startTestTown, testOrder, type TestTown } from '../support/virtual-town.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: Parameters<typeof startTestTown>[0] = {}, smsStatusCallback?: string) {
  const town: TestTown = await startTestTown(options);
  const channels = createDrillChannels({
    virtualTown: { url: town.url },
    rates: {},
    ...(smsStatusCallback !== undefined && { smsStatusCallback }),
  });
  closing.push(
    () => town.close(),
    () => Promise.all([...channels.values()].map((channel) => channel.close?.())),
  );
  const channelOf = (id: ChannelId): Channel => {
    const channel = channels.get(id);
    if (channel === undefined) throw new Error(`no channel ${id}`);
    return channel;
  };
  return { town, channelOf };
}

/** Asks again until the answer is there; fails after five seconds. */
async function until<Value>(
  ask: () => Promise<Value> | Value,
  good: (value: Value) => boolean,
): Promise<Value> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const value = await ask();
    if (good(value) || Date.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('stations answer back once they have spoken, and a silent one is told', async () => {
  const { town, channelOf } = await open();
  await town.setTarget('st-02', 'silent');
  const members = ['st-01', 'st-02'].map((target) => ({ deliveryId: target, target }));
  const order = testOrder('radio', { members });
  const outcomes = await channelOf('radio').send(order, AbortSignal.timeout(5000));
  const refs = outcomes.map((outcome) => (outcome.result === 'accepted' ? outcome.ref : 'none'));
  const receipts = await until(
    async () => (await channelOf('radio').poll?.(refs)) ?? [],
    (found) => found.length === 2,
  );
  expect(receipts).toMatchObject([
    { ref: refs[0], state: 'delivered' },
    { ref: refs[1], state: 'refused', why: { at: 'target', code: 'radio.station-silent' } },
  ]);
});

test('a broadcast that is under way can be stopped', async () => {
  const { channelOf } = await open({ playSpeed: 1 });
  const order = testOrder('radio');
  await channelOf('radio').send(order, AbortSignal.timeout(5000));
  expect(await channelOf('radio').stop?.(order)).toMatchObject([{ result: 'accepted' }]);
  expect(await channelOf('radio').send(order, AbortSignal.timeout(5000))).toMatchObject([
    { result: 'refused', why: { code: 'radio.stopped' } },
  ]);
  const ref = `${order.key}#${goodTargets.radio}`;
  expect(await channelOf('radio').poll?.([ref])).toMatchObject([
    { ref, state: 'refused', why: { at: 'call', code: 'radio.stopped' } },
  ]);
});

test('the readback names the stations and the digest of what would be said', async () => {
  const { channelOf, town } = await open();
  const order = testOrder('radio');
  const readback = await channelOf('radio').prepare?.(order);
  expect(readback).toMatchObject({ stations: [goodTargets.radio] });
  expect(readback?.textDigest).toMatch(/^[0-9a-f]{64}$/);
  expect(town.ledger.size).toBe(0);
});

test('status callbacks are signed; one that was tampered with is nobody’s receipt', async () => {
  const received: { body: string; signature: string }[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ body, signature: String(request.headers['x-twilio-signature']) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/sms?x=1`;
  const { town, channelOf } = await open({}, url);
  await town.setTarget('+819000000002', 'undelivered');
  const good = testOrder('sms');
  const bad = testOrder('sms', { members: [{ deliveryId: 'd2', target: '+819000000002' }] });
  const refs = await Promise.all(
    [good, bad].map(async (order) => {
      const [outcome] = await channelOf('sms').send(order, AbortSignal.timeout(5000));
      return outcome?.result === 'accepted' ? outcome.ref : 'none';
    }),
  );
  await until(
    () => received.length,
    (count) => count === 4,
  );
  const read = (body: string, signature: string): readonly Receipt[] | null | undefined =>
    channelOf('sms').readReceipts?.({ url, headers: { 'x-twilio-signature': signature }, body });
  const receipts = received.flatMap(({ body, signature }) => read(body, signature) ?? []);
  expect(receipts.find(({ ref }) => ref === refs[0])).toMatchObject({ state: 'delivered' });
  expect(receipts.find(({ ref }) => ref === refs[1])).toMatchObject({
    state: 'refused',
    why: { at: 'target', code: 'sms.undelivered', detail: '30003' },
  });
  const first = received[0];
  expect(read(`${first?.body}&MessageStatus=delivered`, first?.signature ?? '')).toBeNull();
});

test('a stated rate is kept: what comes faster is answered 429 and counted', async () => {
  const { town, channelOf } = await open({ rates: { sms: 5 } });
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      channelOf('sms').send(
        testOrder('sms', { members: [{ deliveryId: 'd', target: `+8190000000${10 + n}` }] }),
        AbortSignal.timeout(5000),
      ),
    ),
  );
  const results = outcomes.flat().map(({ result }) => result);
  expect(results.filter((result) => result === 'accepted')).toHaveLength(5);
  expect(results.filter((result) => result === 'retry')).toHaveLength(7);
  expect(town.ledger.summary().sms).toMatchObject({ requests: 12, effects: 5, rateRefused: 7 });
});

test('the same SMS twice is two effects, and the second names the first', async () => {
  const { town, channelOf } = await open();
  const order = testOrder('sms');
  await channelOf('sms').send(order, AbortSignal.timeout(5000));
  await channelOf('sms').send(order, AbortSignal.timeout(5000));
  expect(town.ledger.entries({ provider: 'sms' })).toMatchObject([{ duplicateOf: null }, { duplicateOf: 0 }]);
  expect(town.ledger.summary().sms).toMatchObject({ effects: 2, duplicates: 1 });
});

test('a push carries alert, version, language, delivery and what is left of its life', async () => {
  const { town, channelOf } = await open();
  const order = testOrder('push');
  await channelOf('push').send(order, AbortSignal.timeout(5000));
  expect(town.ledger.entries({ alert: order.alertId })).toMatchObject([
    {
      provider: 'push',
      target: goodTargets.push,
      lang: 'ja',
      deliveryKey: order.members[0]?.deliveryId,
      text: `${order.rendering.title}\n${order.rendering.text}`,
    },
  ]);
});

test('a town that was restarted knows its ledger, its keys and its credentials again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'virtual-town-'));
  closing.push(() => rm(dataDir, { recursive: true, force: true }));
  const first = await open({ dataDir });
  const port = Number(new URL(first.town.url).port);
  const post = testOrder('mastodon');
  const [before] = await first.channelOf('mastodon').send(post, AbortSignal.timeout(5000));
  await first.channelOf('push').send(testOrder('push'), AbortSignal.timeout(5000));
  await first.town.close();

  const second = await open({ dataDir, port });
  expect(second.town.ledger.size).toBe(2);
  const [again] = await second.channelOf('mastodon').send(post, AbortSignal.timeout(5000));
  expect(again).toEqual(before);
  expect(second.town.ledger.size).toBe(2);
  // The first channels still hold the access token of before: it is as good as ever.
  await first.channelOf('push').send(testOrder('push'), AbortSignal.timeout(5000));
  const [pushed] = await first.channelOf('push').send(testOrder('push'), AbortSignal.timeout(5000));
  expect(pushed).toMatchObject({ result: 'accepted' });
});
