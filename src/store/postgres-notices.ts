import pg from 'pg';
import { ImpatientClient } from './impatient-client.js';

/** Wake-ups between the processes on one PostgreSQL. What is lost on the way costs no more than the poll's second. */
export interface PostgresNotices {
  /** Tells all other processes. Those that come while one is on its way go together. */
  send(): void;
  close(): Promise<void>;
}

export interface NoticesOptions {
  readonly url: string;
  /** A word that no other process has: its own notices are not heard. */
  readonly origin: string;
  /** Also called after the line was down: something may have been missed. */
  readonly hear: () => void;
  /** The line is down, once until it is back. */
  readonly onDown: (error: unknown) => void;
}

const channel = 'todoku_deliveries';
/** Milliseconds before the next try: doubled from the first to the longest, a random half of it. */
const backoff = { first: 250, longest: 8_000 };

/** Sends on one connection and listens on another, both of which come back by themselves. */
export function openPostgresNotices({ url, origin, hear, onDown }: NoticesOptions): PostgresNotices {
  const sender = openSender(url);
  let closed = false;
  let sending = false;
  let again = false;
  let tries = 0;
  let listener: ImpatientClient | null = null;
  let retry: NodeJS.Timeout | undefined;

  async function listen(): Promise<void> {
    let client: ImpatientClient | null = null;
    try {
      client = await openListener(url);
      client.on('notification', ({ payload }) => payload !== origin && hear());
      await client.query(`LISTEN ${channel}`);
    } catch (error) {
      client?.giveUp();
      return comeBack(error);
    }
    if (closed) return client.giveUp();
    listener = client;
    client.once('end', () => comeBack(new Error('the line was cut')));
    if (tries > 0) hear();
    tries = 0;
  }

  function comeBack(error: unknown): void {
    listener = null;
    if (closed) return;
    if (tries === 0) onDown(error);
    const wait = Math.min(backoff.longest, backoff.first * 2 ** tries++);
    retry = setTimeout(() => void listen(), wait * (0.5 + Math.random() / 2));
  }

  async function send(): Promise<void> {
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    do {
      again = false;
      // The others' poll comes instead; whether the line is down is told by the listener.
      await sender.query('SELECT pg_notify($1, $2)', [channel, origin]).catch(() => undefined);
    } while (again && !closed);
    sending = false;
  }

  const started = listen();
  return {
    send: () => void send(),
    async close() {
      closed = true;
      clearTimeout(retry);
      await started;
      listener?.giveUp();
      await sender.end();
    },
  };
}

/** A connection for short words: one that does not answer within seconds is another's turn. */
const impatience = 10_000;

const optionsOf = (connectionString: string) => ({
  connectionString,
  application_name: 'todoku notices',
  connectionTimeoutMillis: impatience,
  query_timeout: impatience,
  keepAlive: true,
});

function openSender(url: string): pg.Pool {
  const pool = new pg.Pool({ ...optionsOf(url), max: 1, Client: ImpatientClient as never });
  pool.on('error', () => undefined);
  return pool;
}

/** Milliseconds. */
const ping = 15_000;

async function openListener(url: string): Promise<ImpatientClient> {
  const client = new ImpatientClient(optionsOf(url));
  // Followed by 'end', which is what counts; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  client.keepAsking(ping);
  return client;
}

/**
 * The little of a pool that socket.io's adapter uses. With a real pool it loses a place each time that its listening line
 * is cut, and an error on that line would end the process.
 */
export interface SocketPool {
  connect(): Promise<ImpatientClient>;
  query(text: string, values?: unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

export function openSocketPool(url: string): SocketPool {
  const sender = openSender(url);
  const lines = new Set<ImpatientClient>();
  let closed = false;
  return {
    async connect() {
      // The adapter would try for ever, also after its end.
      if (closed) return new Promise(() => undefined);
      const client = await openListener(url);
      const release = () => {
        lines.delete(client);
        client.giveUp();
      };
      lines.add(client);
      client.once('end', release);
      if (closed) release();
      return Object.assign(client, { release });
    },
    query: (text, values) => sender.query(text, values),
    async end() {
      closed = true;
      for (const line of lines) line.giveUp();
      await sender.end();
    },
  };
}
