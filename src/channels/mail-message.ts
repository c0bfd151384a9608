import { createTransport } from 'nodemailer';
import type { SendMember, SendOrder } from '../domain/channel.js';
import { bcp47, type Language } from '../domain/language.js';
import { urgentFrom } from '../domain/urgency.js';
import { timeOfId } from '../platform/id.js';
import { toldIn } from '../platform/resident-phrases.js';
import { faxAddress, isFax, mailRef, returnAddress, unsubscribeToken } from './mail-address.js';
import { faxPage } from './fax-page.js';
import { mailHtml } from './mail-html.js';
import type { MailWords } from './mail-words.js';
import type { Envelope } from './smtp-pool.js';

export interface DkimOptions {
  readonly domain: string;
  readonly selector: string;
  /** RSA, PEM. */
  readonly privateKey: string;
}

export interface MailIdentity {
  readonly from: { readonly name: string; readonly address: string };
  /** Where this hub is reached from outside, for the link by which a resident leaves. */
  readonly publicUrl: string;
  /** Signs unsubscribe links and return addresses. */
  readonly linkKey: string;
  /** Domain of the return addresses; the sender's own unless told otherwise. */
  readonly returnDomain?: string;
  readonly faxDomain?: string;
  readonly dkim?: DkimOptions;
}

/** A mail of one delivery, or why there is none. */
export type BuiltMail =
  | { readonly ref: string; readonly envelope: Envelope }
  | { readonly ref: string; readonly lacks: 'fax-service' | 'glyphs' };

/** RFC 6376 §5.4.1, and RFC 8058 §4: both headers of the unsubscribe link must be covered. */
const signedHeaders = [
  ...['From', 'To', 'Subject', 'Date', 'Message-ID', 'References', 'MIME-Version', 'Content-Type'],
  ...['Content-Language', 'Auto-Submitted', 'List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
].join(':');

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Writes the mails of one sender. The same delivery gives the same bytes each time, but for the DKIM signature's time. */
export function createMailWriter(identity: MailIdentity, words: MailWords) {
  const { from, publicUrl, linkKey, faxDomain, dkim } = identity;
  const domain = domainOf(from.address);
  const returnDomain = identity.returnDomain ?? domain;
  const writer = createTransport({
    ...{ streamTransport: true, buffer: true, newline: 'windows' },
    ...{ disableFileAccess: true, disableUrlAccess: true, logger: false },
    ...(dkim && {
      dkim: {
        domainName: dkim.domain,
        keySelector: dkim.selector,
        privateKey: dkim.privateKey,
        headerFieldNames: signedHeaders,
      },
    }),
  });

  const headersOf = (order: SendOrder, unsubscribe: string | null): Record<string, string> => ({
    'Auto-Submitted': 'auto-generated',
    // Old out-of-office programs and Exchange look for these, not for RFC 3834's header.
    Precedence: 'list',
    'X-Auto-Response-Suppress': 'All',
    'Content-Language': [...new Set(order.rendering.languages.map(bcp47))].join(', '),
    'List-Id': `<alerts.${domain}>`,
    ...(order.urgency >= urgentFrom && { Importance: 'high', 'X-Priority': '1' }),
    ...(unsubscribe !== null && {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  });

  return async (order: SendOrder, { deliveryId, target }: SendMember): Promise<BuiltMail> => {
    const ref = mailRef(order.versionId, deliveryId);
    const toFax = isFax(target);
    const to = toFax ? faxAddress(target, faxDomain) : target;
    if (to === null) return { ref, lacks: 'fax-service' };
    const page = toFax ? await faxPage(order, from.name, words) : null;
    if (toFax && page === null) return { ref, lacks: 'glyphs' };
    const [own = 'ja'] = order.rendering.languages;
    const leaving = `/receipts/mail/unsubscribe/${unsubscribeToken(linkKey, ref)}?lang=${own}`;
    const unsubscribe = toFax ? null : new URL(leaving, publicUrl).href;
    const back = returnAddress(linkKey, ref, returnDomain);
    const { title, text } = order.rendering;
    const { message } = await writer.sendMail({
      ...{ from, to, subject: title, messageId: `<${ref}@${domain}>` },
      envelope: { from: back, to: [to] },
      // The time of the version, not of this attempt: a resend is the same mail.
      date: new Date(timeOfId(order.versionId) ?? order.expiresAt),
      references: `<${order.alertId}@${domain}>`,
      headers: headersOf(order, unsubscribe),
      text: `${text}\n\n${footer(words, own, unsubscribe)}`,
      ...(page === null
        ? { html: mailHtml(order.rendering, words, unsubscribe) }
        : { attachments: [{ filename: 'alert.pdf', content: page, contentType: 'application/pdf' }] }),
      baseBoundary: ref,
      textEncoding: 'base64' as const,
    });
    return { ref, envelope: { from: back, to, message: message as Buffer } };
  };
}

/** Behind the signature mark of RFC 3676 §4.3, so that a reader can tell it from the town's words. */
function footer({ phrases }: MailWords, own: Language, unsubscribe: string | null): string {
  const said = (key: 'mail.no-reply' | 'mail.unsubscribe') =>
    toldIn(own).map((language) => phrases.say(language, key));
  const leave = unsubscribe === null ? [] : [said('mail.unsubscribe').join(' / '), unsubscribe];
  return ['-- ', ...said('mail.no-reply'), ...leave].join('\n');
}
