import { createAdapter } from '@socket.io/postgres-adapter';
import { Server, type Namespace } from 'socket.io';
import type { Notifier } from '../platform/notifier.js';
import type { SocketPool } from '../store/postgres-notices.js';
import { coalesce } from './coalesce.js';

/** Makes a socket.io server one of several on a PostgreSQL. */
export type SocketsAcross = ReturnType<typeof createAdapter>;

/** The adapter keeps large messages in a table, swept this often; what we say never is one. Milliseconds. */
const never = 2 ** 31 - 1;

export const socketsAcross = (pool: SocketPool, onFault: (error: Error) => void): SocketsAcross =>
  createAdapter(pool as never, { cleanupInterval: never, errorHandler: onFault });

/** Milliseconds in which what happens here is told to the others in one word. */
const pace = 100;

/**
 * Tells the other processes what happened here, and this one's listeners what happened there. Each process draws the
 * progress for its own consoles: a console hears at most four events a second, however many hubs send, and each once.
 * Returns a stop function.
 */
export function carryAcross(
  namespace: Namespace,
  notifier: Notifier,
  onBug: (error: unknown) => void,
): () => void {
  const topics = new Set<string>();
  const progress = coalesce(
    pace,
    async (versionId) => void namespace.serverSideEmit('progress', versionId),
    onBug,
  );
  const changed = coalesce(
    pace,
    async () => {
      namespace.serverSideEmit('changed', [...topics]);
      topics.clear();
    },
    onBug,
  );
  const forget = [
    notifier.onOwn('progress', ({ versionId }) => progress.call(versionId)),
    notifier.onOwn('changed', (notice) => {
      for (const topic of notice.topics) topics.add(topic);
      changed.call('all');
    }),
    () => progress.stop(),
    () => changed.stop(),
  ];
  namespace.on('progress', (versionId: string) => notifier.hear('progress', { versionId, alertId: '' }));
  namespace.on('changed', (told: string[]) => notifier.hear('changed', { topics: told }));
  return () => forget.forEach((stop) => stop());
}

/** A process without consoles tells those of the others what it does. Returns a stop function. */
export function tellConsolesElsewhere(
  across: SocketsAcross,
  notifier: Notifier,
  onBug: (error: unknown) => void,
): () => void {
  const server = new Server();
  server.adapter(across);
  const namespace = server.of('/console');
  const stop = carryAcross(namespace, notifier, onBug);
  return () => {
    stop();
    for (const name of ['/console', '/']) void server.of(name).adapter.close();
  };
}
