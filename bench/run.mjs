#!/usr/bin/env node
// Benchmarks: each measures the product beside what it could at best be, in one run, and prints the ratio.
//   npm run bench [-- NAME…] [--json FILE]
// Loopback only, bounded in count and time; every process it starts it ends.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const packagedNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

/** By name; each answers a note and its rows (support/rows.mjs). */
const benches = {
  'fanout-sms': () => import('./fanout-sms.mjs'),
  'sms-latency': () => import('./sms-latency.mjs'),
  'fanout-pg': () => import('./fanout-pg.mjs'),
  growth: () => import('./growth.mjs'),
  preempt: () => import('./preempt.mjs'),
  bulkhead: () => import('./bulkhead.mjs'),
  compose: () => import('./compose.mjs'),
  sockets: () => import('./sockets.mjs'),
  speech: () => import('./speech.mjs'),
  'push-fcm': () => import('./push-fcm.mjs'),
  'web-push': () => import('./web-push.mjs'),
};

/** Node 20 is enough to be asked, not to run it: better-sqlite3 13 needs 24. */
function underNode24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return true;
  if (!existsSync(packagedNode)) throw new Error('the packaged Node 24 is missing: run npm ci first');
  const child = spawn(packagedNode, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
  return false;
}

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

function print(rows) {
  const cells = rows.map(({ name, value, unit, ratio, against, target, met, note }) => [
    name,
    value === null ? 'not measured' : number.format(value),
    unit,
    ratio === null ? '' : `× ${ratio.toFixed(2)}`,
    note ?? against ?? '',
    target ?? '',
    met === null ? '' : met ? 'met' : 'missed',
  ]);
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const atRight = new Set([1, 3]);
  for (const row of cells)
    console.log(
      row
        .map((cell, i) => (atRight.has(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join('  ')
        .trimEnd(),
    );
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    console.error(`No benchmark ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}`);
    return 2;
  }
  const { buildServer } = await import('../scripts/build.mjs');
  await buildServer();
  const names = positionals.length > 0 ? positionals : Object.keys(benches);
  const machine = `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, Node ${process.versions.node}`;
  console.log(`${machine}\n`);
  const report = { machine, date: new Date().toISOString(), notes: {}, failures: {}, results: [] };
  for (const name of names) await measure(name, report);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  return Object.keys(report.failures).length === 0 ? 0 : 1;
}

/** Runs one benchmark and prints it. One that fails keeps no other from being run. */
async function measure(name, { notes, failures, results }) {
  const { bench } = await benches[name]();
  try {
    const { note, rows } = await bench();
    console.log(`${name}: ${note}`);
    print(rows);
    notes[name] = note;
    results.push(...rows.map((row) => ({ bench: name, ...row })));
  } catch (error) {
    console.log(`${name}: failed`);
    console.error(error);
    failures[name] = error.message;
  }
  console.log();
}

if (underNode24()) process.exitCode = await main();
