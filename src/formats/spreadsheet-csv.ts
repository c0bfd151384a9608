/** What a spreadsheet would take for a formula (OWASP, CSV injection, 2026): an apostrophe before it makes it text. */
const formula = /^[=+\-@\t\r＝＋－＠]/u;

const cell = (value: string | number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** CSV (RFC 4180) that spreadsheets open as UTF-8 (byte order mark) and never run as a formula. */
export const spreadsheetCsv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
