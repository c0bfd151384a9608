// The real dispatcher and store with one channel, and what a fan-out through them took.
import { startEngine } from './engine.mjs';
import { measured } from './side.mjs';

/** `fanOut(districts)` is measured from the issue until every outcome is durable; what became of it is looked up afterwards. */
export async function startChannelEngine(parts) {
  const engine = await startEngine(parts);
  return {
    async fanOut(chosen) {
      const answer = await measured(async () => {
        const { versionId } = await engine.issue(chosen);
        await engine.settled();
        return { versionId };
      });
      const { versionId } = answer;
      const accepted = await engine.accepted(versionId);
      return { ...answer, accepted, again: await engine.claimedAgain(versionId) };
    },
    close: () => engine.close(),
  };
}

/** Runs `one(i)` for 0 to `count`, so many at a time. */
export async function inFlight(count, atOnce, one) {
  let next = 0;
  const loop = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
}
