/** The negative control's clock: loaded with `node --import`, it follows the wall instead of monotonic time. */
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/dist/platform/clock.js')) return loaded;
    return { ...loaded, source: 'export const createClock = () => ({ now: () => Date.now() });' };
  },
});
