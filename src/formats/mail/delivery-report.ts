import { findPart, headerOf, readMail, textOf } from './read-mail.js';

/** What a delivery status notification says of one recipient (RFC 3464 §2.3). */
export interface ReportedRecipient {
  readonly action: string;
  /** An enhanced status code, RFC 3463: `5.1.1`. */
  readonly status: string;
}

export interface DeliveryReport {
  /** Whom the report itself was sent to: the return address of the mail that it speaks of. */
  readonly to: readonly string[];
  readonly recipients: readonly ReportedRecipient[];
}

/** Reads a report; null for any other mail, such as an answer that a mailbox gives by itself. Never throws. */
export function readDeliveryReport(raw: string): DeliveryReport | null {
  const mail = readMail(raw);
  const status = findPart(mail, 'message/delivery-status');
  if (status === null) return null;
  // Groups of fields, parted by an empty line: the first speaks of the message, each other one of a recipient.
  const [, ...groups] = textOf(status)
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n[ \t]*\n+/);
  const recipients = groups.flatMap((group): ReportedRecipient[] => {
    const fields = readMail(group);
    const action = headerOf(fields, 'action').toLowerCase();
    const code = /^[245]\.\d{1,3}\.\d{1,3}/.exec(headerOf(fields, 'status'))?.[0];
    return action === '' || code === undefined ? [] : [{ action, status: code }];
  });
  return { to: recipientsOf(mail), recipients };
}

/** Servers write the address that a mail was sent to in one of these; the last two are Postfix's and Exim's. */
const recipientsOf = (mail: ReturnType<typeof readMail>): readonly string[] =>
  ['x-original-to', 'delivered-to', 'envelope-to', 'to'].flatMap((name) =>
    (mail.headers.get(name) ?? []).flatMap((value) => value.match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? []),
  );
