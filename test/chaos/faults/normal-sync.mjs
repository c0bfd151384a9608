/** The negative control's store: loaded with `node --import`, it opens SQLite with synchronous=NORMAL. */
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/dist/store/open-sqlite.js')) return loaded;
    const text = String(loaded.source);
    const patched = text
      .replace(/synchronous = FULL/g, 'synchronous = NORMAL')
      .replace(/synchronous !== 2/g, 'synchronous !== 1');
    if (patched === text) throw new Error('open-sqlite.js no longer reads as the control expects');
    return { ...loaded, source: patched };
  },
});
