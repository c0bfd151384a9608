import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Topic } from '../wire/progress.js';
import { createFeed } from './feed.js';

const shape = (versionId: string, at = 0) => ({
  alertId: 'a',
  versionId,
  at,
  issuedAt: 0,
  channels: [],
  settled: false,
});

test('what was missed is the last state of it: each version once, each list once', () => {
  const feed = createFeed('run');
  feed.changed(['log'], 1);
  const seen = { run: 'run', seq: feed.seq() };
  feed.progress(shape('v1', 2));
  feed.changed(['alerts', 'state'], 3);
  feed.progress(shape('v1', 4));
  feed.changed(['alerts'], 5);
  feed.progress(shape('v2', 6));
  const missed = feed.missedSince(seen, 7);
  expect(missed).toMatchObject({ seq: 6, at: 7, resync: false, topics: ['alerts', 'state'] });
  expect(missed.progress.map(({ versionId, at, seq }) => [versionId, at, seq])).toEqual([
    ['v1', 4, 4],
    ['v2', 6, 6],
  ]);
  expect(feed.missedSince({ run: 'run', seq: 6 }, 8)).toMatchObject({
    resync: false,
    topics: [],
    progress: [],
  });
});

test('one that is passed over from now on gets what comes next, and nothing twice', () => {
  const feed = createFeed('run');
  feed.changed(['log'], 1);
  feed.progress(shape('v1', 2));
  const from = feed.last();
  expect(feed.missedSince(from, 3)).toMatchObject({ resync: false, topics: [], progress: [] });
  const passedOver = feed.progress(shape('v2', 4)).seq;
  expect(feed.missedSince(from, 5).progress.map(({ seq }) => seq)).toEqual([passedOver]);
});

test('of another run, or of numbers not given yet, nothing is known: fetch everything', () => {
  const feed = createFeed('run');
  feed.changed(['log'], 1);
  expect(feed.missedSince({ run: 'before', seq: 1 }, 2).resync).toBe(true);
  expect(feed.missedSince({ run: 'run', seq: 9 }, 2).resync).toBe(true);
  expect(feed.missedSince({ run: 'run', seq: 0 }, 2)).toMatchObject({ resync: false, topics: ['log'] });
});

test('the memory is bounded, and says where it ends', () => {
  const feed = createFeed('run');
  for (let i = 1; i <= 250; i += 1) feed.progress(shape(`v${i}`, i));
  expect(feed.missedSince({ run: 'run', seq: 49 }, 0).resync).toBe(true);
  const missed = feed.missedSince({ run: 'run', seq: 50 }, 0);
  expect([missed.resync, missed.progress.length]).toEqual([false, 200]);
});

test('whoever drops out anywhere and asks has in the end what whoever stayed has', () => {
  const topic = fc.constantFrom<Topic>('alerts', 'log', 'state');
  const event = fc.oneof(
    fc.record({ topics: fc.array(topic, { minLength: 1, maxLength: 2 }) }),
    fc.record({ versionId: fc.integer({ min: 1, max: 205 }).map(String) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), fc.nat(300), (events, away) => {
      const feed = createFeed('run');
      const [stayed, left] = [new Map<string, number>(), new Map<string, number>()];
      events.forEach((one, i) => {
        const told = 'topics' in one ? feed.changed(one.topics, i) : feed.progress(shape(one.versionId, i));
        const keys = 'topics' in one ? one.topics : [one.versionId];
        for (const each of i < away ? [stayed, left] : [stayed])
          for (const key of keys) each.set(key, told.at);
      });
      const at = new Map(events.map((_, i) => [i + 1, i]));
      const missed = feed.missedSince({ run: 'run', seq: Math.min(away, events.length) }, 0);
      if (missed.resync) return;
      for (const name of missed.topics) left.set(name, stayed.get(name) ?? -1);
      for (const one of missed.progress) left.set(one.versionId, at.get(one.seq) ?? -1);
      expect(left).toEqual(stayed);
    }),
    { numRuns: 200 },
  );
});
