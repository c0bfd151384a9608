/** A line that can die without a word: a TCP proxy on a free loopback port that stops passing bytes on, and closes nothing. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SilentProxy {
  readonly url: string;
  /** From now on nothing passes, either way, on lines that are open and on new ones. */
  die(): void;
  /** New lines work again; the old ones stay dead, as behind a router that has forgotten them. */
  heal(): void;
  close(): Promise<void>;
}

export async function startSilentProxy(target: string): Promise<SilentProxy> {
  const { port, hostname } = new URL(target);
  const ends = new Set<Socket>();
  let dead = false;
  const keep = (socket: Socket): Socket => {
    ends.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => ends.delete(socket));
    return socket;
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    keep(near);
    if (dead) return void near.pause();
    const far = keep(connect({ port: Number(port), host: hostname, allowHalfOpen: true }));
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    die() {
      dead = true;
      for (const end of ends) end.unpipe().pause();
    },
    heal: () => void (dead = false),
    async close() {
      for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
