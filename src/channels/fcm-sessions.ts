import { connect, constants, type ClientHttp2Session } from 'node:http2';
import { onAbort, within } from './on-abort.js';
import { secureTunnel, type OutboundProxy } from './tunnel.js';

export interface Http2Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

export interface SessionPoolOptions {
  readonly origin: string;
  /** Dials another host and port than the origin's, under the origin's name. */
  readonly dial?: { readonly host: string; readonly port: number; readonly ca: string };
  /** Absent = dialled directly. */
  readonly proxy?: OutboundProxy;
  /** Milliseconds for a connection through the proxy. */
  readonly connectTimeout?: number;
  readonly sessions: number;
}

export interface SessionPool {
  /** One POST on the least busy session. Rejects with a code; see `verdictOfError`. */
  post(path: string, authorization: string, body: string, signal: AbortSignal): Promise<Http2Answer>;
  close(): Promise<void>;
}

interface Session {
  /** Null until its tunnel through the proxy stands. */
  http2: ClientHttp2Session | null;
  standing: Promise<void> | null;
  /** Messages under way on it, or waiting for its tunnel. */
  open: number;
  connected: boolean;
  retired: boolean;
}

const pingEvery = 30_000;
const pingPatience = 10_000;
const closePatience = 2_000;

/** An error with one of the codes that `verdictOfError` knows. */
const failure = (code: string, cause?: unknown): Error => Object.assign(new Error(code, { cause }), { code });

/** A session that no longer answers pings is given up, so that its streams fail at once instead of by timeout. */
function keepAlive(http2: ClientHttp2Session): void {
  const timer = setInterval(() => {
    // A destroyed session says so only in a later turn of the event loop, and throws when it is pinged before.
    if (http2.destroyed) return;
    const deadline = setTimeout(() => http2.destroy(), pingPatience);
    const sent = http2.ping(() => clearTimeout(deadline));
    if (!sent) clearTimeout(deadline);
  }, pingEvery);
  timer.unref();
  http2.once('close', () => clearInterval(timer));
}

/** Milliseconds. */
const tunnelPatience = 5_000;

function dial({
  origin,
  dial: target,
  proxy,
  connectTimeout = tunnelPatience,
}: SessionPoolOptions): ClientHttp2Session | Promise<ClientHttp2Session> {
  const { hostname: servername, port } = new URL(origin);
  if (proxy !== undefined) {
    const far = { ...(target ?? { host: servername, port: Number(port || 443) }), servername };
    return secureTunnel(proxy, { ...far, ALPNProtocols: ['h2'] }, connectTimeout).then((socket) =>
      connect(origin, { createConnection: () => socket }),
    );
  }
  if (target === undefined) return connect(origin);
  return connect(origin, { host: target.host, port: target.port, ca: target.ca, servername });
}

/**
 * Why a stream ended without an answer. Refused streams and those that a GOAWAY left out were not looked at
 * (RFC 9113 §8.7, §6.8), and without a connection nothing left; anything else may have been taken.
 */
function reasonOf(session: Session, rstCode: number | undefined, error: unknown): Error {
  if (!session.connected) return failure('ECONNREFUSED', error);
  if (rstCode === constants.NGHTTP2_REFUSED_STREAM) return failure('ECONNREFUSED', error);
  return failure('ECONNRESET', error);
}

/** A few long-lived HTTP/2 sessions; each carries up to a hundred streams and is replaced when it ends. */
export function createSessionPool(options: SessionPoolOptions): SessionPool {
  const sessions: Session[] = [];
  let closed = false;
  const authority = new URL(options.origin).host;

  const retire = (session: Session): void => {
    session.retired = true;
    const at = sessions.indexOf(session);
    if (at >= 0) sessions.splice(at, 1);
    if (session.open === 0 && session.http2?.closed === false) session.http2.close();
  };
  const start = (session: Session, http2: ClientHttp2Session): void => {
    session.http2 = http2;
    http2.once('connect', () => {
      session.connected = true;
      keepAlive(http2);
    });
    http2.on('goaway', () => retire(session));
    // Its streams report the error; here it only must not be thrown.
    http2.on('error', () => retire(session));
    http2.once('close', () => retire(session));
    if (session.open === 0) http2.unref();
  };
  const openSession = (): Session => {
    const session: Session = { http2: null, standing: null, open: 0, connected: false, retired: false };
    sessions.push(session);
    const dialled = dial(options);
    if (!(dialled instanceof Promise)) start(session, dialled);
    else
      session.standing = dialled.then(
        (http2) => (closed ? http2.destroy() : start(session, http2)),
        (error: unknown) => {
          retire(session);
          throw error;
        },
      );
    return session;
  };

  const leastBusy = (): Session => {
    let usable = 0;
    let best: Session | null = null;
    for (const session of sessions) {
      if (session.http2?.destroyed || session.http2?.closed) continue;
      usable += 1;
      if (best === null || session.open < best.open) best = session;
    }
    return best === null || (usable < options.sessions && best.open > 0) ? openSession() : best;
  };

  /** Waits for the session's tunnel, among those that count as under way on it. */
  const stood = async (session: Session, signal: AbortSignal): Promise<ClientHttp2Session> => {
    session.open += 1;
    try {
      await within(signal, session.standing ?? Promise.resolve());
    } catch (error) {
      throw failure('ECONNREFUSED', error);
    } finally {
      session.open -= 1;
      if (session.open === 0) session.http2?.unref();
    }
    if (session.http2 === null || session.http2.destroyed || session.http2.closed)
      throw failure('ECONNREFUSED');
    return session.http2;
  };

  const send = (
    session: Session,
    http2: ClientHttp2Session,
    ...[path, authorization, body, signal]: Parameters<SessionPool['post']>
  ): Promise<Http2Answer> =>
    new Promise((resolve, reject) => {
      let status = 0;
      let retryAfter: string | undefined;
      let text = '';
      // As a list: Node looks through an object's names one by one, and copies it.
      const stream = http2.request([
        ...[':method', 'POST', ':path', path, ':scheme', 'https', ':authority', authority],
        ...['authorization', authorization, 'content-type', 'application/json'],
      ]);
      session.open += 1;
      if (session.open === 1) http2.ref();
      const abort = (): void => stream.close(constants.NGHTTP2_CANCEL);
      const done = onAbort(signal, abort);
      let error: unknown;
      stream.setEncoding('utf8');
      stream.on('response', (headers) => {
        status = Number(headers[':status']);
        retryAfter = headers['retry-after'];
      });
      stream.on('data', (chunk: string) => (text += chunk));
      stream.on('error', (thrown) => (error = thrown));
      let complete = false;
      stream.on('end', () => (complete = true));
      stream.on('close', () => {
        done();
        session.open -= 1;
        if (session.open === 0) http2.unref();
        if (session.open === 0 && session.retired && !http2.closed) http2.close();
        if (status > 0 && complete && error === undefined && !signal.aborted)
          resolve({ status, retryAfter, body: text });
        else
          reject(
            signal.aborted && session.connected
              ? failure('ABORT_ERR')
              : reasonOf(session, stream.rstCode, error),
          );
      });
      stream.end(body);
    });

  return {
    post: (path, authorization, body, signal) => {
      // A call that was still waiting for its token: a session opened for it would outlive the channel.
      if (signal.aborted || closed) return Promise.reject(failure('ECONNREFUSED', signal.reason));
      const session = leastBusy();
      const over = (http2: ClientHttp2Session) => send(session, http2, path, authorization, body, signal);
      return session.http2 === null ? stood(session, signal).then(over) : over(session.http2);
    },
    close: async () => {
      closed = true;
      await Promise.all(sessions.map(({ http2 }) => http2 && ended(http2)));
    },
  };
}

/** Ends a session; one that does not end in time is cut off. It keeps the process alive meanwhile, though it is idle. */
function ended(http2: ClientHttp2Session): Promise<void> {
  if (http2.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const deadline = setTimeout(() => http2.destroy(), closePatience);
    http2.once('close', () => {
      clearTimeout(deadline);
      resolve();
    });
    http2.ref();
    http2.close();
  });
}
