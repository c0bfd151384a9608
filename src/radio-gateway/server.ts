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
  readonly onBug: (error: unknown) => void;
}

const commandLimit = 1_000_000;
/** Ten minutes of 16 kHz, 16 bit. */
const soundLimit = 20_000_000;
/** Hubs are few; more are trying something. */
const mostConnections = 64;

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

async function handle(request: IncomingMessage, options: ServerOptions): Promise<GatewayReply> {
  const { method = 'GET', url = '/', headers } = request;
  const path = url.split('?', 1)[0] ?? '/';
  const sound = method === 'PUT';
  const bytes = await collect(request, sound ? soundLimit : commandLimit);
  if (bytes === null) return tooLarge;
  try {
    return options.answer({
      method,
      path,
      headers,
      body: sound ? '' : bytes.toString('utf8'),
      ...(sound && { bytes }),
    });
  } catch (error) {
    options.onBug(error);
    return broken;
  }
}

/** Listens for hubs. Rejects when the port is taken. */
export async function openServer(
  options: ServerOptions,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const listener: RequestListener = (request, response) => {
    handle(request, options).then(
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
