// npm test: builds, then every tier but the browser's (npm run test:browser) and the long set (npm run test:long), unless a
// file of the browser's is asked for. Arguments go to Jest: `npm test -- src/compose`, `npm test -- --selectProjects unit`.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildConsole, buildServer } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
await buildServer();
await buildConsole();

const given = process.argv.slice(2);
const ignored = ['long', ...(given.some((each) => each.includes('browser')) ? [] : ['browser'])];
// Most of npm test waits: for leases, retries, processes. A browser or a voice has the processor to itself, and CI's machine
// is shared with others: what is timed there needs the room.
const chosen = given.includes('--selectProjects');
const args = [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  ...(chosen ? [] : ['--ignoreProjects', ...ignored]),
  `--maxWorkers=${chosen || process.env.CI === 'true' ? 2 : 3}`,
];
const child = spawn(process.execPath, [...args, ...given], { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
