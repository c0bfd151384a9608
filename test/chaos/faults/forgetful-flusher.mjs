/** The negative control's flusher: loaded with `node --import`, it forgets the outcomes that could not be written. */
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/dist/dispatch/outcome-flusher.js')) return loaded;
    const text = String(loaded.source);
    // The lot of a failed write is put back before what came meanwhile.
    const patched = text.replace(/\[\s*\.\.\.lot,\s*\.\.\.waiting\s*\]/, 'waiting');
    if (patched === text) throw new Error('outcome-flusher.js no longer reads as the control expects');
    return { ...loaded, source: patched };
  },
});
