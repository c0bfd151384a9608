// The peers of `fanout-sms`: what is installed of them is started, the others say why not.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const installed = (name) => {
  try {
    JSON.parse(readFileSync(new URL(`../peers/node_modules/${name}/package.json`, import.meta.url), 'utf8'));
    return null;
  } catch {
    return `${name} is not installed: npm ci --prefix bench/peers`;
  }
};
const redis = () =>
  spawnSync('redis-server', ['--version']).status === 0
    ? null
    : 'redis-server is not installed: apt-get install redis-server';

/** By name: its file, what it needs, and how many times as fast the engine must be. */
export const peers = {
  // What is compared is each outcome on the disk before it counts, as the engine has it: Redis calls that "always".
  BullMQ: {
    file: 'peers/bullmq.mjs',
    options: { fsync: 'always' },
    needs: () => installed('bullmq') ?? redis(),
    atLeast: 3,
  },
  'BullMQ everysec': { file: 'peers/bullmq.mjs', needs: () => installed('bullmq') ?? redis(), atLeast: 3 },
  'pg-boss': { file: 'peers/pg-boss.mjs', needs: () => installed('pg-boss'), atLeast: 5 },
  'pg-boss perJobResults': {
    file: 'peers/pg-boss.mjs',
    options: { perJobResults: true },
    needs: () => installed('pg-boss'),
    atLeast: 5,
  },
  'notifme-sdk': { file: 'peers/notifme-sdk.mjs', needs: () => installed('notifme-sdk'), atLeast: 1.3 },
};

/** Starts each peer that can be started. Answers their sides, and of the others the reason. */
export async function installedPeers(start, shared) {
  const [sides, missing] = [{}, {}];
  for (const [name, { file, options, needs }] of Object.entries(peers)) {
    const reason = needs();
    if (reason !== null) {
      missing[name] = reason;
      continue;
    }
    try {
      sides[name] = await start(file, { ...shared, ...options });
    } catch (error) {
      missing[name] = `it did not start: ${error.message.split('\n')[0]}`;
    }
  }
  return { sides, missing };
}
