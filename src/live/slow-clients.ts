import type { Namespace, Socket } from 'socket.io';

/** What a client may leave unread before it is passed over, and for how long it is then kept. */
export interface Patience {
  readonly bytes: number;
  readonly milliseconds: number;
}
export const patience: Patience = { bytes: 256 * 1024, milliseconds: 20_000 };

/** Milliseconds between two looks at those that were passed over. */
const sweep = 250;
/** The room of those that are passed over. */
const slowRoom = 'slow';

export interface SlowClients {
  /** Emits to everyone who reads; a client that doesn't is passed over from then on, so that nothing piles up for it. */
  emit(event: string, payload: unknown): void;
  /** How many are passed over now. */
  count(): number;
  stop(): void;
}

/**
 * Keeps what is buffered for one client bounded (backpressure). One that has read again is told by `catchUp` what it
 * missed, in one word; one that doesn't within the patience is cut off, and connects anew when it can.
 */
export function passOverSlow(
  namespace: Namespace,
  catchUp: (socket: Socket) => void,
  onSlow: (socket: Socket) => void,
  limits: Patience = patience,
): SlowClients {
  const since = new Map<Socket, number>();
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    for (const [socket, from] of since) {
      const over = performance.now() - from > limits.milliseconds;
      if (socket.connected && unread(socket) > 0 && !over) continue;
      since.delete(socket);
      if (!socket.connected) continue;
      void socket.leave(slowRoom);
      if (over) cutOff(socket);
      else catchUp(socket);
    }
    if (since.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const mark = (socket: Socket): void => {
    since.set(socket, performance.now());
    void socket.join(slowRoom);
    onSlow(socket);
    timer ??= setInterval(look, sweep);
  };
  return {
    emit(event, payload) {
      const to = since.size > 0 ? namespace.local.except(slowRoom) : namespace.local;
      to.emit(event, payload);
      // Afterwards: nobody waits for the look at the others.
      for (const socket of namespace.sockets.values())
        if (!since.has(socket) && unread(socket) > limits.bytes) mark(socket);
    },
    count: () => since.size,
    stop: () => clearInterval(timer),
  };
}

/** The web socket under a socket.io connection; a client that polls has none. */
interface Wire {
  readonly bufferedAmount?: number;
  terminate?(): void;
}
const wireOf = ({ conn }: Socket): Wire => (conn.transport as unknown as { socket?: Wire }).socket ?? {};

/** Bytes that were written for a client and not taken by its line. */
export function unread(socket: Socket): number {
  const { writeBuffer } = socket.conn as unknown as { writeBuffer: readonly { data?: string | Buffer }[] };
  const queued = writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  return queued + (wireOf(socket).bufferedAmount ?? 0);
}

/** A polite close would wait behind what is not read. */
function cutOff(socket: Socket): void {
  const wire = wireOf(socket);
  if (wire.terminate) wire.terminate();
  else socket.conn.close(true);
}
