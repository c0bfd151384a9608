import { describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import type { SendOrder } from '../domain/channel.js';
import { bcp47, languages, type Language } from '../domain/language.js';
import { testOrder, testRendering } from '../../test/support/virtual-town.js';
import { createMailWriter, type BuiltMail } from './mail-message.js';
import { loadMailWords } from './mail-words.js';

const write = createMailWriter(
  {
    from: { name: '鳩山町防災', address: 'bosai@town.example' },
    publicUrl: 'https://hub.town.example',
    linkKey: 'k'.repeat(64),
    faxDomain: 'fax.example',
  },
  loadMailWords(),
);
const bytesOf = (built: BuiltMail): Buffer => {
  if ('lacks' in built) throw new Error(`no mail: ${built.lacks}`);
  return built.envelope.message;
};
/** Read by a parser that we did not write. */
const sent = async (order: SendOrder, target = 'taro@example.jp') => {
  const built = await write(order, { deliveryId: '17', target });
  return { built, raw: bytesOf(built).toString(), mail: await simpleParser(bytesOf(built)) };
};
const several = testRendering('mail', {
  languages: ['ja-easy', 'en'],
  title: '【訓練】 にげて ください <1> & "2"',
  text: '【訓練】 にげて ください。\nいますぐ。\n\n[DRILL] Leave <now> & go.',
});

describe('a mail', () => {
  test('says the approved words in both forms, and nothing more but who sent it and how to leave', async () => {
    const order = testOrder('mail', { rendering: several });
    const { mail, built } = await sent(order);
    expect(mail.subject).toBe(several.title);
    expect(mail.from?.text).toBe('"鳩山町防災" <bosai@town.example>');
    expect(mail.text?.split('\n\n-- \n')[0]).toBe(several.text);
    const html = String(mail.html);
    expect(html).toContain('<p lang="ja"');
    expect(html).toContain('[DRILL] Leave &lt;now&gt; &amp; go.');
    expect(html).toContain('<html lang="ja">');
    expect(html).toContain('<p lang="en"');
    expect(built).toMatchObject({ envelope: { to: 'taro@example.jp', from: expect.stringMatching(/^b-/) } });
  });

  test('fetches nothing from anywhere: its only address is the link by which one leaves', async () => {
    const { mail } = await sent(testOrder('mail', { rendering: several }));
    const html = String(mail.html);
    expect(html).not.toMatch(/<(img|link|script|iframe|object|video|audio|style)\b|url\(|src=/i);
    const links = new Set([...html.matchAll(/https?:[^"< ]+/g)].map(([link]) => link));
    expect([...links]).toEqual([
      expect.stringMatching(/^https:\/\/hub\.town\.example\/receipts\/mail\/unsubscribe\//),
    ]);
  });

  test.each(languages)('says in %s how to leave it, and to whom nobody listens', async (language) => {
    const { mail } = await sent(
      testOrder('mail', { rendering: testRendering('mail', { languages: [language], text: 'x' }) }),
    );
    const footer = mail.text?.split('\n-- \n')[1]?.trim().split('\n') ?? [];
    const expected = [...new Set([language, 'ja', 'en'])];
    expect(footer).toHaveLength(expected.length + 2);
    expect(new Set(footer).size).toBe(footer.length);
    expect(footer.at(-1)).toMatch(new RegExp(`\\?lang=${language}$`));
    const html = String(mail.html);
    const tags = [...html.matchAll(/<p lang="([\w-]+)" style="margin:0 0 .5rem">/g)].map(([, tag]) => tag);
    expect(tags).toEqual(expected.map((one) => bcp47(one as Language)));
    expect(html).toContain(footer[0] ?? '-');
  });

  test('can be left by one click (RFC 8058), and asks machines not to answer', async () => {
    const order = testOrder('mail', { urgency: 5 });
    const { raw, mail } = await sent(order);
    const unfolded = raw.replaceAll(/\r\n[ \t]/g, ' ');
    expect(unfolded).toMatch(
      /^List-Unsubscribe: <https:\/\/hub\.town\.example\/receipts\/mail\/unsubscribe\/[\w-]+\?lang=ja>\r$/m,
    );
    expect(unfolded).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('precedence')).toBe('list');
    expect(unfolded).toMatch(/^Importance: high\r$/m);
    expect(mail.headers.get('content-language')).toBe('ja');
    expect(mail.references).toContain(order.alertId);
  });

  test('is the same to the last byte when it is sent again, and another one to another resident or version', async () => {
    const order = testOrder('mail');
    const [first, again] = [await sent(order), await sent({ ...order, callId: 'other', key: 'other' })];
    expect(again.raw).toBe(first.raw);
    expect((await sent({ ...order, versionId: testOrder('mail').versionId })).mail.messageId).not.toBe(
      first.mail.messageId,
    );
    const other = await write(order, { deliveryId: '18', target: 'taro@example.jp' });
    expect(bytesOf(other).toString()).not.toBe(first.raw);
  });

  test('whose words hold line breaks and commands gives no header away', async () => {
    const rendering = testRendering('mail', {
      title: 'x\r\nBcc: evil@example.com',
      text: '.\r\nRCPT TO:<evil@example.com>',
    });
    const { mail, raw } = await sent(testOrder('mail', { rendering }));
    expect(mail.bcc).toBeUndefined();
    expect(raw).not.toMatch(/^Bcc:/m);
  });
});

describe('a fax', () => {
  test('is a page at its number, with no link that nobody can press', async () => {
    const { mail, built, raw } = await sent(testOrder('mail'), 'fax:+81492961214');
    expect(built).toMatchObject({ envelope: { to: '0492961214@fax.example' } });
    expect(mail.attachments).toMatchObject([{ contentType: 'application/pdf', filename: 'alert.pdf' }]);
    expect(mail.html).toBe(false);
    expect(raw).not.toMatch(/unsubscribe/i);
  });

  test('in a language whose signs the page’s font lacks is none, rather than empty boxes', async () => {
    const order = testOrder('mail', {
      rendering: testRendering('mail', { languages: ['ko'], text: '대피' }),
    });
    expect(await write(order, { deliveryId: '1', target: 'fax:+81492961214' })).toMatchObject({
      lacks: 'glyphs',
    });
  });

  test('of a town without a fax service is none', async () => {
    const identity = {
      from: { name: 'x', address: 'a@b.example' },
      publicUrl: 'https://x.example',
      linkKey: 'k',
    };
    const bare = createMailWriter(identity, loadMailWords());
    expect(await bare(testOrder('mail'), { deliveryId: '1', target: 'fax:+81492961214' })).toMatchObject({
      lacks: 'fax-service',
    });
  });
});
