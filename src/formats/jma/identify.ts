import { families } from './families.js';

/** What a telegram says of its own kind. */
export interface Markings {
  /** Control/Title. */
  readonly title: string;
  readonly infoKind: string;
  readonly infoKindVersion: string;
  readonly serial: string | null;
  /** Kind codes of the body's Warning blocks. */
  readonly kindCodes: readonly string[];
  /** A file name or feed entry id; a hint at most. */
  readonly hint: string;
}

/** The code of a telegram that no family fits: it is shown, and nothing is read from it. */
export const unknownFamily = 'unknown';

const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toUpperCase();

/**
 * The telegram code (VXSE53). The title alone is never enough: JMA has changed titles, and families share them.
 * Title and InfoKind must agree; a title we don't know leaves the InfoKind, if only one family uses it; families
 * that share both are told apart by version, Serial, kind codes or, where nothing in the telegram tells (the
 * typhoon slots VPTW40/41), by the name it came under.
 */
export function identify(markings: Markings): string {
  const kin = families.filter(([, infoKind]) => plain(infoKind) === plain(markings.infoKind));
  const titled = kin.filter(([, , ...titles]) =>
    titles.some((title) => plain(title) === plain(markings.title)),
  );
  const codes = titled.map(([code]) => code);
  if (codes.length === 1) return codes[0] ?? unknownFamily;
  if (codes.length > 1) return amongNamesakes(codes, markings);
  if (plain(markings.infoKind) === plain('気象警報・注意報')) return warningFamily(markings) ?? unknownFamily;
  const [only, ...others] = kin;
  if (only && others.length === 0) return only[0];
  return (
    hinted(
      families.map(([code]) => code),
      markings.hint,
    ) ?? unknownFamily
  );
}

/** VYSE51 is numbered, VYSE52 is not. */
function amongNamesakes(codes: readonly string[], { serial, hint }: Markings): string {
  if (codes.includes('VYSE52')) return serial === null ? 'VYSE52' : 'VYSE51';
  return hinted(codes, hint) ?? codes[0] ?? unknownFamily;
}

const hinted = (codes: readonly string[], hint: string): string | undefined =>
  codes.find((code) => new RegExp(`(?<![A-Z])${code}(?![A-Z0-9])`).test(hint));

/** Warnings of the 2026 scheme (InfoKindVersion 1.5 or 「Ｒ０６」): one family per hazard, by title or kind codes. */
const warningWords: readonly (readonly [code: string, title: RegExp, kindCodes: readonly string[]])[] = [
  ['VPWW55', /大雨/, ['10', '03', '43', '33']],
  ['VPWW56', /土砂/, ['29', '09', '49', '39']],
  ['VPWW57', /高潮/, ['19', '08', '48', '38']],
  ['VPWW58', /暴風|強風|風雪/, ['02', '05', '15', '13', '35', '32']],
  ['VPWW59', /波浪/, ['07', '16', '37']],
  ['VPWW60', /大雪/, ['06', '12', '36']],
  ['VPWW61', /その他/, ['14', '17', '20', '21', '22', '23', '24', '25', '26', '27']],
];

function warningFamily({ title, infoKindVersion, kindCodes, hint }: Markings): string | undefined {
  if (!plain(title).includes('R06') && !infoKindVersion.startsWith('1.5')) {
    return hinted(['VPWW50', 'VPWW53', 'VPWW54'], hint);
  }
  const byTitle = warningWords.find(([, words]) => words.test(title));
  const byCodes = warningWords.find(([, , codes]) => kindCodes.some((code) => codes.includes(code)));
  return (byTitle ?? byCodes)?.[0];
}
