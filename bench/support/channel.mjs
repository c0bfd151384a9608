// A provider inside the engine's process, for what is not about HTTP. It counts each number's calls: the run's oracle.
import { setTimeout as sleep } from 'node:timers/promises';
import { smsLimits } from '../../dist/channels/sms.limits.js';
import { indexOf } from './sms.mjs';

/**
 * A channel that accepts everything after `callMs`, or in the next turn of the event loop. `callsOf(versionId)` tells
 * how many calls a version had, how many of them went to a number again, and when the first and the last began.
 */
export function inProcessChannel({ addresses, callsPerSecond, callMs }) {
  const versions = new Map();
  const answered = callMs === undefined ? createTurns() : () => sleep(callMs);
  let refs = 0;

  function note(versionId, target) {
    let version = versions.get(versionId);
    if (!version) {
      version = {
        calls: 0,
        doubled: 0,
        firstAt: performance.now(),
        lastAt: 0,
        seen: new Uint8Array(addresses),
      };
      versions.set(versionId, version);
    }
    const index = indexOf(target);
    version.calls += 1;
    version.doubled += version.seen[index];
    version.seen[index] = 1;
    version.lastAt = performance.now();
  }

  const channel = {
    id: 'sms',
    limits: { ...smsLimits, callsPerSecond },
    async send({ versionId, members }) {
      for (const { target } of members) note(versionId, target);
      await answered();
      return members.map(({ target }) => ({ target, result: 'accepted', ref: `SM${(refs += 1)}` }));
    },
  };
  return { channel, callsOf: (versionId) => versions.get(versionId) ?? { calls: 0, doubled: 0 } };
}

/** One turn for all that wait for it. */
function createTurns() {
  let turn = null;
  return () =>
    (turn ??= new Promise((resolve) => {
      setImmediate(() => {
        turn = null;
        resolve();
      });
    }));
}
