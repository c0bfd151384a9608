import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Exchange, GatewayReply } from './exchange.js';

interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** PEM; without it plain HTTP, which is for a closed network or a proxy in front. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly answer: (ask: Exchange) => GatewayReply;
  /** Why a sound file is not taken, by what stands before it; null where it may come. */
  readonly refuseUpload: (ask: Exchange) => GatewayReply | null;
  readonly onBug: (error: unknown) => void;
}

const commandLimit = 1_000_000;
/** Ten minutes of 16 kHz, 16 bit. */
const soundLimit = 20_000_000;
/** For a whole request, a sound file too. Milliseconds. */
const patience = 60_000;
/** Hubs are few; more are trying something. */
const mostConnections = 64;

/** A sound file at a time: whoever listens on the line cannot fill the memory. */
const busy: GatewayReply = {
  status: 503,
  body: JSON.stringify({ code: 'radio.busy' }),
  headers: { 'content-type': 'application/problem+json', 'retry-after': '1', connection: 'close' },
};
const tooLarge: GatewayReply = {
  status: 413,
  body: JSON.stringify({ code: 'radio.malformed' }),
  headers: { 'content-type': 'application/problem+json', connection: 'close' },
};
const broken: GatewayReply = {
  status: 500,
  body: JSON.stringify({ code: 'radio.broken' }),
  headers: { 'content-type': 'application/problem+json' },
};

/** The body; null when it is longer than its kind may be. Rejects when the connection breaks. */
async function collect(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function createHandler({ answer, refuseUpload, onBug }: ServerOptions) {
  let uploading = false;

  const answered = (ask: Exchange): GatewayReply => {
    try {
      return answer(ask);
    } catch (error) {
      onBug(error);
      return broken;
    }
  };

  /** Its signature covers what stands before the sound: nothing is read of one that is nobody's. */
  async function upload(request: IncomingMessage, ask: Exchange): Promise<GatewayReply> {
    const refused = refuseUpload(ask);
    if (refused !== null) return { ...refused, headers: { ...refused.headers, connection: 'close' } };
    if (uploading) return busy;
    uploading = true;
    try {
      const bytes = await collect(request, soundLimit);
      return bytes === null ? tooLarge : answered({ ...ask, bytes });
    } finally {
      uploading = false;
    }
  }

  return async (request: IncomingMessage): Promise<GatewayReply> => {
    const { method = 'GET', url = '/', headers } = request;
    const ask = { method, path: url.split('?', 1)[0] ?? '/', headers, body: '' };
    if (method === 'PUT') return upload(request, ask);
    const bytes = await collect(request, commandLimit);
    return bytes === null ? tooLarge : answered({ ...ask, body: bytes.toString('utf8') });
  };
}

/** Listens for hubs. Rejects when the port is taken. */
export async function openServer(
  options: ServerOptions,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const handle = createHandler(options);
  const listener: RequestListener = (request, response) => {
    handle(request).then(
      ({ status, body, headers }) => {
        response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
        response.end(body);
      },
      // The hub went away while it was speaking.
      () => request.destroy(),
    );
  };
  const server: Server =
    options.tls === null ? createServer(listener) : createTlsServer(options.tls, listener);
  server.maxConnections = mostConnections;
  server.requestTimeout = patience;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
