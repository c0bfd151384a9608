// The engine with a provider that takes so many calls a second: urgent alerts behind a backlog.
import { setTimeout as sleep } from 'node:timers/promises';
import { inProcessChannel } from '../support/channel.mjs';
import { startEngine } from '../support/engine.mjs';
import { options, serve } from '../support/side.mjs';
import { numberOf } from '../support/sms.mjs';

const { callsPerSecond, callMs, urgent, backlog } = options;
/** One address, the rest of the urgent alert's, and the backlog's. */
const districts = [1, urgent - 1, backlog];
const [one, all, others] = [[0], [0, 1], [2]];
const { channel, callsOf } = inProcessChannel({ addresses: urgent + backlog, callsPerSecond, callMs });
const engine = await startEngine({ channel, districts, targetOf: numberOf, text: '避難指示' });
/** Issued so far: version → its deliveries. */
const issued = new Map();
let backlogId;

async function issue(chosen, rank) {
  const { versionId, committedAt } = await engine.issue(chosen, { rank });
  issued.set(
    versionId,
    chosen.reduce((sum, district) => sum + districts[district], 0),
  );
  return { versionId, committedAt };
}

async function until(check) {
  while (!check()) await sleep(1);
}

async function stillBehind(wanted) {
  const left = await engine.pending();
  if (wanted !== undefined && left < wanted) throw new Error(`only ${left} of ${wanted} deliveries wait`);
}

const asks = {
  async backlog() {
    ({ versionId: backlogId } = await issue(others, 6));
    await until(() => callsOf(backlogId).calls > 0);
    return {};
  },
  /** Milliseconds from each alert's commit to its call. The next doesn't wait for the one before. */
  async first({ trials, every, behind }) {
    const alerts = [];
    for (let i = 0; i < trials; i += 1) {
      await sleep(every * (0.5 + Math.random()));
      alerts.push(await issue(one, 1));
    }
    await until(() => alerts.every(({ versionId }) => callsOf(versionId).calls > 0));
    await stillBehind(behind);
    return { waits: alerts.map(({ versionId, committedAt }) => callsOf(versionId).firstAt - committedAt) };
  },
  /** One alert to all urgent addresses: until its last call, and what of the backlog was called meanwhile. */
  async fan({ behind }) {
    const before = callsOf(backlogId).calls;
    const { versionId, committedAt } = await issue(all, 1);
    await until(() => callsOf(versionId).calls === urgent);
    const backlogCalls = callsOf(backlogId).calls - before;
    await stillBehind(behind);
    return { lastMs: callsOf(versionId).lastAt - committedAt, backlogCalls };
  },
  /** Waits until nothing is left, and looks at every version: each address called once, each outcome kept. */
  async drain() {
    const before = callsOf(backlogId).calls;
    const startedAt = performance.now();
    await engine.settled();
    const ms = callsOf(backlogId).lastAt - startedAt;
    for (const [versionId, count] of issued) {
      const { calls, doubled } = callsOf(versionId);
      const accepted = await engine.accepted(versionId);
      if (calls !== count || doubled > 0 || accepted !== count)
        throw new Error(`${versionId}: ${calls} calls, ${doubled} doubled, ${accepted} accepted of ${count}`);
    }
    return { ms, calls: callsOf(backlogId).calls - before };
  },
};

serve(
  {},
  ({ what, ...question }) => asks[what](question),
  () => engine.close(),
);
