/**
 * CAP ↔ our words. This file reads what may hold alerts: a CAP 1.1 or 1.2 message, Atom and RSS feeds, EDXL-DE
 * envelopes, a list of alerts. No address in a document is ever fetched, so a feed of links holds no alert.
 */
import { isFinding, type Finding } from './finding.js';
import { capVersions, type CapVersion } from './namespaces.js';
import { parseXml, type XmlDocument } from './parse-xml.js';
import { descendants, type XmlElement } from './tree.js';

export interface CapDocument {
  /** `unknown` is well-formed XML that is neither CAP nor anything that may hold it. */
  readonly format: 'alert' | 'atom' | 'rss' | 'edxl' | 'alerts' | 'unknown';
  /** The decoded text. */
  readonly source: string;
  readonly alerts: readonly FoundAlert[];
}

/** An alert and where it stood; `readAlert` makes our words of its element. */
export interface FoundAlert {
  /** Null in a namespace that is not CAP 1.1 or 1.2. */
  readonly version: CapVersion | null;
  readonly element: XmlElement;
  /** What it stood in: the element's positions are those of its source. */
  readonly within: XmlDocument;
  /** In a feed, but in none of its entries. */
  readonly stray: boolean;
}

/**
 * Reads a document of at most 2 MB. Findings, and never exceptions: `too-large`, `unknown-encoding`, `doctype` (so no
 * external entity and no entity bomb), `too-complex`, `not-well-formed`.
 */
export function readCap(input: Uint8Array | string): CapDocument | Finding {
  const document = parseXml(input);
  if (isFinding(document)) return document;
  const format = formatOf(document.root);
  const alerts = format === 'unknown' ? [] : alertsIn(document, format);
  return { format, source: document.source, alerts };
}

const envelopes: Readonly<Record<string, CapDocument['format']>> = {
  alert: 'alert',
  feed: 'atom',
  entry: 'atom',
  rss: 'rss',
  RDF: 'rss',
  EDXLDistribution: 'edxl',
  alerts: 'alerts',
};
const formatOf = ({ name }: XmlElement): CapDocument['format'] =>
  Object.hasOwn(envelopes, name) ? (envelopes[name] ?? 'unknown') : 'unknown';

/** Elements of feeds whose text may be an escaped alert. */
const carriers = ['content', 'description', 'encoded'];

function alertsIn(document: XmlDocument, format: CapDocument['format']): readonly FoundAlert[] {
  const { root } = document;
  if (format === 'alert') return [found(document, root, false)];
  const isFeed = format === 'atom' || format === 'rss';
  const alerts: FoundAlert[] = [];
  const skip = { until: -1 };
  for (const element of descendants(root)) {
    if (element.start < skip.until) continue;
    const stray = isFeed && !/\/(?:entry|item)(?:\[\d+\])?\//.test(element.path) && root.name !== 'entry';
    if (element.name === 'alert' && element !== root) {
      alerts.push(found(document, element, stray));
      skip.until = element.end;
    } else if (isFeed && carriers.includes(element.name)) {
      const inner = escaped(element);
      if (inner) alerts.push({ ...inner, stray });
    }
  }
  return alerts;
}

const found = (within: XmlDocument, element: XmlElement, stray: boolean): FoundAlert => ({
  version: Object.hasOwn(capVersions, element.namespace) ? (capVersions[element.namespace] ?? null) : null,
  ...{ element, within, stray },
});

/** An alert that stands escaped or as CDATA in an entry; its paths begin at the element that carries it. */
function escaped(carrier: XmlElement): FoundAlert | null {
  const text = carrier.text.trim();
  if (!/^<(?:\?xml|[\w.-]{1,20}:alert|alert)\b/.test(text)) return null;
  const document = parseXml(text);
  if (isFinding(document) || document.root.name !== 'alert') return null;
  return found(document, document.root, false);
}
