#!/usr/bin/env node
// The todoku command. Runs itself under the packaged Node 24 (better-sqlite3 13 segfaults without a word on Node 20),
// compiles what is newer than its build, and hands over to dist/cli/main.js.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packagedNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number(process.versions.node.split('.')[0]) < 24) {
  if (!existsSync(packagedNode)) {
    console.error('todoku needs Node 24 or newer, and the packaged one is missing: run npm ci first.');
    process.exit(3);
  }
  const child = spawn(packagedNode, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  const { buildServer } = await import('../scripts/build.mjs');
  await buildServer();
  const { main } = await import('../dist/cli/main.js');
  process.exitCode = await main(process.argv.slice(2));
}
