import type { Namespace, Socket } from 'socket.io';
import type { World } from '../domain/world.js';

/** Whom a socket belongs to; handed in, because sessions are the officers' business. */
export interface SocketAccess {
  readonly world: World;
  /** Other processes on the database have consoles too, or do what this one's should see. */
  readonly across: boolean;
  /** The session of a cookie header, by an id that is no secret; null where nobody is signed in. */
  sessionOf(cookieHeader: string | undefined): Promise<string | null>;
  /** Told which sessions have a console connected here, so that one that only listens may count as used. */
  keep(connected: ReadonlySet<string>): Promise<void>;
  /** Ids of all sessions that stand. */
  standing(): Promise<ReadonlySet<string>>;
}

/** Milliseconds between two looks at the sessions behind the sockets. */
const pace = 2_000;

const session = (socket: Socket): string | undefined => (socket.data as { session?: string }).session;

/** Refuses a socket without a session at its handshake. */
export function guardHandshake(namespace: Namespace, access: SocketAccess): void {
  namespace.use((socket, next) => {
    access
      .sessionOf(socket.handshake.headers.cookie)
      .then((id) => {
        (socket.data as { session?: string | null }).session = id;
        next(id === null ? new Error('session.none') : undefined);
      })
      .catch((error: Error) => next(error));
  });
}

/**
 * Cuts off sockets whose session has ended (sign-out, revoked, idle, over), wherever that was done: another process, a
 * command. One question for all of them. Returns a stop function.
 */
export function watchSessions(
  namespace: Namespace,
  access: SocketAccess,
  onBug: (error: unknown) => void,
): () => void {
  let asking = false;
  const look = async (): Promise<void> => {
    if (asking || namespace.sockets.size === 0) return;
    asking = true;
    // Those that are there now: one that connects while we ask has a session that we may not have read.
    const there = [...namespace.sockets.values()];
    try {
      await access.keep(new Set(there.flatMap((socket) => session(socket) ?? [])));
      const standing = await access.standing();
      for (const socket of there) if (!standing.has(session(socket) ?? '')) socket.disconnect(true);
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void look().catch(onBug), pace);
  return () => clearInterval(timer);
}
