/**
 * JMA's disaster information XML ↔ our words. `parseTelegram` reads the envelope of every family, and what
 * VXSE53, VPWW53–61 and VXWW50 say of each municipality. Format: 気象庁防災情報XMLフォーマット (XSDs of 2025-06-30).
 */
import { isRefusal, refuse, type Refusal } from '../../domain/refusal.js';
import type { ParsedTelegram, Telegram } from '../../domain/telegram.js';
import { identify } from './identify.js';
import { earthquakeOf, municipalBlocks } from './municipal-blocks.js';
import { child, childrenNamed, readXml, textOf, type XmlElement } from './xml-tree.js';

const reportNamespace = 'http://xml.kishou.go.jp/jmaxml1/';
const headNamespace = 'http://xml.kishou.go.jp/jmaxml1/informationBasis1/';

/**
 * Reads one telegram. `fileName` (or a feed entry's id) only tells families apart that share title and InfoKind.
 * Refuses, and never throws: `telegram.too-large`, `telegram.doctype`, `telegram.malformed` (not well-formed
 * UTF-8 XML), `telegram.not-jma` (another root or namespace), `telegram.incomplete` (vars: `missing`, a path of
 * the envelope that is absent or has no valid value).
 */
export function parseTelegram(input: Uint8Array | string, fileName = ''): ParsedTelegram | Refusal {
  const report = readXml(input);
  if (isRefusal(report)) return report;
  const [control, head] = [child(report, 'Control'), child(report, 'Head')];
  const isReport = report.name === 'Report' && report.namespace === reportNamespace;
  if (!isReport || !control || head?.namespace !== headNamespace) return refuse('telegram.not-jma');
  const times = timesOf(control, head);
  if (isRefusal(times)) return times;
  const status = statusOf(control);
  if (status === null) return refuse('telegram.incomplete', { missing: 'Control/Status' });
  return { ...times, status, ...contentOf(report, control, head, fileName) };
}

function contentOf(report: XmlElement, control: XmlElement, head: XmlElement, fileName: string) {
  const body = child(report, 'Body');
  const title = textOf(control, 'Title');
  const serial = textOf(head, 'Serial') || null;
  const infoType = textOf(head, 'InfoType');
  const code = identify({
    title,
    infoKind: textOf(head, 'InfoKind'),
    infoKindVersion: textOf(head, 'InfoKindVersion'),
    serial,
    kindCodes: kindCodes(body),
    hint: fileName,
  });
  return {
    code,
    title,
    headTitle: textOf(head, 'Title'),
    infoType,
    eventId: textOf(head, 'EventID') || null,
    serial,
    editorialOffice: textOf(control, 'EditorialOffice'),
    headline: textOf(child(head, 'Headline'), 'Text'),
    items: null,
    municipalities: municipalBlocks(code, infoType, body),
    earthquake: code === 'VXSE53' ? earthquakeOf(body) : null,
  };
}

const kindCodes = (body: XmlElement | undefined): readonly string[] =>
  childrenNamed(body, 'Warning')
    .flatMap((warning) => childrenNamed(warning, 'Item'))
    .flatMap((item) => childrenNamed(item, 'Kind'))
    .map((kind) => textOf(kind, 'Code'));

function statusOf(control: XmlElement): Telegram['status'] | null {
  const status = textOf(control, 'Status');
  return status === '通常' || status === '訓練' || status === '試験' ? status : null;
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const milliseconds = (text: string): number => (instant.test(text) ? Date.parse(text) : Number.NaN);

function timesOf(control: XmlElement, head: XmlElement) {
  const reportDateTimeText = textOf(head, 'ReportDateTime');
  const reportDateTime = milliseconds(reportDateTimeText);
  const controlDateTime = milliseconds(textOf(control, 'DateTime'));
  if (Number.isNaN(reportDateTime)) return refuse('telegram.incomplete', { missing: 'Head/ReportDateTime' });
  if (Number.isNaN(controlDateTime)) return refuse('telegram.incomplete', { missing: 'Control/DateTime' });
  return { reportDateTime, reportDateTimeText, controlDateTime };
}
