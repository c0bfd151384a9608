import type { AddressInfo, Socket } from 'node:net';
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import { findPart, headerOf, readMail, textOf } from '../formats/mail/read-mail.js';
import type { VirtualFault } from '../wire/virtual-town.js';
import type { Faults } from './faults.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';
import { createReports, type Reports } from './mail-reports.js';
import type { Targets } from './targets.js';

interface SmtpParts {
  readonly host?: string;
  readonly smtpPort?: number;
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly targets: Targets;
  readonly now: () => number;
}

export interface SmtpFront {
  readonly port: number;
  close(): Promise<void>;
}

type Done = (error?: Error | null, message?: string) => void;

/** A refusal as relays write it: reply code, enhanced status code, words. */
const said = (responseCode: number, words: string): Error =>
  Object.assign(new Error(words), { responseCode });

const slowMs = 1000;
/** The words before the end of a slow answer: a reply of two lines, of which the first comes byte by byte. */
const firstLine = Buffer.from('250-2.0.0 looking for the mailbox\r\n');
const garbage = '\u0000<html>{"sid":\r\n';
const greylistSeconds = 2;
const sizeLimit = 10_000_000;

/** What a relay says to the sender, before it hears of a recipient. */
function failing({ mode, retryAfter }: VirtualFault, now: number): Error | null {
  switch (mode) {
    case '401':
      return said(530, '5.7.0 Authentication required');
    case '403':
      return said(550, '5.7.60 Client may not send as this sender');
    case '429': {
      const at = Date.parse(retryAfter ?? '');
      const seconds = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : Math.ceil((at - now) / 1000);
      const words = Number.isFinite(seconds) ? `, try again in ${seconds} seconds` : '';
      return said(451, `4.7.0 Too many messages${words}`);
    }
    case '500':
    case '503':
      return said(451, '4.3.0 Local error in processing');
    default:
      return null;
  }
}

/** One mail's way through the server: its fault is chosen at MAIL, and strikes wherever its kind does. */
function createHandlers(parts: SmtpParts, sockets: ReadonlyMap<number, Socket>, reports: Reports) {
  const { identity, ledger, faults, targets, now } = parts;
  const { user, password } = identity.credentials.smtp;
  const struck = new Map<string, VirtualFault | null>();
  const seen = new Map<string, number>();
  const mailbox = createMailbox(parts, reports);

  /** A greylist turns a new recipient away once, and takes him when he comes back late enough. */
  const isGreylisted = (target: string): boolean => {
    const first = seen.get(target);
    if (first === undefined) seen.set(target, now());
    return first === undefined || now() - first < greylistSeconds * 1000;
  };

  return {
    onAuth(
      auth: SMTPServerAuthentication,
      _session: SMTPServerSession,
      done: (error: Error | null, answer?: { user: string }) => void,
    ) {
      // A relay that is broken or full says so at the door too: a probe gets no further.
      const standing = faults.list().find(({ endpoint }) => endpoint === 'smtp');
      // Other faults strike at the mail that follows.
      const strikes = standing !== undefined && failing(standing, now()) !== null;
      const fault = strikes ? faults.pick('smtp', 'AUTH') : null;
      const error = fault === null ? null : failing(fault, now());
      if (error !== null) return done(error);
      if (auth.username === user && auth.password === password) return done(null, { user });
      return done(said(535, '5.7.8 Authentication credentials invalid'));
    },
    onMailFrom(_address: { address: string }, session: SMTPServerSession, done: Done) {
      ledger.countRequest('mail');
      const fault = faults.pick('smtp', 'MAIL');
      struck.set(session.id, fault);
      done(fault === null ? null : failing(fault, now()));
    },
    onRcptTo({ address }: { address: string }, session: SMTPServerSession, done: Done) {
      const target = mailbox.targetOf(address);
      const state = targets.of(target);
      const mode = struck.get(session.id)?.mode;
      if (mode === 'refuse-some' || mode === '404' || state === 'unregistered')
        return done(said(550, '5.1.1 No such mailbox'));
      if (mode === '410') return done(said(550, '5.2.1 Mailbox disabled'));
      if (state === 'greylisted' && isGreylisted(target))
        return done(said(450, `4.2.0 Greylisted, try again in ${greylistSeconds} seconds`));
      done();
    },
    onData(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const fault = struck.get(session.id) ?? null;
        struck.delete(session.id);
        const take = (copies = 1): void =>
          mailbox.take(Buffer.concat(chunks).toString('latin1'), session, copies);
        finish({ fault, take, done, socket: sockets.get(session.remotePort) });
      });
    },
  };
}

interface Ending {
  readonly fault: VirtualFault | null;
  readonly take: (copies?: number) => void;
  readonly done: Done;
  readonly socket: Socket | undefined;
}

/** After the final dot: takes the mail and answers, or its fault. */
function finish({ fault, take, done, socket }: Ending): void {
  const queued = '2.0.0 Ok: queued';
  const delay = fault?.delayMs ?? slowMs;
  switch (fault?.mode) {
    case '400':
      return done(said(554, '5.6.0 Message malformed'));
    case '413':
      return done(said(552, '5.3.4 Message too big'));
    case 'slow':
      setTimeout(() => (take(), done(null, queued)), delay);
      return;
    case 'late-answer':
      take();
      setTimeout(() => done(null, queued), delay);
      return;
    case 'drip':
      take();
      return drip(socket, delay, () => done(null, queued));
    case 'garbage':
      take();
      socket?.write(garbage);
      return;
    case 'drop-before':
      return void socket?.destroy();
    case 'drop-after':
      take();
      return void socket?.destroy();
    case 'hang':
      return;
    default:
      take(fault?.mode === 'callback-twice' ? 2 : 1);
      return done(null, queued);
  }
}

function drip(socket: Socket | undefined, over: number, then: () => void): void {
  let at = 0;
  const timer = setInterval(
    () => {
      if (socket === undefined || socket.destroyed) return clearInterval(timer);
      if (at < firstLine.length) return void socket.write(firstLine.subarray(at, ++at));
      clearInterval(timer);
      then();
    },
    Math.max(1, over / firstLine.length),
  );
}

/** What lies in the mailboxes, and on the faxes behind the mail-to-fax service, is in the ledger. */
function createMailbox({ identity, ledger, targets, now }: SmtpParts, reports: Reports) {
  const { faxDomain } = identity.credentials.smtp;
  const targetOf = (address: string): string => {
    const [local = '', domain = ''] = address.split('@');
    return domain === faxDomain ? `fax:+81${local.replace(/^0/, '')}` : address;
  };
  const localPart = (id: string): string => id.replace(/^<|@.*$/g, '');
  const take = (raw: string, session: SMTPServerSession, copies: number): void => {
    const mail = readMail(raw);
    const plain = findPart(mail, 'text/plain');
    // What stands under the signature mark is not the town's message.
    const text = (plain === null ? '' : textOf(plain)).replaceAll('\r\n', '\n').split('\n\n-- \n')[0] ?? '';
    const ref = localPart(headerOf(mail, 'message-id'));
    for (const { address } of session.envelope.rcptTo) {
      const target = targetOf(address);
      ledger.add(
        {
          provider: 'mail',
          target,
          ref,
          text,
          lang: headerOf(mail, 'content-language').split(',')[0] ?? '',
          alertId: localPart(headerOf(mail, 'references')) || null,
          deliveryKey: ref,
        },
        now(),
      );
      if (targets.of(target) !== 'bounces') continue;
      const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
      reports.bounce({ mail, returnTo: from, recipient: address, copies });
    }
  };
  return { targetOf, take };
}

/** Opens the relay's port: submission with a password, as the town's own relay has it. In clear, since it is this machine. */
export async function openSmtp(parts: SmtpParts): Promise<SmtpFront> {
  const host = parts.host ?? '127.0.0.1';
  const sockets = new Map<number, Socket>();
  const reports = createReports(parts.identity);
  const server = new SMTPServer({
    ...createHandlers(parts, sockets, reports),
    name: 'virtual-town',
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    size: sizeLimit,
    logger: false,
    closeTimeout: 100,
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(port));
  });
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(parts.smtpPort ?? 0, host, resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await reports.close();
    },
  };
}
