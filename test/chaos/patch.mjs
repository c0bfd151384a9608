/**
 * Changes the built hub's text while it loads, for a control or to make a wait shorter. A piece that is not there ends
 * the process: a control cannot pass by changing nothing. Nothing in src/ knows of it.
 */
import { registerHooks } from 'node:module';

/** `changes`: part of a module's address under dist/, what is looked for, and what stands there instead. */
export function patch(changes) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const own = changes.filter(([file]) => url.includes(`/dist/${file}`));
      if (own.length === 0) return loaded;
      let source = String(loaded.source);
      for (const [file, piece, instead] of own) {
        if (!piece.test(source)) throw new Error(`nothing in ${file} to change`);
        source = source.replace(piece, instead);
      }
      return { ...loaded, source };
    },
  });
}
