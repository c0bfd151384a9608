import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory that goes with this process, however it ends short of SIGKILL. */
export function temporaryDir(name) {
  const path = mkdtempSync(join(tmpdir(), `todoku-bench-${name}-`));
  const remove = () => rmSync(path, { recursive: true, force: true });
  process.on('exit', remove);
  return {
    path,
    remove() {
      process.off('exit', remove);
      remove();
    },
  };
}
