import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { Server, type Namespace, type Socket as ServerSocket } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { passOverSlow, unread, type Patience, type SlowClients } from './slow-clients.js';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

/** A megabyte a word, so that what the kernel takes by itself is soon full. */
const word = 'x'.repeat(1024 * 1024);
const limits: Patience = { bytes: 256 * 1024, milliseconds: 60_000 };

async function serve(over: Patience = limits) {
  const http = createServer();
  const server = new Server(http, { perMessageDeflate: false, serveClient: false });
  const namespace = server.of('/console');
  const caughtUp: ServerSocket[] = [];
  const slow = passOverSlow(
    namespace as Namespace,
    (socket) => {
      caughtUp.push(socket);
      socket.emit('missed', 'the last state');
    },
    () => undefined,
    over,
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  opened.push(server, { close: () => slow.stop() });
  const { port } = http.address() as { port: number };
  return { namespace, slow, caughtUp, url: `http://127.0.0.1:${port}/console` };
}

async function connect(url: string) {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  opened.push(socket);
  const heard: unknown[] = [];
  socket.on('progress', (n: { n: number }) => heard.push(n.n));
  socket.on('missed', (missed) => heard.push(missed));
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  return { socket, heard };
}

/** The TCP connection under a client: paused, it does not read. */
const lineOf = (socket: Socket) =>
  (socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }).ws
    ._socket;

const until = async (check: () => boolean): Promise<void> => {
  const end = performance.now() + 15_000;
  while (!check()) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** Emits until somebody is passed over, at most `most` words, each read by `reader` before the next. */
async function flood(slow: SlowClients, reader: unknown[], most: number, stopWhen: () => boolean) {
  let n = 0;
  while (n < most && !stopWhen()) {
    slow.emit('progress', { n: (n += 1), word });
    await until(() => reader.length >= n);
  }
  return n;
}

test('a client that does not read is passed over, its buffer stays small, and the others hear every word', async () => {
  const { namespace, slow, caughtUp, url } = await serve();
  const reader = await connect(url);
  const sleeper = await connect(url);
  lineOf(sleeper.socket).pause();
  const before = await flood(slow, reader.heard, 60, () => slow.count() === 1);
  expect(slow.count()).toBe(1);
  for (let n = before + 1; n <= before + 20; n += 1) {
    slow.emit('progress', { n, word });
    await until(() => reader.heard.length >= n);
  }
  const asleep = [...namespace.sockets.values()].find((socket) => socket.id === sleeper.socket.id);
  if (!asleep) throw new Error('the sleeper was cut off');
  // The bound, and the one word that crossed it: not the twenty that came later.
  expect(unread(asleep)).toBeLessThan(limits.bytes + 3 * word.length);
  expect(reader.heard).toEqual(Array.from({ length: before + 20 }, (_, i) => i + 1));

  lineOf(sleeper.socket).resume();
  await until(() => sleeper.heard.at(-1) === 'the last state');
  expect(caughtUp.map(({ id }) => id)).toEqual([sleeper.socket.id]);
  expect(sleeper.heard.length).toBeLessThan(before + 5);
  slow.emit('progress', { n: 99, word: '' });
  await until(() => sleeper.heard.at(-1) === 99);
  expect(slow.count()).toBe(0);
}, 60_000);

test('one that does not read within the patience is cut off', async () => {
  const { namespace, slow, caughtUp, url } = await serve({ bytes: 1024, milliseconds: 300 });
  const reader = await connect(url);
  const sleeper = await connect(url);
  lineOf(sleeper.socket).pause();
  await flood(slow, reader.heard, 60, () => slow.count() === 1);
  await until(() => namespace.sockets.size === 1);
  expect([...namespace.sockets.keys()]).toEqual([reader.socket.id]);
  expect([slow.count(), caughtUp]).toEqual([0, []]);
}, 60_000);
