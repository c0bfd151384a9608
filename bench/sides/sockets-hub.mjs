// The product's side of `sockets`: a whole hub, its gateway with its session check, its coalescing, its database.
import { serveEvents } from '../support/broadcaster.mjs';
import { startHub } from '../support/engine.mjs';

const hub = await startHub();

serveEvents(
  { url: `${hub.url}/console`, cookie: hub.cookie },
  () => hub.progress(),
  () => hub.close(),
);
