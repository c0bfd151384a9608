import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Callback, Channel, Health, Limits, Receipt, SendMember, SendOrder } from '../domain/channel.js';
import { readDeliveryReport } from '../formats/mail/delivery-report.js';
import { mailSignatureHeader } from '../wire/mail.js';
import { accepted, fault, forMember, refused, retry, unsure, type Verdict } from './fault.js';
import { openReturnAddress, openUnsubscribeToken } from './mail-address.js';
import { createMailWriter, domainOf, type MailIdentity } from './mail-message.js';
import { isGone, verdictOfAnswer } from './mail-verdict.js';
import { loadMailWords, type MailWords } from './mail-words.js';
import { mailLimits } from './mail.limits.js';
import { createSmtpPool, type SmtpOptions, type SmtpResult } from './smtp-pool.js';

export interface MailOptions extends MailIdentity {
  readonly relay: Omit<SmtpOptions, 'name'>;
  /** Signs the reports that the town's mail server hands to this hub; without it none are taken. */
  readonly reportKey?: string;
  readonly words?: MailWords;
  readonly limits?: Limits;
  readonly now?: () => number;
}

/** Nothing was taken unless the final dot had left: a server must drop what it did not receive whole (RFC 5321 §4.1.1.4). */
function verdictOf(result: SmtpResult, ref: string, now: number): Verdict {
  if (result.result === 'taken') return accepted(ref);
  if (result.result === 'answered') return verdictOfAnswer(result, now);
  if (result.left) return unsure;
  const code = result.code === 'ETIMEDOUT' ? 'channel.timeout' : 'channel.unreachable';
  return retry(fault('channel', code, result.code));
}

/**
 * Mail through the town's relay, and faxes through a mail-to-fax service behind it. SMTP takes no key, so a mail whose final
 * dot was not answered is unsure; each has a Message-ID, an unsubscribe link and a return address of its own.
 */
export function createMailChannel(options: MailOptions): Channel {
  const { linkKey, reportKey, limits = mailLimits, now = Date.now } = options;
  const domain = domainOf(options.from.address);
  const returnDomain = options.returnDomain ?? domain;
  const write = createMailWriter(options, options.words ?? loadMailWords());
  const pool = createSmtpPool({ ...options.relay, name: domain });

  const sendOne = async (order: SendOrder, member: SendMember, signal: AbortSignal): Promise<Verdict> => {
    const built = await write(order, member);
    if ('lacks' in built)
      return built.lacks === 'glyphs'
        ? refused(fault('call', 'mail.fax-unprintable'))
        : refused(fault('call', 'mail.no-fax-service'));
    return verdictOf(await pool.send(built.envelope, signal), built.ref, now());
  };

  const genuine = ({ headers, body }: Callback): boolean => {
    if (reportKey === undefined) return false;
    const given = Buffer.from(headers[mailSignatureHeader] ?? '');
    const wanted = Buffer.from(createHmac('sha256', reportKey).update(body).digest('hex'));
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  };

  /** Anybody can write to a return address, so the address itself is signed too. */
  const readReceipts = (callback: Callback): readonly Receipt[] | null => {
    if (!genuine(callback)) return null;
    const report = readDeliveryReport(callback.body);
    if (report === null) return [];
    const ref = report.to
      .map((to) => openReturnAddress(linkKey, to, returnDomain))
      .find((one) => one !== null);
    if (ref === undefined || ref === null) return null;
    const [said] = report.recipients;
    if (said?.action === 'delivered') return [{ ref, state: 'delivered', at: now() }];
    if (said?.action !== 'failed') return [];
    const dead = isGone(said.status.slice(2));
    const why = fault('target', dead ? 'mail.no-such-address' : 'mail.bounced', said.status);
    return [{ ref, state: 'refused', why, at: now(), ...(dead && { dead }) }];
  };

  const probe = async (signal: AbortSignal): Promise<Health> => {
    try {
      await pool.greet(signal);
      return { state: 'up' };
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      return { state: 'down', detail: String(responseCode ?? code ?? 'unknown') };
    }
  };

  return {
    id: 'mail',
    limits,
    send: (order, signal) =>
      Promise.all(
        order.members.map(async (member) => forMember(member, await sendOne(order, member, signal))),
      ),
    readReceipts,
    readOptOut: (token) => openUnsubscribeToken(linkKey, token),
    probe,
    close: async () => pool.close(),
  };
}
