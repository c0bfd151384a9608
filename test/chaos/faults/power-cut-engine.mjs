/**
 * Runs the product's engine under the shim: issues, claims, sends and flushes, and writes down beside the database what
 * it has acknowledged, in the same log. Ends by being killed.
 */
import { openSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../../../bench/support/engine.mjs';

const acks = openSync(join(tmpdir(), 'acks'), 'a');
const acknowledge = (...words) => writeSync(acks, `${words.join(' ')}\n`);

const channel = {
  id: 'sms',
  limits: { targetsPerCall: 5, callsPerSecond: 5000, concurrency: 50, timeout: 10_000, keyLife: 0 },
  async send(order) {
    // Whatever leaves must stand in the database already.
    acknowledge('sent', order.callId);
    await new Promise((resolve) => setTimeout(resolve, 2));
    return order.members.map(({ target }) => ({ target, result: 'accepted', ref: `ref ${target}` }));
  },
};

const engine = await startEngine({
  channel,
  districts: Array(8).fill(60),
  targetOf: (i) => `+8190${String(i).padStart(8, '0')}`,
  text: '【訓練】試験です。'.repeat(20),
});
acknowledge('opened');
for (let i = 0; i < Number(process.argv[2]); i++) {
  const { versionId } = await engine.issue(Array.from({ length: 1 + (i % 8) }, (_, district) => district));
  acknowledge('issued', versionId);
  await engine.settled();
  acknowledge('settled', versionId, await engine.accepted(versionId));
}
process.stdout.write('done\n');
// Killed here: a clean end would write everything back.
setInterval(() => {}, 1000);
