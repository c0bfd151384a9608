import { beforeEach, expect, test } from '@jest/globals';
import { drillBrowser } from '../../src/platform/drill-browser.js';
import { insertResidents } from '../../src/store/resident.store.js';
import type { Store } from '../../src/store/store.js';
import { keepSubscription } from '../../src/store/subscription.store.js';
import { subscriptionTarget, type PushSubscription } from '../../src/wire/web-push.js';
import { useEngine } from './support.js';

const engine = useEngine();
let store: Store;
beforeEach(async () => {
  store = engine.store();
  const resident = (id: string) => ({ id, district: 'okuda', language: 'ja', addresses: [] });
  await store.write((tx) => insertResidents(tx, [resident('r1'), resident('r2')]));
});

const { subscription } = drillBrowser('one');
const keep = (id: string, residentId: string, kept: PushSubscription) =>
  store.write((tx) =>
    keepSubscription(tx, {
      id,
      residentId,
      target: subscriptionTarget(kept),
      district: 'okuda',
      language: 'en',
    }),
  );
const rows = () =>
  store.read.sql<{ id: string; resident: string; target: string; dead: number | null }>(
    `SELECT id, resident_id AS resident, target, dead_at AS dead FROM addresses WHERE channel = 'web-push' ORDER BY id`,
  );

test('a browser that subscribes again, with other keys or as another resident, stands there once', async () => {
  await keep('a1', 'r1', subscription);
  await store.write(({ sql }) => sql('UPDATE addresses SET dead_at = 1'));
  const renewed = { ...subscription, keys: drillBrowser('new keys').subscription.keys };
  await keep('a2', 'r1', renewed);
  expect(await rows()).toEqual([
    { id: 'a2', resident: 'r1', target: subscriptionTarget(renewed), dead: null },
  ]);
  await keep('a3', 'r2', renewed);
  expect((await rows()).map(({ id, resident }) => [id, resident])).toEqual([['a3', 'r2']]);
});

test('another browser, whose address only begins alike, stays', async () => {
  await keep('a1', 'r1', subscription);
  await keep('a2', 'r1', { ...subscription, endpoint: `${subscription.endpoint}-2` });
  await keep('a3', 'r1', { ...subscription, endpoint: subscription.endpoint.slice(0, -1) });
  await keep('a4', 'r1', { ...subscription, endpoint: subscription.endpoint.replace('one', '%') });
  expect((await rows()).map(({ id }) => id)).toEqual(['a1', 'a2', 'a3', 'a4']);
});
