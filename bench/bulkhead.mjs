// What a provider that is down, hangs or is slow costs the others: one channel's hand-off beside a second one in trouble.
import { setTimeout as sleep } from 'node:timers/promises';
import { smsLimits } from '../dist/channels/sms.limits.js';
import { pushLimits } from '../dist/channels/push.limits.js';
import { startEngine } from './support/engine.mjs';
import { mustReach, row } from './support/rows.mjs';
import { percentile, median } from './support/statistics.mjs';
import { numberOf } from './support/sms.mjs';

const messages = 1_000;
const callsPerSecond = 500;
const callMs = 20;
const rounds = 5;

/** How the second provider answers. */
const troubles = {
  none: async () => ({ result: 'accepted', ref: 'p' }),
  down: async () => ({
    result: 'retry',
    why: { at: 'channel', code: 'channel.unreachable', detail: 'ECONNREFUSED' },
  }),
  // As an adapter tells it when the dispatcher's patience ends.
  hangs: (signal) =>
    new Promise((resolve) =>
      signal.addEventListener('abort', () => resolve({ result: 'unsure' }), { once: true }),
    ),
  slow: async () => {
    await sleep(2_000);
    return { result: 'accepted', ref: 'p' };
  },
};

/** About two minutes. @throws Error when a delivery of the healthy channel was lost. */
export async function bench() {
  const times = { none: [], down: [], hangs: [], slow: [] };
  // Warm-up, then all by turns: the machine's moods reach each alike.
  await round('none');
  for (let i = 0; i < rounds; i += 1)
    for (const trouble of Object.keys(times)) times[trouble].push(await round(trouble));
  const base = median(times.none);
  return {
    note: `commit to hand-off of ${messages} SMS at ${callsPerSecond} a second, beside as many on a second channel; medians of ${rounds} by turns`,
    rows: [
      row('bulkhead, both well', base, 'ms p99'),
      ...['down', 'hangs', 'slow'].map((trouble) => {
        const value = median(times[trouble]);
        const line = { ratio: value / base, against: 'both well' };
        return mustReach(row(`bulkhead, the other ${trouble}`, value, 'ms p99', line), { atMost: 1.1 });
      }),
    ],
  };
}

/** One issue on both channels; answers the healthy one's p99 from the commit to the hand-off. */
async function round(trouble) {
  const handedOn = [];
  const sms = {
    id: 'sms',
    limits: { ...smsLimits, callsPerSecond },
    async send({ members }) {
      handedOn.push(performance.now());
      await sleep(callMs);
      return members.map(({ target }, i) => ({ target, result: 'accepted', ref: `${target} ${i}` }));
    },
  };
  const push = {
    id: 'push',
    limits: { ...pushLimits, targetsPerCall: 1, callsPerSecond, timeout: 3_000 },
    async send({ members }, signal) {
      const answer = await troubles[trouble](signal);
      return members.map(({ target }) => ({ target, ...answer }));
    },
  };
  const engine = await startEngine({
    channel: sms,
    beside: [push],
    districts: [messages],
    targetOf: numberOf,
    text: '【訓練】',
  });
  try {
    await engine.issue([0], { on: push });
    const { committedAt } = await engine.issue([0]);
    while (handedOn.length < messages) {
      if (performance.now() - committedAt > 60_000)
        throw new Error(`${handedOn.length} of ${messages} were handed on`);
      await sleep(20);
    }
    return percentile(
      handedOn.map((at) => at - committedAt),
      0.99,
    );
  } finally {
    await engine.close();
  }
}
