/** Invariant Order where a large audience comes in lot by lot: the pump is told of a lot while it claims the next calls. */
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { createOutcomeFlusher } from '../../src/dispatch/outcome-flusher.js';
import { startPump, type Pump } from '../../src/dispatch/pump.js';
import { createClock } from '../../src/platform/clock.js';
import { newId } from '../../src/platform/id.js';
import { createNotifier } from '../../src/platform/notifier.js';
import type { SendOrder } from '../../src/domain/channel.js';
import type { Store } from '../../src/store/store.js';
import { issue, targetsOf } from '../support/store.js';
import { acceptAll, say, testChannel, useEngine, waitFor, type TestChannel } from './support.js';

jest.setTimeout(20_000);

const engine = useEngine();
let store: Store;
beforeEach(() => {
  store = engine.store();
});
const orderKey = 'incident landslide';
const targets = targetsOf(200);
type Issued = Awaited<ReturnType<typeof issue>>;
const fail = (error: unknown) => {
  throw error;
};

/** Claims wait from the fourth on, before they look or when they have found: a gate to open. */
function gated(where: 'before' | 'behind') {
  let claims = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const waits = () => claims > 3;
  const gate: Store = {
    ...store,
    // Outcomes are written by the store itself; what comes here are claims.
    lot: async (work, weight) => {
      claims += 1;
      if (waits() && where === 'before') await opened;
      const found = await store.lot(work, weight);
      if (waits()) await opened;
      return found;
    },
  };
  return { gate, waits, open };
}

/** Two under way, each for a tenth of a second, and a lot of some calls: part of it waits for its turn when the next is claimed. */
const limits = { callsPerSecond: 1_000, concurrency: 2 };
const slowly = async (order: SendOrder) => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return acceptAll(order);
};

/** A pump that sends two hundred of an older version and waits with its fourth claim; `then` goes on from there. */
async function atTheGate(
  where: 'before' | 'behind',
  then: (at: { pump: Pump; sent: TestChannel['sent']; older: Issued; open: () => void }) => Promise<void>,
): Promise<void> {
  const clock = createClock();
  const older = await issue(store, { channel: 'sms', targets, now: clock.now(), orderKey });
  const { gate, waits, open } = gated(where);
  const channel = testChannel('sms', slowly, limits);
  const flusher = createOutcomeFlusher(
    store,
    () => clock.now(),
    () => undefined,
    fail,
  );
  const pump = startPump(
    channel,
    {
      ...{ store: gate, channels: [channel], clock, logger: pino({ level: 'silent' }), say, newId },
      ...{ notifier: createNotifier(fail), world: 'drill', random: Math.random, isSevered: () => false },
      ...{ troubles: { failing: fail, taken: () => undefined }, onBug: fail },
    },
    flusher,
  );
  try {
    await waitFor(waits, (waiting) => waiting);
    await then({ pump, sent: channel.sent, older, open });
  } finally {
    open();
    await pump.stop();
    await flusher.drain();
  }
}

const issueNewer = ({ alertId }: Issued) =>
  issue(store, { channel: 'sms', targets, now: Date.now(), orderKey, alertId, n: 2 });
const more = (sent: TestChannel['sent'], than: number) =>
  waitFor(
    () => sent.length,
    (n) => n > than,
  );
/** As long as eight calls take. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 400));

describe('Order', () => {
  test('a lot of a newer version comes in during a claim: what waits does not start any more', () =>
    atTheGate('before', async ({ pump, sent, older, open }) => {
      const newer = await issueNewer(older);
      pump.wake(newer.versionId);
      const before = sent.length;
      await aWhile();
      expect(sent).toHaveLength(before);
      open();
      await more(sent, before);
      expect(sent.slice(before).filter(({ order }) => order.version === 1)).toEqual([]);
    }));

  test('nor what the claim had found before the lot', () =>
    atTheGate('behind', async ({ pump, sent, older, open }) => {
      // Until all that was claimed before has gone.
      for (let gone = -1; gone !== sent.length; await aWhile()) gone = sent.length;
      const newer = await issueNewer(older);
      pump.wake(newer.versionId);
      const before = sent.length;
      open();
      await more(sent, before);
      expect(sent.slice(before).filter(({ order }) => order.version === 1)).toEqual([]);
    }));

  test('control: a lot of the version itself stops none of its calls', () =>
    atTheGate('before', async ({ pump, sent, older }) => {
      const before = sent.length;
      pump.wake(older.versionId);
      await more(sent, before);
    }));
});
