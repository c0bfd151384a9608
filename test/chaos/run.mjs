#!/usr/bin/env node
// Faults, each many times, on the real thing; one row a fault.
//   npm run chaos [-- --only NAME] [--quick | --runs N] [--seed N] [--json FILE]
// A fault is a file in faults/ that exports `run` (fault-row.ts). Loopback only; every process it starts it ends.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = new URL('../../', import.meta.url);
const folder = new URL('./faults/', import.meta.url);
const packagedNode = fileURLToPath(new URL('node_modules/node/bin/node', root));

/** better-sqlite3 13 needs Node 24, and TypeScript a loader: runs itself again where either is missing. */
function underOurNode() {
  if (process.env.TODOKU_CHAOS_LOADED === '1') return true;
  const node = Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : packagedNode;
  if (!existsSync(node)) throw new Error('the packaged Node 24 is missing: run npm ci first');
  const loaders = ['test/loopback-only.mjs', 'test/support/typescript.mjs'].flatMap((file) => [
    '--import',
    fileURLToPath(new URL(file, root)),
  ]);
  const child = spawn(node, [...loaders, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, TODOKU_CHAOS_LOADED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
  return false;
}

const columns = ['fault', 'runs', 'lost', 'doubled', 'unsure', 'resolved', 'held', 'control'];

function print(rows) {
  const lines = [columns, ...rows.map((row) => columns.map((name) => String(row[name])))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const text = lines.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
  );
  console.log(text.join('\n'));
  for (const { fault, note } of rows) if (note !== '') console.log(`\n${fault}: ${note}`);
}

const isBad = ({ lost, doubled, control }) => lost > 0 || doubled > 0 || control === 'green';

async function main() {
  // With an exit of its own, so that what it started ends with it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.replace(/\.ts$/, ''))
    .sort();
  if (values.only !== undefined && !names.includes(values.only)) {
    console.error(`No fault ${values.only}. There are: ${names.join(', ')}`);
    return 2;
  }
  if (values.runs !== undefined && !/^[1-9]\d*$/.test(values.runs)) {
    console.error('--runs takes a whole number from 1.');
    return 2;
  }
  const { buildServer } = await import('../../scripts/build.mjs');
  await buildServer();
  const machine = `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, Node ${process.versions.node}`;
  console.log(`${machine}, seed ${values.seed}\n`);
  const rows = [];
  const failures = {};
  for (const name of values.only === undefined ? names : [values.only]) {
    const { run, runs = { long: 20, quick: 3 } } = await import(new URL(`${name}.ts`, folder).href);
    const started = Date.now();
    try {
      const times = Number(values.runs ?? (values.quick ? runs.quick : runs.long));
      rows.push(await run({ runs: times, seed: Number(values.seed) }));
    } catch (error) {
      // One that cannot be tried keeps no other from being tried.
      failures[name] = String(error);
      console.error(error);
    }
    console.error(`${name}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
  }
  print(rows);
  for (const name of Object.keys(failures)) console.log(`\n${name}: not tried, see above`);
  const result = { machine, date: new Date().toISOString(), seed: Number(values.seed), rows, failures };
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  return rows.some(isBad) || Object.keys(failures).length > 0 ? 1 : 0;
}

if (underOurNode()) process.exitCode = await main();
