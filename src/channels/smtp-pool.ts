import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { onAbort } from './on-abort.js';

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** `starttls` refuses to go on without it; `none` is for loopback. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  /** PEM of an authority to trust beside the machine's own. */
  readonly ca?: string;
  readonly auth?: { readonly user: string; readonly password: string };
  /** Our own name in EHLO. */
  readonly name: string;
}

/** A mail on its way: one sender, one recipient, the bytes between. */
export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly message: Buffer;
}

/** What the server said, and to which part of the conversation. */
export interface SmtpAnswer {
  readonly at: 'session' | 'auth' | 'sender' | 'recipient' | 'text';
  readonly response: string;
}

export type SmtpResult =
  | { readonly result: 'taken'; readonly response: string }
  | ({ readonly result: 'answered' } & SmtpAnswer)
  /** The connection ended or the time was up; `left` once the final dot may have been sent. */
  | { readonly result: 'lost'; readonly left: boolean; readonly code: string };

/** Milliseconds that an idle connection is kept, and mails that it carries at most: relays close what is older or busier. */
const idleFor = 20_000;
const mailsEach = 100;
const patience = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 60_000,
  dnsTimeout: 5_000,
};

type SmtpError = Error & {
  code?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  rejectedErrors?: SmtpError[] | undefined;
};

const stages: readonly (readonly [RegExp, SmtpAnswer['at']])[] = [
  [/^AUTH/, 'auth'],
  [/^MAIL/, 'sender'],
  [/^RCPT/, 'recipient'],
  [/^DATA/, 'text'],
];

/** nodemailer's codes for a line that broke; `response` is then an older one's. */
const broken = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ESTREAM',
  'EPROXY',
  'ECONNRESET',
  'EPIPE',
]);

/** What nodemailer says of one mail before it asks the server: no line is at fault, and another mail may be taken. */
const ofTheMail: Readonly<Record<string, SmtpAnswer>> = {
  EENVELOPE: { at: 'recipient', response: '553 5.1.3 not an address' },
  EMESSAGE: { at: 'text', response: '552 5.3.4 larger than the server takes' },
};

function resultOf(thrown: SmtpError, left: boolean): SmtpResult {
  const error = thrown.rejectedErrors?.[0] ?? thrown;
  const { response = '', command = '', code = 'unknown' } = error;
  const own = response === '' ? ofTheMail[code] : undefined;
  if (own !== undefined && !left) return { result: 'answered', ...own };
  if (broken.has(code) || !/^[2-5]\d\d/.test(response)) return { result: 'lost', left, code };
  const at = stages.find(([pattern]) => pattern.test(command))?.[1] ?? 'session';
  return { result: 'answered', at, response };
}

const nobody = (): void => undefined;
const lost = (words: string): SmtpError => Object.assign(new Error(words), { code: 'ECONNECTION' });
const late = (): SmtpError => Object.assign(new Error('the time was up'), { code: 'ETIMEDOUT' });

/** A connection that is signed in, and how much it has carried. */
interface Line {
  readonly connection: SMTPConnection;
  carried: number;
  ended: boolean;
  idle: NodeJS.Timeout | null;
  /** Told once, when the connection ends while somebody waits for it. */
  onEnd: (error: SmtpError) => void;
}

/**
 * Connections to one relay. nodemailer's own pool is not used: it sends a mail again by itself when a connection closes,
 * and says nothing of whether the final dot had left (ADR 0038). Each connection carries one mail at a time.
 */
export function createSmtpPool(options: SmtpOptions) {
  const idle: Line[] = [];
  const open = new Set<Line>();
  let closed = false;

  const drop = (line: Line): void => {
    if (line.idle !== null) clearTimeout(line.idle);
    // Closing ends it once more: whoever waits was or will be told why by the caller.
    line.onEnd = nobody;
    line.ended = true;
    open.delete(line);
    const at = idle.indexOf(line);
    if (at >= 0) idle.splice(at, 1);
    line.connection.close();
  };

  /** Drops a line, and tells whoever waits for it. */
  const end = (line: Line, error: SmtpError): void => {
    const tell = line.onEnd;
    drop(line);
    tell(error);
  };

  /** Connects and signs in. Rejects with nodemailer's error, or the signal's reason. */
  const connect = (signal: AbortSignal): Promise<Line> =>
    new Promise((resolve, reject) => {
      const connection = new SMTPConnection(connectionOptions(options));
      const line: Line = { connection, carried: 0, ended: false, idle: null, onEnd: reject };
      open.add(line);
      const ended = (error: SmtpError): void => end(line, error);
      connection.on('error', ended);
      connection.once('end', () => ended(lost('ended')));
      if (signal.aborted) return ended(late());
      const inTime = onAbort(signal, () => ended(late()));
      const done = (error?: SmtpError | null): void => {
        inTime();
        if (!error) return resolve(line);
        drop(line);
        reject(error);
      };
      const { auth } = options;
      connection.connect((error?: SmtpError) => {
        if (error || auth === undefined) return done(error);
        connection.login({ user: auth.user, pass: auth.password }, done);
      });
    });

  const keep = (line: Line): void => {
    line.carried += 1;
    line.onEnd = nobody;
    if (line.ended) return;
    if (line.carried >= mailsEach) return drop(line);
    line.idle = setTimeout(() => drop(line), idleFor);
    line.idle.unref();
    idle.push(line);
  };

  /** Takes back what was said of a mail that did not go, and keeps the connection. */
  const clear = (line: Line): void => {
    line.onEnd = nobody;
    line.connection.reset((error) => (error ? drop(line) : keep(line)));
  };

  /** One mail over one line; the line is dropped after whatever went wrong. */
  const carry = (line: Line, { from, to, message }: Envelope, signal: AbortSignal): Promise<SmtpResult> =>
    new Promise((resolve) => {
      const text = Readable.from([message], { objectMode: false });
      const failed = (error: SmtpError): void => {
        inTime();
        const result = resultOf(error, text.readableEnded);
        // One dead recipient costs no connection.
        if (result.result === 'answered' && result.at === 'recipient') clear(line);
        else drop(line);
        resolve(result);
      };
      const inTime = onAbort(signal, () => failed(late()));
      line.onEnd = failed;
      if (signal.aborted) return failed(late());
      line.connection.send({ from, to: [to], size: message.length }, text, (error, info) => {
        if (error) return failed(error as SmtpError);
        inTime();
        keep(line);
        resolve({ result: 'taken', response: String(info.response) });
      });
    });

  const send = async (envelope: Envelope, signal: AbortSignal): Promise<SmtpResult> => {
    for (;;) {
      const used = idle.pop();
      if (used?.idle) clearTimeout(used.idle);
      let line: Line;
      try {
        line = used ?? (await connect(signal));
      } catch (error) {
        return resultOf(error as SmtpError, false);
      }
      const sent = await carry(line, envelope, signal);
      // A connection that its server closed while it was idle: nothing left, and a new one may do.
      if (used === undefined || sent.result !== 'lost' || sent.left || signal.aborted || closed) return sent;
    }
  };

  return {
    send,
    /** Connects and signs in, and says no more. Rejects with nodemailer's error. */
    async greet(signal: AbortSignal): Promise<void> {
      const line = await connect(signal);
      line.onEnd = nobody;
      line.connection.quit();
      open.delete(line);
    },
    /** Mails under way are lost, and their senders told so at once. */
    close: (): void => {
      closed = true;
      [...open].forEach((line) => end(line, lost('closed')));
    },
  };
}
export type SmtpPool = ReturnType<typeof createSmtpPool>;

const connectionOptions = ({ host, port, tls, ca, name }: SmtpOptions) => ({
  ...{ host, port, name, ...patience, logger: false, disableFileAccess: true, disableUrlAccess: true },
  secure: tls === 'implicit',
  requireTLS: tls === 'starttls',
  ignoreTLS: tls === 'none',
  tls: { minVersion: 'TLSv1.2' as const, ...(ca !== undefined && { ca }) },
});
