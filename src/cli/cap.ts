import { createHash, type X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { checkDocument } from '../formats/cap/check.js';
import { isFinding, type Finding } from '../formats/cap/finding.js';
import { maxCapBytes } from '../formats/cap/limits.js';
import type { CapVersion } from '../formats/cap/namespaces.js';
import { readCap, type CapDocument } from '../formats/cap/read.js';
import { keyOf } from '../formats/cap/rules/references.js';
import { verifySignature } from '../formats/cap/verify.js';
import { isTrusted, readCertificates } from '../platform/certificate.js';
import { validateCapXsd } from '../platform/xsd.js';
import type { Print } from './print.js';

export interface CapValidateOptions extends Print {
  /** One JSON line a file; readable lines otherwise. */
  readonly json: boolean;
  /** Files of PEM certificates that may sign or issue a signer's. */
  readonly trust?: readonly string[];
  /** Milliseconds UTC. */
  readonly now: number;
}

/** What is said of one file. */
interface Report {
  readonly file: string;
  /** False for what was refused unread too: a DTD, more than 2 MB. */
  readonly wellFormed: boolean;
  /** The version of its alerts, if it is the same. */
  readonly version: CapVersion | null;
  /** Null where the file is not a CAP 1.2 alert itself. */
  readonly xsdValid: boolean | null;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Of several alerts the worst: one that is not signed counts as less than one that is. */
  readonly signature: 'valid' | 'invalid' | 'none';
  readonly certificateTrusted: boolean;
  readonly alerts: number;
}

/**
 * `todoku cap validate FILE…`: resolves to 0 where nothing is wrong, 1 where a file has an error or an invalid
 * signature, 2 where a file can't be read or a `trust` file holds no certificate. Warnings change nothing.
 */
export async function capValidateCommand(
  files: readonly string[],
  options: CapValidateOptions,
): Promise<number> {
  const { out, err } = options;
  const trusted = await readTrusted(options.trust ?? [], err);
  if (!trusted) return 2;
  const known = new Set<string>();
  for (const file of files) for (const key of await keysIn(file)) known.add(key);
  let code = 0;
  for (const file of files) {
    const bytes = await readDocument(file);
    if (!bytes) {
      err(`${file}: no file that can be read.`);
      code = 2;
      continue;
    }
    const report = await reportOn(file, bytes, { known, trusted, now: options.now });
    if (isBad(report)) code = Math.max(code, 1);
    if (options.json) out(JSON.stringify(report));
    else for (const line of textLines(report)) out(line);
  }
  return code;
}

async function readTrusted(
  files: readonly string[],
  err: Print['err'],
): Promise<readonly X509Certificate[] | null> {
  const all: X509Certificate[] = [];
  for (const file of files) {
    const pem = await readFile(file, 'utf8').catch(() => '');
    const certificates = readCertificates([pem]);
    if (!certificates) {
      err(`--trust ${file}: no PEM certificate.`);
      return null;
    }
    all.push(...certificates);
  }
  return all;
}

/** The file's bytes, one more than are read at most; null where there is none. */
async function readDocument(file: string): Promise<Uint8Array | null> {
  try {
    const { size } = await stat(file);
    return size > maxCapBytes ? new Uint8Array(maxCapBytes + 1) : await readFile(file);
  } catch {
    return null;
  }
}

/** What the alerts of a file are known by: a reference to an alert in another file is no reference to nothing. */
async function keysIn(file: string): Promise<readonly string[]> {
  const bytes = await readDocument(file);
  const document = bytes ? readCap(bytes) : null;
  if (!document || isFinding(document)) return [];
  return document.alerts.map(({ element }) => keyOf(element));
}

/** CAP's digest of a resource. */
const sha1 = (content: Uint8Array): string => createHash('sha1').update(content).digest('hex');

interface Given {
  readonly known: ReadonlySet<string>;
  readonly trusted: readonly X509Certificate[];
  readonly now: number;
}

async function reportOn(file: string, bytes: Uint8Array, { known, trusted, now }: Given): Promise<Report> {
  const document = readCap(bytes);
  if (isFinding(document)) {
    const unread = {
      file,
      wellFormed: false,
      version: null,
      xsdValid: null,
      errors: [document],
      warnings: [],
    };
    return { ...unread, signature: 'none', certificateTrusted: false, alerts: 0 };
  }
  const { errors, warnings } = checkDocument(document, { now, known, sha1 });
  const versions = new Set(document.alerts.map(({ version }) => version));
  const version = versions.size === 1 ? ([...versions][0] ?? null) : null;
  const isAlert = document.format === 'alert' && version === '1.2';
  const xsd = isAlert ? await validateCapXsd(document.source) : null;
  const unsaid = errors.length === 0 ? (xsd?.errors ?? []) : [];
  return {
    ...{ file, wellFormed: true, version, xsdValid: xsd?.valid ?? null },
    errors: [
      ...errors,
      // The rules say it in plainer words; the schema speaks only of what they don't see.
      ...unsaid
        .slice(0, 10)
        .map(({ line, message }) => ({ rule: 'xsd', path: `line ${line ?? '?'}`, message })),
    ],
    warnings,
    ...signaturesOf(document, trusted, now),
    alerts: document.alerts.length,
  };
}

function signaturesOf({ alerts }: CapDocument, trusted: readonly X509Certificate[], now: number) {
  const verdicts = alerts.map(verifySignature);
  const has = (signature: Report['signature']) => verdicts.some((verdict) => verdict.signature === signature);
  const signature = has('invalid') ? 'invalid' : has('none') || verdicts.length === 0 ? 'none' : 'valid';
  const certificateTrusted =
    signature === 'valid' &&
    verdicts.every(({ chains }) => chains.some((chain) => isTrusted(chain, trusted, now)));
  return { signature, certificateTrusted } as const;
}

const isBad = ({ wellFormed, errors, xsdValid, signature }: Report): boolean =>
  !wellFormed || errors.length > 0 || xsdValid === false || signature === 'invalid';

function textLines(report: Report): readonly string[] {
  const { file, version, xsdValid, signature, certificateTrusted, alerts } = report;
  const schema = xsdValid === null ? 'not asked' : xsdValid ? 'valid' : 'invalid';
  const trust = signature === 'valid' ? ` (${certificateTrusted ? 'trusted' : 'not trusted'})` : '';
  const said = ({ rule, path, message }: Finding): string =>
    [rule, path, message].filter(Boolean).join(' | ');
  return [
    `${file}: ${isBad(report) ? 'INVALID' : 'valid'} | CAP ${version ?? '–'} | alerts ${alerts} | schema ${schema} | signature ${signature}${trust}`,
    ...report.errors.map((finding) => `  error   ${said(finding)}`),
    ...report.warnings.map((finding) => `  warning ${said(finding)}`),
  ];
}
