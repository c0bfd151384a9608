/** A negative control: loaded with `node --import`, the hub looks at no expiry, neither at the claim nor at the send. */
import { registerHooks } from 'node:module';

const patches = {
  '/dist/dispatch/sender.js': [[/now >= template\.expiresAt/, 'false']],
  '/dist/store/claim.store.js': [
    [/AND \+d\.expires_at > \$2/, ''],
    [/AND \+d\.expires_at > \$2/, ''],
  ],
  '/dist/store/delivery.store.js': [[/AND expires_at <= \$2/, 'AND expires_at < 0']],
};

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const patch = Object.entries(patches).find(([file]) => url.endsWith(file))?.[1];
    if (!patch) return loaded;
    let text = String(loaded.source);
    for (const [from, to] of patch) {
      if (!from.test(text)) throw new Error(`${url} no longer reads as the control expects`);
      text = text.replace(from, to);
    }
    return { ...loaded, source: text };
  },
});
