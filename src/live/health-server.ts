import { once } from 'node:events';
import { createServer } from 'node:http';
import type { StorageWatch } from '../store/storage-watch.js';
import type { Store } from '../store/store.js';
import { readiness } from './readiness.js';

/** All that a process without the role `api` answers: whether it lives, and whether its database does. */
export async function startHealthServer(
  store: Store,
  storage: StorageWatch,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, reply) => {
    const say = (status: number, body: object) =>
      reply
        .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        .end(JSON.stringify(body));
    const path = request.method === 'GET' ? request.url?.split('?')[0] : null;
    if (path === '/health/live') say(200, { status: 'ok' });
    else if (path === '/health/ready')
      void readiness(store)
        // What is wrong otherwise is logged by whoever needs the database; here it is no reason to end.
        .catch(() => ({ status: 'unavailable' as const, engine: store.engine }))
        .then((ready) => say(ready.status === 'ok' ? 200 : 503, { ...ready, storage: storage.read() }));
    else say(404, { code: 'request.no-such-route' });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://${host}:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
