// The other side of `sockets`: socket.io and nothing else, the same event in a namespace of the same name.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { serveEvents } from '../support/broadcaster.mjs';
import { options } from '../support/side.mjs';

const http = createServer();
const io = new Server(http, { perMessageDeflate: false, serveClient: false });
const consoles = io.of('/console');
http.listen(0, '127.0.0.1');
await once(http, 'listening');
// As the hub's clock: wall time read once, in whole milliseconds, then carried forward.
const start = Date.now() - performance.now();

// At the hub's pace, which bundles what happens within a quarter of a second: after a pause as long a machine is as cold.
const pace = 250;
const emit = () => consoles.emit('progress', { ...options.event, at: Math.round(start + performance.now()) });

serveEvents(
  { url: `http://127.0.0.1:${http.address().port}/console` },
  () => setTimeout(emit, pace),
  () => io.close(),
);
