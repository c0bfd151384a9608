// Builds what is out of date: the server with `nest build` (swc), the console with Vite.
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, statSync, writeFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** The newest change below a folder, or of a file. Milliseconds. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

async function buildIfStale(stamp, sources, build) {
  const file = join(root, 'dist', stamp);
  const built = existsSync(file) ? statSync(file).mtimeMs : 0;
  if (sources.every((source) => newest(join(root, source)) <= built)) return;
  const started = Date.now();
  await build();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(file, `${Date.now() - started} ms\n`);
}

/** Compiles src/ to dist/. */
export const buildServer = () =>
  buildIfStale('.server-built', ['src', '.swcrc', 'nest-cli.json'], async () => {
    for (const name of readdirSync(join(root, 'src')))
      rmSync(join(root, 'dist', name.replace(/\.ts$/, '.js')), { recursive: true, force: true });
    await run(bin('nest'), ['build'], { cwd: root });
  });

/** Bundles the console to dist/web/console, with the one script of the API's page (/docs). */
export const buildConsole = () =>
  buildIfStale('.console-built', ['web', 'src/wire', 'src/domain', 'locales', 'package.json'], async () => {
    await run(bin('vite'), ['build', '--config', 'web/console/vite.config.ts', '--logLevel', 'warn'], {
      cwd: root,
    });
    const docs = join(root, 'dist', 'web', 'console', 'docs');
    mkdirSync(docs, { recursive: true });
    copyFileSync(join(root, 'node_modules/rapidoc/dist/rapidoc-min.js'), join(docs, 'rapidoc.js'));
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildServer();
  await buildConsole();
}
