import { layRuby, type LaidLine } from '../compose/ruby-lines.js';
import type { PaperWork } from '../platform/paper-thread.js';
import type { CardShape, ScriptLine } from '../wire/card.js';

/** A4 in points, and what is left of it. */
const margin = 36;
const inside = 595 - 2 * margin;

/** Sizes of the script that are tried, the largest first; the last may take a second page. */
const sizes = [16, 14.5, 13, 11.5] as const;

interface Sizes {
  readonly script: number;
  readonly ruby: number;
  readonly small: number;
}

const band = (sheet: CardShape, small: number) => ({
  table: {
    widths: ['auto', '*', 'auto'],
    body: [
      [
        { text: sheet.mark, bold: true, fontSize: 20, margin: [4, 2, 8, 2] },
        { text: sheet.title, bold: true, fontSize: 20, margin: [4, 2, 4, 2] },
        { text: sheet.about, fontSize: small, alignment: 'right', margin: [4, 8, 4, 2] },
      ],
    ],
  },
  margin: [0, 0, 0, 4],
});

const heading = (text: string, more = '') => ({
  text: [{ text, bold: true, fontSize: 11 }, ...(more === '' ? [] : [{ text: `　${more}`, fontSize: 8.5 }])],
  margin: [0, 7, 0, 3],
});

/** Readings stand above where their words will come; the line itself is one text. */
const rubyLine = (line: LaidLine, { script, ruby }: Sizes) => ({
  unbreakable: true,
  stack: [
    ...line.rubies.map(({ text, x }) => ({ text, fontSize: ruby, lineHeight: 1, relativePosition: { x, y: 0 } })),
    {
      text: line.pieces.map(({ text, spacing }) => (spacing === 0 ? { text } : { text, characterSpacing: spacing })),
      fontSize: script,
      lineHeight: 1,
      noWrap: true,
      margin: [0, ruby * 0.95, 0, 0],
    },
  ],
});

const scriptLine = (line: ScriptLine, sizes: Sizes): object => {
  if (line.pieces.every(({ ruby }) => ruby === null))
    return {
      stack: [
        { text: line.pieces.map(({ base }) => base).join(''), fontSize: sizes.script, lineHeight: 1.1 },
        ...(line.reading === null ? [] : [{ text: line.reading, fontSize: sizes.small, lineHeight: 1.1 }]),
      ],
      margin: [0, 2, 0, 0],
    };
  const measure = { width: inside - 14, size: sizes.script, rubySize: sizes.ruby };
  return { stack: layRuby(line.pieces, measure).map((each) => rubyLine(each, sizes)) };
};

const facts = (sheet: CardShape, small: number) => ({
  table: {
    widths: [62, '*'],
    body: sheet.facts.map(({ name, text }) => [
      { text: name, bold: true, fontSize: small },
      { text, fontSize: small },
    ]),
  },
  layout: 'lightHorizontalLines',
});

const script = (sheet: CardShape, sizes: Sizes) => [
  heading(sheet.script.name, sheet.script.about),
  {
    table: { widths: ['*'], body: [[{ stack: sheet.script.lines.map((line) => scriptLine(line, sizes)) }]] },
  },
];

const steps = (sheet: CardShape, small: number) => [
  heading(sheet.steps.name),
  { ol: sheet.steps.items, fontSize: small },
  ...(sheet.steps.note === '' ? [] : [{ text: sheet.steps.note, fontSize: small - 1, margin: [0, 2, 0, 0] }]),
];

const calls = (sheet: CardShape, small: number) => [
  heading(sheet.calls.name),
  {
    ol: sheet.calls.lists.map(({ name, people }) => ({
      text: [
        { text: name, bold: true },
        { text: `　${people.map((each) => `□${each.name}${each.note === '' ? '' : `（${each.note}）`}`).join('　')}` },
      ],
    })),
    fontSize: small,
  },
];

const short = (sheet: CardShape, small: number) => [
  heading(sheet.short.name),
  { text: sheet.short.text, fontSize: small },
];

/** One sheet's contents, for a page of its own or among others. */
const cardContent = (sheet: CardShape, sizes: Sizes): readonly object[] => [
  band(sheet, sizes.small),
  { text: sheet.warning, bold: true, fontSize: 10, margin: [0, 0, 0, 4] },
  facts(sheet, sizes.small),
  ...script(sheet, sizes),
  {
    columns: [
      { width: '*', stack: steps(sheet, sizes.small) },
      { width: '*', stack: calls(sheet, sizes.small) },
    ],
    columnGap: 16,
  },
  ...short(sheet, sizes.small),
];

const pageOf = (sheet: CardShape, size: number) => {
  const of = { script: size, ruby: size * 0.5, small: size < 12 ? 8.5 : 9.5 };
  return {
    pageSize: 'A4',
    pageMargins: [margin, 30, margin, 32],
    defaultStyle: { font: 'Noto', fontSize: of.small, lineHeight: 1.15, color: 'black' },
    info: { title: `${sheet.mark} ${sheet.title}` },
    // Thin enough to read through on a copier, too large to be overlooked or cut off.
    watermark: { text: sheet.mark, color: 'black', opacity: 0.07, bold: true },
    content: cardContent(sheet, of),
  };
};

/** The card as a PDF: one A4 page where a readable size of the script allows it. */
export const cardPaper = (sheet: CardShape): PaperWork => ({
  candidates: sizes.map((size) => pageOf(sheet, size)),
  footer: sheet.footer,
});
