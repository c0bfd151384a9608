/**
 * The negative control's hub: loaded with `node --import`, it hands the dispatcher a claim that leaves nothing in the
 * database, so that the call is committed after the send, together with its outcome. Nothing in src/ knows of it.
 */
import { registerHooks } from 'node:module';

const patched = new URL('./late-commit.store.mjs', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const ours =
      /\/store\/(claim|delivery)\.store\.js$/.test(specifier) &&
      /\/dist\/dispatch\//.test(context.parentURL ?? '');
    return ours ? { url: patched, shortCircuit: true } : next(specifier, context);
  },
});
