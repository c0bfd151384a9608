import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { readDeliveryReport } from './delivery-report.js';
import { findPart, headerOf, readMail, textOf } from './read-mail.js';

/** Written by a library, not by us. */
async function written(
  mail: { subject: string; text: string; html?: string },
  textEncoding: 'base64' | 'quoted-printable',
) {
  const writer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await writer.sendMail({
    from: 'a@b.example',
    to: 'c@d.example',
    textEncoding,
    ...mail,
  });
  return (message as Buffer).toString('latin1');
}

describe('a mail', () => {
  test('a space before a soft end of line belongs to the text, one behind it does not', () => {
    const mail = readMail(
      'Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nLeave now, =\r\nall of= \t\r\n you',
    );
    expect(textOf(mail)).toBe('Leave now, all of you');
  });

  test.each(['base64', 'quoted-printable'] as const)(
    'whatever its words, is read as it was written (%s)',
    async (encoding) => {
      const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
      await fc.assert(
        fc.asyncProperty(words, words, async (subject, text) => {
          // What no header can hold, and what a mail writer folds.
          fc.pre(!/[\p{C}]/u.test(subject + text) && subject.trim() === subject && !/\s{2}/.test(subject));
          fc.pre(subject !== '' && !/=\?|\?=/.test(subject));
          const mail = readMail(await written({ subject, text, html: `<p>x</p>` }, encoding));
          expect(headerOf(mail, 'subject')).toBe(subject);
          const plain = findPart(mail, 'text/plain');
          expect(plain && textOf(plain).replace(/\r?\n$/, '')).toBe(text);
        }),
        { numRuns: 60 },
      );
    },
  );

  test('that is none, is cut or is nested without end is read without a throw', () => {
    const nested = 'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(500);
    for (const raw of ['', ':', '\r\n\r\n', 'Content-Type: multipart/mixed', nested])
      expect(findPart(readMail(raw), 'message/delivery-status')).toBeNull();
    fc.assert(fc.property(fc.string(), (raw) => readDeliveryReport(raw) === null || true));
  });
});

const report = (fields: string, to = 'b-1@town.example') =>
  [
    'Received: from x',
    `To: <${to}>`,
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="XYZ/mx"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--XYZ/mx',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.jp',
    'Arrival-Date: Sat, 28 Nov 2026 10:00:00 +0900 (JST)',
    '',
    fields,
    '',
    '--XYZ/mx--',
    '',
  ].join('\n');

describe('a report', () => {
  test('in the form that Postfix writes', () => {
    const failed =
      'Final-Recipient: rfc822; taro@example.jp\nOriginal-Recipient: rfc822;taro@example.jp\nAction: failed\nStatus: 5.1.1\n' +
      'Remote-MTA: dns; mx.example.jp\nDiagnostic-Code: smtp; 550 5.1.1 <taro@example.jp>: Recipient\n    address rejected';
    expect(readDeliveryReport(report(failed))).toEqual({
      to: ['b-1@town.example'],
      recipients: [{ action: 'failed', status: '5.1.1' }],
    });
  });

  test('with capitals, comments and Windows line ends', () => {
    const delayed = 'Final-Recipient: RFC822; x@y\r\nAction: Delayed\r\nStatus: 4.4.1 (no answer)';
    expect(readDeliveryReport(report(delayed).replaceAll(/\r?\n/g, '\r\n'))).toMatchObject({
      recipients: [{ action: 'delayed', status: '4.4.1' }],
    });
  });

  test('of an answering machine is none', () => {
    const away =
      'To: b-1@town.example\nAuto-Submitted: auto-replied\nSubject: away\n\nAction: failed\nStatus: 5.1.1\n';
    expect(readDeliveryReport(away)).toBeNull();
  });

  test('without a status that RFC 3463 knows names nobody', () => {
    expect(readDeliveryReport(report('Action: failed\nStatus: broken'))).toMatchObject({ recipients: [] });
  });
});
