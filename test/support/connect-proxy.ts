/** An HTTP proxy on a free loopback port that knows CONNECT alone, notes what it is asked, and fails as it is told. */
import { once } from 'node:events';
import { createServer as createPlain, type IncomingMessage } from 'node:http';
import { createServer as createTls } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** What it does with a CONNECT: a tunnel, an answer, silence, an end, or what is no HTTP at all. */
export type ProxyMode =
  | 'pass'
  | 'hang'
  | 'close'
  | 'garbage'
  | 'close-after'
  | 'hang-after'
  | 405
  | 401
  | 403
  | 407
  | 502
  | 503
  | 504;

export interface ConnectProxy {
  readonly url: string;
  readonly port: number;
  mode: ProxyMode;
  /** `user:password` that it wants; null = it lets everybody through. */
  wants: string | null;
  /** What it was asked for, in order: `host:port` and the credentials, decoded. */
  readonly asked: { readonly target: string; readonly credentials: string | null }[];
  /** Bytes that went through its tunnels to each target. */
  readonly bytes: Map<string, number>;
  /** Connections that it has itself made. */
  readonly own: Set<Socket>;
  /** Ends every open tunnel at once. */
  cut(): void;
  reset(): void;
  close(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** The loopback port behind each `host:port`; without a list a target is what it says. */
  readonly route?: (target: string) => number | undefined;
  /** Behind https, with this certificate. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export async function startConnectProxy({ route, tls }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const ends = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    ends.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => ends.delete(socket));
    return socket;
  };
  const server = tls === undefined ? createPlain() : createTls(tls);
  server.on(tls === undefined ? 'connection' : 'secureConnection', keep);

  const pass = (target: string, near: Socket): void => {
    const port = route === undefined ? Number(target.split(':').at(-1)) : route(target);
    if (port === undefined) return void near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const far = connect({ port, host: '127.0.0.1' });
    proxy.own.add(keep(far));
    far.once('error', () => near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    far.once('connect', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      near.on('data', ({ length }: Buffer) => {
        proxy.bytes.set(target, (proxy.bytes.get(target) ?? 0) + length);
      });
      near.pipe(far).pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
    });
  };
  const answers: Readonly<Record<Extract<ProxyMode, string>, (target: string, near: Socket) => void>> = {
    pass,
    hang: () => undefined,
    close: (_, near) => near.destroy(),
    garbage: (_, near) => near.write('SSH-2.0-OpenSSH_9.2\r\n'),
    'close-after': (_, near) => near.end('HTTP/1.1 200 OK\r\n\r\n'),
    'hang-after': (_, near) => near.write('HTTP/1.1 200 OK\r\n\r\n'),
  };
  server.on('connect', ({ url = '', headers }: IncomingMessage, near: Socket) => {
    const given = headers['proxy-authorization']?.replace(/^Basic /, '');
    const credentials = given === undefined ? null : Buffer.from(given, 'base64').toString();
    proxy.asked.push({ target: url, credentials });
    const { mode, wants } = proxy;
    const status = typeof mode === 'number' ? mode : wants !== null && credentials !== wants ? 407 : null;
    if (status === null) answers[mode as 'pass'](url, near);
    else
      near.end(`HTTP/1.1 ${status} No\r\nproxy-authenticate: Basic realm="x"\r\ncontent-length: 0\r\n\r\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: ConnectProxy = {
    ...{ url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, port },
    ...{ mode: 'pass', wants: null, asked: [], bytes: new Map(), own: new Set() },
    cut: () => ends.forEach((end) => end.destroy()),
    reset() {
      proxy.mode = 'pass';
      proxy.wants = null;
      proxy.asked.length = 0;
      proxy.bytes.clear();
    },
    async close() {
      proxy.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
