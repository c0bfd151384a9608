import { execFile } from 'node:child_process';
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { paths } from '../platform/paths.js';
import { createSessionPool, type SessionPool } from './fcm-sessions.js';

const run = promisify(execFile);

let server: Http2Server;
let pool: SessionPool;
let connected: ServerHttp2Session[];
let pings: (() => void)[];

beforeEach(async () => {
  connected = [];
  pings = [];
  server = createServer((_, response) => response.end('{}')).on('session', (one) => connected.push(one));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  pool = openPool();
  const real = globalThis.setInterval;
  jest.spyOn(globalThis, 'setInterval').mockImplementation(((run: () => void, ms: number) => {
    if (ms === 30_000) pings.push(run);
    return real(run, ms);
  }) as typeof setInterval);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await pool.close();
  for (const one of connected) one.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const openPool = (): SessionPool => {
  const { port } = server.address() as AddressInfo;
  return createSessionPool({ origin: `http://127.0.0.1:${port}`, sessions: 1 });
};
const post = () => pool.post('/send', 'Bearer x', '{}', AbortSignal.timeout(5000));

test('a session that broke off is neither pinged nor given a message before it says that it is closed', async () => {
  expect(await post()).toMatchObject({ status: 200 });
  expect(pings).toHaveLength(1);
  connected[0]?.destroy();
  for (let turn = 0; turn < 500; turn++) {
    await new Promise(setImmediate);
    pings[0]?.();
  }
  expect(await post()).toMatchObject({ status: 200 });
  expect(connected).toHaveLength(2);
});

test('a session whose pings nobody answers is given up after ten seconds, and the next message takes another', async () => {
  expect(await post()).toMatchObject({ status: 200 });
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'setInterval'] });
  try {
    pings[0]?.();
    jest.advanceTimersByTime(10_000);
    // The same turn: the session is destroyed and has not said so.
    pings[0]?.();
  } finally {
    jest.useRealTimers();
  }
  expect(await post()).toMatchObject({ status: 200 });
  expect(connected).toHaveLength(2);
});

test('closing ends whatever the sessions are: idle, broken off a moment ago, or hung', async () => {
  await post();
  await pool.close();
  expect(connected[0]?.closed).toBe(true);
  pool = openPool();
  await post();
  connected[1]?.destroy();
  await new Promise(setImmediate);
  await pool.close();
});

/** Nothing else keeps that process alive: as when a hub ends. */
test('a process that closes an idle pool ends by itself when it has closed', async () => {
  await post();
  const { port } = server.address() as AddressInfo;
  const program = `
    const { createSessionPool } = await import(${JSON.stringify(new URL('./fcm-sessions.ts', import.meta.url).href)});
    const pool = createSessionPool({ origin: 'http://127.0.0.1:${port}', sessions: 1 });
    await pool.post('/send', 'Bearer x', '{}', AbortSignal.timeout(5000));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await pool.close();
    console.log('closed');
  `;
  const loader = join(paths.root, 'test/support/typescript.mjs');
  const args = ['--import', loader, '--input-type=module', '--eval', program];
  const { stdout } = await run(process.execPath, args);
  expect(stdout).toBe('closed\n');
});

test('a message that comes after the end opens no session', async () => {
  expect(await post()).toMatchObject({ status: 200 });
  await pool.close();
  await expect(post()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(connected).toHaveLength(1);
});
