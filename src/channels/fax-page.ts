import type { SendOrder } from '../domain/channel.js';
import type { Language } from '../domain/language.js';
import { timeOfId } from '../platform/id.js';
import { makePaper } from '../platform/paper.js';
import type { MailWords } from './mail-words.js';

/** Languages whose every sign is in the page's font; others would come out of the machine as empty boxes. */
const printable: readonly Language[] = ['ja', 'ja-easy', 'en', 'es', 'pt-BR', 'tl', 'id'];

/** Points of text size, from a size that is read across a table down to a newspaper's (9 points). */
const sizes = [32, 26, 22, 19, 16, 14, 12, 10.5, 9] as const;
const margin = 40;
const [width, height] = [595 - 2 * margin, 842 - 2 * margin];
const leading = 1.35;
/** Height of one line of this font in ems, without leading. */
const fontHeight = 1.45;

/** Lines that a text takes at a size; Latin letters are about half as wide as a kana. */
const linesAt = (text: string, size: number): number =>
  text.split('\n').reduce((sum, line) => {
    const ems = [...line].reduce((wide, sign) => wide + (/[\u0020-\u024f]/.test(sign) ? 0.58 : 1), 0);
    return sum + Math.max(1, Math.ceil((ems * size) / width));
  }, 0);

/** The sizes to try, largest first: from the first that may fit. */
const sizesFor = (title: string, text: string): readonly number[] => {
  const fits = (size: number): boolean =>
    linesAt(title, size * 1.3) * size * 1.3 * fontHeight + linesAt(text, size) * size * fontHeight * leading <
    height - 110;
  const first = sizes.findIndex(fits);
  return sizes.slice(first < 0 ? sizes.length - 1 : first);
};

const pageOf = (order: SendOrder, sender: string, words: MailWords, size: number) => ({
  pageSize: 'A4',
  pageMargins: [margin, margin, margin, margin],
  defaultStyle: { font: 'Noto', fontSize: size, lineHeight: leading, color: 'black' },
  info: {
    title: order.rendering.title,
    author: sender,
    // The same page on every resend, to the last byte.
    creationDate: new Date(timeOfId(order.versionId) ?? order.expiresAt),
  },
  // One bit a dot: a watermark must stay thin, or the machine spreads it over the words.
  ...(order.status === 'Exercise' && {
    watermark: { text: words.fax.drill, color: 'black', opacity: 0.08, bold: true },
  }),
  content: [
    {
      columns: [
        { text: sender, bold: true, fontSize: 14 },
        { text: order.alertNumber, alignment: 'right', fontSize: 14 },
      ],
    },
    {
      table: {
        widths: ['*'],
        body: [
          [{ text: order.rendering.title, bold: true, fontSize: size * 1.3, lineHeight: 1.1, margin: 4 }],
        ],
      },
      layout: 'framed',
      margin: [0, 6, 0, 12],
    },
    { text: order.rendering.text },
    { text: words.fax.footer, fontSize: 10, margin: [0, 10, 0, 0] },
  ],
});

async function makePage(order: SendOrder, sender: string, words: MailWords): Promise<Buffer | null> {
  const { title, text, languages } = order.rendering;
  if (!languages.every((language) => printable.includes(language))) return null;
  const candidates = sizesFor(title, text).map((size) => pageOf(order, sender, words, size));
  const { pdf, pages } = await makePaper({ candidates, footer: null });
  return pages === 1 ? Buffer.from(pdf) : null;
}

const kept = 20;
const known = new Map<string, Promise<Buffer | null>>();

/**
 * An alert as one A4 page for a fax machine (PDF): black on white, as large as it fits, level and mark in its words, the
 * drill's mark across it. The same for all faxes of a version. Null where its language has signs that the font lacks, or
 * where it is longer than a page of newsprint (about 2,300 characters).
 */
export function faxPage(order: SendOrder, sender: string, words: MailWords): Promise<Buffer | null> {
  const key = JSON.stringify([order.versionId, order.status, order.rendering.title, order.rendering.text]);
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= kept) known.clear();
  const made = makePage(order, sender, words);
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}
