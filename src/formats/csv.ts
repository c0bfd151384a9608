/** A cell: a number stays one; null is empty. */
export type Cell = string | number | null;

/**
 * What a spreadsheet would take for a formula, which may call programs and send data away (OWASP, CSV Injection): a text
 * that begins so is given an apostrophe, which makes it a text there.
 */
const formula = /^[=+\-@\t\r＝＋－＠]/;

const cell = (value: Cell): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Lines without a heading, where a table is written in parts. */
export const csvLines = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** RFC 4180, with the byte order mark by which Excel knows UTF-8. */
export const csv = (heading: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${csvLines([heading, ...rows])}`;
