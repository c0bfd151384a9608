import { connect, constants, type ClientHttp2Session } from 'node:http2';
import { onAbort } from './on-abort.js';

export interface Http2Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

export interface SessionPoolOptions {
  readonly origin: string;
  /** Dials another host and port than the origin's, under the origin's name. */
  readonly dial?: { readonly host: string; readonly port: number; readonly ca: string };
  readonly sessions: number;
}

export interface SessionPool {
  /** One POST on the least busy session. Rejects with a code; see `verdictOfError`. */
  post(path: string, authorization: string, body: string, signal: AbortSignal): Promise<Http2Answer>;
  close(): Promise<void>;
}

interface Session {
  readonly http2: ClientHttp2Session;
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

function dial({ origin, dial: target }: SessionPoolOptions): ClientHttp2Session {
  if (target === undefined) return connect(origin);
  const { hostname } = new URL(origin);
  return connect(origin, { host: target.host, port: target.port, ca: target.ca, servername: hostname });
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

  const openSession = (): Session => {
    const http2 = dial(options);
    const session: Session = { http2, open: 0, connected: false, retired: false };
    const retire = (): void => {
      session.retired = true;
      const at = sessions.indexOf(session);
      if (at >= 0) sessions.splice(at, 1);
      if (session.open === 0 && !http2.closed) http2.close();
    };
    http2.once('connect', () => {
      session.connected = true;
      keepAlive(http2);
    });
    http2.on('goaway', retire);
    // Its streams report the error; here it only must not be thrown.
    http2.on('error', retire);
    http2.once('close', retire);
    http2.unref();
    sessions.push(session);
    return session;
  };

  const leastBusy = (): Session => {
    let usable = 0;
    let best: Session | null = null;
    for (const session of sessions) {
      if (session.http2.destroyed || session.http2.closed) continue;
      usable += 1;
      if (best === null || session.open < best.open) best = session;
    }
    return best === null || (usable < options.sessions && best.open > 0) ? openSession() : best;
  };

  const post: SessionPool['post'] = (path, authorization, body, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(failure('ECONNREFUSED', signal.reason));
      // A call that was still waiting for its token: a session opened for it would outlive the channel.
      if (closed) return reject(failure('ECONNREFUSED'));
      const session = leastBusy();
      let status = 0;
      let retryAfter: string | undefined;
      let text = '';
      // As a list: Node looks through an object's names one by one, and copies it.
      const stream = session.http2.request([
        ...[':method', 'POST', ':path', path, ':scheme', 'https', ':authority', authority],
        ...['authorization', authorization, 'content-type', 'application/json'],
      ]);
      session.open += 1;
      if (session.open === 1) session.http2.ref();
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
        if (session.open === 0) session.http2.unref();
        if (session.open === 0 && session.retired && !session.http2.closed) session.http2.close();
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
    post,
    close: async () => {
      closed = true;
      await Promise.all(sessions.map(({ http2 }) => ended(http2)));
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
