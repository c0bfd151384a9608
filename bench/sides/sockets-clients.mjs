// The consoles of `sockets`: real socket.io clients over web sockets, all in this process.
import { io } from 'socket.io-client';
import { options, serve } from '../support/side.mjs';

const { clients, url, cookie } = options;
/** Connected at a time. */
const lot = 50;
const start = Date.now() - performance.now();

/** The event that is coming in, and how many have it. */
let event = null;
let heard = clients;
/** Events that all have and nobody asked for yet: one may be there before the question. */
const complete = [];
let onComplete = () => undefined;
let onBug = (error) => {
  throw error;
};
/** When the last client was there: what a hub says before, on its own account, only some have. */
let audienceSince = Infinity;

function hear(shape) {
  if (shape.at < audienceSince) return;
  if (heard === clients) {
    event = shape;
    heard = 0;
  }
  if (shape.at !== event.at) return onBug(new Error(`only ${heard} of ${clients} heard the event before`));
  heard += 1;
  if (heard < clients) return;
  complete.push({ lastMs: start + performance.now() - event.at, event });
  onComplete();
}

function connect() {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...(cookie && { extraHeaders: { cookie } }),
  });
  socket.on('progress', hear);
  socket.on('disconnect', (reason) => onBug(new Error(`a client was disconnected: ${reason}`)));
  return new Promise((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
}

for (let connected = 0; connected < clients; connected += lot)
  await Promise.all(Array.from({ length: Math.min(lot, clients - connected) }, connect));

audienceSince = Date.now();

/** Resolves when every client has had one and the same event. */
const hearAll = () =>
  new Promise((resolve, reject) => {
    onBug = reject;
    onComplete = () => {
      if (complete.length > 0) resolve(complete.shift());
    };
    onComplete();
  });

serve({}, hearAll);
