// How soon after its commit an alert's first call starts: in a quiet hub, and behind a backlog.
import { setTimeout as sleep } from 'node:timers/promises';
import { smsLimits } from '../../dist/channels/sms.limits.js';
import { startEngine } from '../support/engine.mjs';
import { options, serve } from '../support/side.mjs';
import { numberOf } from '../support/sms.mjs';

const { addresses, callMs } = options;
const startedAt = new Map();
let calls = 0;
const channel = {
  id: 'sms',
  limits: { ...smsLimits, callsPerSecond: 200_000 },
  async send({ versionId, members }) {
    if (!startedAt.has(versionId)) startedAt.set(versionId, performance.now());
    await sleep(callMs);
    return members.map(({ target }) => ({ target, result: 'accepted', ref: `SM${++calls}` }));
  },
};
const engine = await startEngine({
  channel,
  districts: [1, addresses - 1],
  targetOf: numberOf,
  text: '避難指示',
});

/** Milliseconds from the commit of an urgent version to one address until its call starts. */
async function once() {
  const { versionId, committedAt } = await engine.issue(1, { rank: 1 });
  while (!startedAt.has(versionId)) await sleep(1);
  return startedAt.get(versionId) - committedAt;
}

async function answer({ times, backlog }) {
  const waits = [];
  if (backlog) await engine.issue(2, { rank: 6 });
  for (let i = 0; i < times; i += 1) {
    await sleep(20);
    waits.push(await once());
  }
  const left = await engine.pending();
  if (backlog && left === 0) throw new Error('the backlog was gone before the measurement ended');
  return { waits };
}

serve({}, answer, () => engine.close());
