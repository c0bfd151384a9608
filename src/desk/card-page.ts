import { layRuby, type LaidLine } from '../compose/ruby-lines.js';
import type { PaperWork } from '../platform/paper-thread.js';
import type { CardShape, ScriptLine } from '../wire/card.js';

/** A4 in points, and what is left of it. */
const margin = 36;
const inside = 595 - 2 * margin;

/** Sizes of the script that are tried, the largest first; the last may take a second page. */
const sizes = [16, 14, 12.5, 11.5, 10.5] as const;

/** The font is tall: a line needs less than it asks for, and a reading stands partly in the room above its words. */
const tight = 0.84;
const overhead = 0.95;
const fontHeight = 1.45;

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
        {
          text: sheet.title,
          bold: true,
          fontSize: 20,
          margin: [4, 2, 4, 2],
          tocItem: true,
          tocStyle: { fontSize: 9, lineHeight: 0.85 },
        },
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
    ...line.rubies.map(({ text, x }) => ({
      text,
      fontSize: ruby,
      lineHeight: 1,
      relativePosition: { x, y: 0 },
    })),
    {
      text: line.pieces.map(({ text, spacing }) =>
        spacing === 0 ? { text } : { text, characterSpacing: spacing },
      ),
      fontSize: script,
      lineHeight: tight,
      noWrap: true,
      margin: [0, ruby * overhead, 0, 0],
    },
  ],
});

const scriptLine = (line: ScriptLine, sizes: Sizes): object => {
  if (line.pieces.every(({ ruby }) => ruby === null))
    return {
      stack: [
        { text: line.pieces.map(({ base }) => base).join(''), fontSize: sizes.script, lineHeight: tight },
        ...(line.reading === null ? [] : [{ text: line.reading, fontSize: sizes.small, lineHeight: 1.1 }]),
      ],
      margin: [0, 2, 0, 0],
    };
  const measure = { width: inside - 14, size: sizes.script, rubySize: sizes.ruby };
  return { stack: layRuby(line.pieces, measure).map((each) => rubyLine(each, sizes)) };
};

const factRow = ({ name, text }: CardShape['facts'][number], small: number) => ({
  text: [{ text: `${name}　`, bold: true }, { text }],
  fontSize: small,
  margin: [0, 0, 0, 1.5],
});

/** Long facts over the whole width, short ones in two columns. */
const facts = (sheet: CardShape, small: number): readonly object[] => {
  const [short, long] = [false, true].map((want) =>
    sheet.facts.filter(({ text }) => text.length > 36 === want),
  );
  const half = Math.ceil((short?.length ?? 0) / 2);
  return [
    {
      columns: [short?.slice(0, half), short?.slice(half)].map((some = []) => ({
        width: '*',
        stack: some.map((fact) => factRow(fact, small)),
      })),
      columnGap: 16,
    },
    ...(long ?? []).map((fact) => factRow(fact, small)),
  ];
};

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
        {
          text: `　${people.map((each) => `□${each.name}${each.note === '' ? '' : `（${each.note}）`}`).join('　')}`,
        },
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
  ...facts(sheet, sizes.small),
  ...script(sheet, sizes),
  {
    columns: [
      { width: '*', stack: steps(sheet, sizes.small) },
      { width: '*', stack: [...calls(sheet, sizes.small), ...short(sheet, sizes.small)] },
    ],
    columnGap: 16,
  },
];

const sizesAt = (size: number): Sizes => ({
  script: size,
  ruby: size * 0.46,
  small: size < 11 ? 8 : size < 12 ? 8.5 : 9.5,
});

/** Points that the script alone takes; a size at which nothing else would fit below it is not tried. */
const scriptHeight = (sheet: CardShape, size: number): number => {
  const of = sizesAt(size);
  const measure = { width: inside - 14, size, rubySize: of.ruby };
  const lines = sheet.script.lines.flatMap(({ pieces }) => layRuby(pieces, measure));
  return lines.length * (size * fontHeight * tight + of.ruby * overhead);
};
const mostScript = 842 - 62 - 225;

const pageOf = (sheet: CardShape, size: number) => {
  const of = sizesAt(size);
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
  candidates: sizes
    .filter((size, i) => i === sizes.length - 1 || scriptHeight(sheet, size) < mostScript)
    .map((size) => pageOf(sheet, size)),
  footer: sheet.footer,
});

/** What stands on the first page of the pack, and at the foot of each. */
interface PackWords {
  readonly mark: string;
  readonly title: string;
  readonly lead: string;
  readonly made: string;
  readonly contents: string;
}

/** One page a card: a form has longer steps and calls below it than a message of three districts. */
const packSize = (sheet: CardShape): number =>
  [14, 12.5, 11.5, 10.5, 10].find((size) => scriptHeight(sheet, size) < mostScript - 140) ?? 9.5;

/** The offline pack as one PDF: a page of contents, then a card a page. */
export const packPaper = (sheets: readonly CardShape[], words: PackWords): PaperWork => ({
  candidates: [
    {
      pageSize: 'A4',
      pageMargins: [margin, 30, margin, 32],
      defaultStyle: { font: 'Noto', fontSize: 9, lineHeight: 1.15, color: 'black' },
      info: { title: `${words.mark} ${words.title}` },
      watermark: { text: words.mark, color: 'black', opacity: 0.07, bold: true },
      content: [
        { text: `${words.mark}　${words.title}`, bold: true, fontSize: 22 },
        { text: words.made, margin: [0, 4, 0, 4] },
        { text: words.lead, bold: true, fontSize: 11, margin: [0, 0, 0, 8] },
        {
          toc: {
            title: { text: words.contents, bold: true, fontSize: 13 },
            numberStyle: { fontSize: 9, lineHeight: 0.85 },
          },
        },
        ...sheets.map((sheet) => ({
          stack: cardContent(sheet, sizesAt(packSize(sheet))),
          pageBreak: 'before',
        })),
      ],
    },
  ],
  footer: `${words.mark}　${words.title}　${words.made}`,
});
