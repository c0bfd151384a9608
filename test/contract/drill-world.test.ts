import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDrillChannels } from '../../src/channels/drill-channels.js';
import { forWorld } from '../../src/channels/world-guard.js';
import { serviceChannelIds, type Channel } from '../../src/domain/channel.js';
import { drillChannelsSchema, liveChannelsSchema } from '../../src/wire/channel-config.js';
import { startTestTown, testOrder, type TestTown } from '../support/virtual-town.js';

/** Nothing outside this machine is ever dialled: the loopback guard ends a test that tries (test/loopback-only.mjs). */
let town: TestTown;
let channels: ReturnType<typeof createDrillChannels>;
beforeAll(async () => {
  town = await startTestTown();
  channels = createDrillChannels({ virtualTown: { url: town.url }, rates: {} });
});
afterAll(async () => {
  await Promise.all([...channels.values()].map((channel) => channel.close?.()));
  await town.close();
});
const elsewhere = { url: 'https://social.example.jp', accessToken: { env: 'TODOKU_TOKEN' } };
const livingOrder = { world: 'live', status: 'Actual' } as const;

describe('Drill', () => {
  test('its configuration has no place for an address or a credential but the virtual town’s', () => {
    const virtualTown = { url: 'http://127.0.0.1:1' };
    expect(drillChannelsSchema.safeParse({ virtualTown }).success).toBe(true);
    expect(drillChannelsSchema.safeParse({ virtualTown: { url: 'http://203.0.113.7' } }).success).toBe(false);
    expect(drillChannelsSchema.safeParse({ virtualTown, mastodon: elsewhere }).success).toBe(false);
  });

  test('control: the live world’s configuration takes that address', () => {
    expect(liveChannelsSchema.safeParse({ mastodon: elsewhere }).success).toBe(true);
  });

  test.each(serviceChannelIds)('%s reaches the virtual town with an order of the drill', async (id) => {
    const before = town.ledger.size;
    const outcomes = await channels.get(id)?.send(testOrder(id), AbortSignal.timeout(5000));
    expect(outcomes).toMatchObject([{ result: 'accepted' }]);
    expect(town.ledger.size).toBeGreaterThan(before);
  });

  test.each(serviceChannelIds)('%s takes no order of the live world, and nothing leaves', async (id) => {
    const before = town.ledger.summary()[id].requests;
    const outcomes = await channels.get(id)?.send(testOrder(id, livingOrder), AbortSignal.timeout(5000));
    expect(outcomes).toMatchObject([{ result: 'refused', why: { code: 'channel.wrong-world' } }]);
    expect(town.ledger.summary()[id].requests).toBe(before);
  });

  test('control: without the world’s guard the same order leaves', async () => {
    const sent: string[] = [];
    const bare = {
      id: 'sms',
      send: async (order) => {
        sent.push(order.world);
        return [];
      },
    } as Pick<Channel, 'id' | 'send'> as Channel;
    await bare.send(testOrder('sms', livingOrder), AbortSignal.timeout(1000));
    await forWorld('drill', bare).send(testOrder('sms', livingOrder), AbortSignal.timeout(1000));
    expect(sent).toEqual(['live']);
  });
});
