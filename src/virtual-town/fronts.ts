import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { constants, createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { drillPushPath } from '../platform/drill-browser.js';
import type { Admin } from './admin.js';
import type { Ask, Reply, Service } from './exchange.js';
import type { Faults } from './faults.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';
import { serve, type Port } from './serve.js';

interface FrontParts {
  readonly port: number;
  readonly tlsPort: number;
  readonly host?: string;
  readonly identity: Identity;
  readonly services: Readonly<
    Record<'token' | 'fcm' | 'twilio' | 'voice' | 'mastodon' | 'radio' | 'webPush', Service>
  >;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly admin: Admin;
}

export interface Fronts {
  readonly url: string;
  readonly tlsUrl: string;
  readonly tlsPort: number;
  close(): Promise<void>;
}

type Services = FrontParts['services'];
const bodyLimit = 1_000_000;
/** Sound files of the radio: ten minutes of 16 kHz, 16 bit. */
const soundLimit = 20_000_000;
const soundPath = '/radio/v1/audio/';

/** The provider behind a path; null = the town's own doors. */
function route(path: string, services: Services): Service | null {
  if (path.startsWith('/2010-04-01/')) return path.includes('/Calls') ? services.voice : services.twilio;
  if (path.startsWith('/v1/projects/')) return services.fcm;
  if (path.startsWith('/radio/v1/')) return services.radio;
  if (path.startsWith('/api/v')) return services.mastodon;
  if (path.startsWith(drillPushPath)) return services.webPush;
  return path === '/token' ? services.token : null;
}

function split(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

const noBytes = Buffer.alloc(0);

/** Collects a body; a single chunk, the usual case, is not copied. */
function collect(
  from: IncomingMessage | ServerHttp2Stream,
  path: string,
  then: (body: Pick<Ask, 'body' | 'bytes'>) => void,
): void {
  const limit = path.startsWith(soundPath) ? soundLimit : bodyLimit;
  let first: Buffer | null = null;
  let chunks: Buffer[] | null = null;
  let size = 0;
  from.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) from.destroy();
    else if (first === null) first = chunk;
    else (chunks ??= [first]).push(chunk);
  });
  from.on('end', () => {
    const bytes = (chunks === null ? first : Buffer.concat(chunks)) ?? noBytes;
    then({ body: limit === soundLimit ? '' : bytes.toString('utf8'), bytes });
  });
}

/** Lets a body out byte by byte over so many milliseconds; ends early when nobody listens any more. */
function drip(to: Writable, body: string, over: number): void {
  const bytes = Buffer.from(body);
  const every = Math.max(1, Math.floor(over / bytes.length));
  const size = Math.ceil((bytes.length * every) / Math.max(1, over));
  let at = 0;
  const timer = setInterval(() => {
    if (to.destroyed) return clearInterval(timer);
    to.write(bytes.subarray(at, at + size));
    at += size;
    if (at < bytes.length) return;
    clearInterval(timer);
    to.end();
  }, every);
  to.once('close', () => clearInterval(timer));
}

function http1Port(request: IncomingMessage, response: ServerResponse): Port {
  return {
    reply: ({ status, body, headers }) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      });
      response.end(body);
    },
    drip: ({ status, body, headers }, over) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.flushHeaders();
      drip(response, body, over);
    },
    cut: () => request.socket.destroy(),
  };
}

/** The whole of HTTP/1.1, over TCP and over TLS. */
function createListener({ services, faults, ledger, admin }: FrontParts): RequestListener {
  return (request, response) => {
    const [path, query] = split(request.url ?? '/');
    if (path === '/events') return admin.scene.join(response);
    const service = route(path, services);
    const port = http1Port(request, response);
    const { method = 'GET', headers } = request;
    collect(request, path, (body) => {
      const ask: Ask = { method, path, query, headers, ...body };
      if (service === null) port.reply(admin.answer(ask));
      else serve(service, ask, port, { faults, ledger });
    });
  };
}

function http2Port(stream: ServerHttp2Stream): Port {
  return {
    reply: ({ status, body, headers }: Reply) => {
      if (stream.destroyed) return;
      stream.respond({ ':status': status, 'content-type': 'application/json', ...headers });
      stream.end(body);
    },
    drip: ({ status, body, headers }, over) => {
      if (stream.destroyed) return;
      stream.respond({ ':status': status, 'content-type': 'application/json', ...headers });
      drip(stream, body, over);
    },
    cut: () => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  };
}

function createStreamListener({ services, faults, ledger, admin }: FrontParts) {
  return (stream: ServerHttp2Stream, headers: Record<string, unknown>): void => {
    const [path, query] = split(String(headers[':path']));
    const method = String(headers[':method']);
    const service = route(path, services);
    const port = http2Port(stream);
    stream.on('error', () => stream.destroy());
    collect(stream, path, (body) => {
      const ask: Ask = { method, path, query, headers: headers as Ask['headers'], ...body };
      if (service === null) port.reply(admin.answer(ask));
      else serve(service, ask, port, { faults, ledger });
    });
  };
}

async function listen(server: NetServer, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

const closed = (server: NetServer): Promise<void> =>
  new Promise((resolve) => void server.close(() => resolve()));

/** Opens the HTTP port and the TLS port; the latter speaks HTTP/2 or HTTP/1.1 as the client asks (ALPN). */
export async function openFronts(parts: FrontParts): Promise<Fronts> {
  const host = parts.host ?? '127.0.0.1';
  const { cert, key } = parts.identity;
  const plain: Server = createServer({ noDelay: true }, createListener(parts));
  const overTls: Server = createServer(createListener(parts));
  const http2 = createHttp2Server({ settings: { maxConcurrentStreams: 1000 } }, undefined);
  http2.on('stream', createStreamListener(parts));
  const tls = createTlsServer({ cert, key, ALPNProtocols: ['h2', 'http/1.1'] });
  const sockets = new Set<Socket>();
  let closing = false;
  const remember = (socket: Socket): void => {
    if (closing) return void socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  plain.on('connection', remember);
  // From its first byte on: one that is still shaking hands keeps its server open as well.
  tls.on('connection', remember);
  tls.on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', () => socket.destroy());
    (socket.alpnProtocol === 'h2' ? http2 : overTls).emit('connection', socket);
  });
  const port = await listen(plain, parts.port, host);
  const tlsPort = await listen(tls, parts.tlsPort, host);
  const close = async (): Promise<void> => {
    closing = true;
    for (const socket of sockets) socket.destroy();
    await Promise.all([closed(plain), closed(tls)]);
  };
  return { url: `http://${host}:${port}`, tlsUrl: `https://${host}:${tlsPort}`, tlsPort, close };
}
