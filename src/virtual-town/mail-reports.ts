import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { headerOf, type MailPart } from '../formats/mail/read-mail.js';
import { mailSignatureHeader } from '../wire/mail.js';
import type { Identity } from './identity.js';

interface Bounce {
  readonly mail: MailPart;
  readonly returnTo: string;
  readonly recipient: string;
  /** How often the report is handed over. */
  readonly copies: number;
}

/**
 * The town's own mail server: a mailbox that turned out not to exist sends a report to the return address (RFC 3464), and
 * the server's pipe hands it to the hub (docs/channels/mail.md). Where the hub is, is read from its unsubscribe link.
 */
export interface Reports {
  bounce(bounce: Bounce): void;
  close(): Promise<void>;
}

const reportOf = ({ mail, returnTo, recipient }: Bounce): string =>
  [
    'From: MAILER-DAEMON@drill.invalid',
    `To: ${returnTo}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Auto-Submitted: auto-replied',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"',
    '',
    '--=_report',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'The mailbox does not exist.',
    '--=_report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.drill.invalid',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such mailbox',
    '--=_report',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${headerOf(mail, 'message-id')}`,
    '--=_report--',
    '',
  ].join('\r\n');

export function createReports(identity: Identity): Reports {
  const pools = new Map<string, Pool>();
  const post = async (origin: string, body: string): Promise<void> => {
    const pool = pools.get(origin) ?? new Pool(origin, { connections: 4 });
    pools.set(origin, pool);
    const seal = createHmac('sha256', identity.credentials.smtp.reportKey).update(body).digest('hex');
    const headers = { 'content-type': 'message/rfc822', [mailSignatureHeader]: seal };
    const answer = await pool.request({ method: 'POST', path: '/receipts/mail', headers, body });
    await answer.body.dump();
  };
  return {
    bounce(bounce) {
      const link = /^<(https?:[^>]+)>/.exec(headerOf(bounce.mail, 'list-unsubscribe'))?.[1];
      if (link === undefined) return;
      // A hub that is down gets no second report; nobody else needs to hear of it.
      for (let copy = 0; copy < bounce.copies; copy++)
        void post(new URL(link).origin, reportOf(bounce)).catch(() => undefined);
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
