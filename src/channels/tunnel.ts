import { request as overPlain, type IncomingMessage } from 'node:http';
import { request as overTls } from 'node:https';
import { isIP, isIPv6, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { buildConnector, Pool } from 'undici';
import { connectWithin, field } from './fault.js';
import { ProxyError } from './proxy-error.js';

/** The town's HTTP proxy, the only way to the internet there. */
export interface OutboundProxy {
  /** `http://host:port` or `https://host:port`. */
  readonly url: string;
  /** `user:password`; absent = the proxy is told nothing of who asks. */
  readonly credentials?: string;
  /** PEM of the authority that signed the certificate of a proxy behind https. */
  readonly ca?: string;
}

/** Where a line through the proxy ends. */
export interface FarEnd {
  readonly host: string;
  readonly port: number;
  /** The name that its certificate must have, where that is not `host`. */
  readonly servername?: string;
  /** PEM of an authority to trust for it; absent = those that Node trusts. */
  readonly ca?: string;
  readonly ALPNProtocols: string[];
}

/** Milliseconds for the proxy's answer: a probe of the board lasts five seconds, and shall say whose silence it was. */
const patience = 4_000;
const aliveAfter = 60_000;

/** What a certificate must be for: an address has no name, and is compared itself. */
const nameOf = (host: string): string => (isIP(host) === 0 ? host : '');

const headersOf = ({ credentials }: OutboundProxy, host: string): Record<string, string> => ({
  host,
  ...(credentials !== undefined && {
    'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
  }),
});

const reasonOf = (error: unknown): ProxyError => {
  if (error instanceof ProxyError) return error;
  const code = field(error, 'code');
  return new ProxyError(code === '' ? 'tunnel' : (code as Uppercase<string>));
};

/**
 * A connection to `host:port` through the proxy, by CONNECT (RFC 9110 §9.3.6): the proxy is told that name and nothing else.
 * @throws ProxyError when there is none within `timeout` milliseconds
 */
function tunnel(proxy: OutboundProxy, host: string, port: number, timeout: number): Promise<Socket> {
  const { hostname, protocol, port: proxyPort } = new URL(proxy.url);
  const proxyHost = hostname.replace(/^\[|\]$/g, '');
  const path = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const asking = (protocol === 'https:' ? overTls : overPlain)({
      ...{ method: 'CONNECT', path, headers: headersOf(proxy, path), agent: false },
      // By itself Node would take the name for the certificate from the header `host`, which is the far end's here.
      ...{ host: proxyHost, port: proxyPort, servername: nameOf(proxyHost) },
      ...(proxy.ca !== undefined && { ca: proxy.ca }),
    });
    const deadline = setTimeout(() => asking.destroy(new ProxyError('timeout')), Math.min(patience, timeout));
    asking.on('error', (error) => {
      clearTimeout(deadline);
      reject(reasonOf(error));
    });
    // Whatever the status: Node hands the connection over for every answer to CONNECT.
    asking.on('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket, head: Buffer) => {
      clearTimeout(deadline);
      socket.on('error', () => undefined);
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        return reject(new ProxyError(statusCode));
      }
      if (head.length > 0) socket.unshift(head);
      socket.setKeepAlive(true, aliveAfter);
      resolve(socket.setNoDelay(true));
    });
    asking.end();
  });
}

/**
 * TLS from here to the far end through the proxy, ready for the first byte of a request.
 * @param timeout milliseconds for all of it
 * @throws ProxyError; or Node's error when the far end's certificate is not taken
 */
export async function secureTunnel(proxy: OutboundProxy, far: FarEnd, timeout: number): Promise<TLSSocket> {
  const until = performance.now() + timeout;
  const raw = await tunnel(proxy, far.host, far.port, timeout);
  const servername = far.servername ?? nameOf(far.host);
  return new Promise((resolve, reject) => {
    const { ca, host, ALPNProtocols } = far;
    const secure = connect({ socket: raw, host, servername, ALPNProtocols, ...(ca !== undefined && { ca }) });
    const fail = (error: unknown): void => {
      clearTimeout(deadline);
      secure.destroy();
      reject(error);
    };
    const deadline = setTimeout(() => fail(new ProxyError('tunnel')), Math.max(1, until - performance.now()));
    secure.once('secureConnect', () => {
      clearTimeout(deadline);
      resolve(secure);
    });
    // What the certificate's check says is the far end's own; all else was on the way there, or is no far end.
    secure.on('error', (error) => fail(secure.authorizationError ? error : new ProxyError('tunnel')));
    secure.once('close', () => fail(new ProxyError('tunnel')));
  });
}

/** Milliseconds. */
const afterSilence = 1_000;

/**
 * How a pool connects through the proxy; what speaks plain HTTP (a stand-in on this machine) goes the same way. The calls that
 * wait in a pool are given one connection after the other: when one met silence, the rest are told so instead of waiting
 * for as long again each.
 */
function connectorOf(
  proxy: OutboundProxy,
  ca: string | undefined,
  timeout: number,
): buildConnector.connector {
  let silence: { readonly error: Error; readonly until: number } | null = null;
  return ({ hostname, port, protocol, servername }, callback) => {
    const known = silence !== null && performance.now() < silence.until ? silence.error : null;
    if (known !== null) return queueMicrotask(() => callback(known, null));
    const isPlain = protocol === 'http:';
    const at = Number(port || (isPlain ? 80 : 443));
    // As undici offers them itself.
    const offer = { ALPNProtocols: ['http/1.1', 'h2'], ...(servername && { servername }) };
    const far = { host: hostname, port: at, ...offer, ...(ca !== undefined && { ca }) };
    const line = isPlain ? tunnel(proxy, hostname, at, timeout) : secureTunnel(proxy, far, timeout);
    line.then(
      (socket) => callback(null, socket),
      (error: Error) => {
        if (error instanceof ProxyError && (error.reason === 'timeout' || error.reason === 'tunnel'))
          silence = { error, until: performance.now() + afterSilence };
        callback(error, null);
      },
    );
  };
}

/** The way out of a channel over HTTP. */
export interface WayOut {
  /** Absent = its hosts are dialled directly. */
  readonly proxy?: OutboundProxy;
  /** PEM of an authority to trust for the far end. */
  readonly ca?: string;
  /** Milliseconds that a call may take. */
  readonly timeout: number;
}

/** A pool's options for its way out: directly, or through the proxy. */
export function connecting({ proxy, ca, timeout }: WayOut): Pick<Pool.Options, 'connect' | 'connectTimeout'> {
  const within = connectWithin(timeout);
  if (proxy !== undefined) return { connect: connectorOf(proxy, ca, within) };
  return { connectTimeout: within, ...(ca !== undefined && { connect: { ca } }) };
}
