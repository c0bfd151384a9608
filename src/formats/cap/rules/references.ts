import type { CapReference } from '../alert.js';
import { quote } from '../finding.js';
import { readReferences, referenceKey } from '../list.js';
import { readTime } from '../time.js';
import { childNamed, textOf, type XmlElement } from '../tree.js';
import { error, faultIf, oncePerAlert, warning, type Fault, type Rule } from './rule.js';

const pathOf = (alert: XmlElement): string => childNamed(alert, 'references')?.path ?? alert.path;

const listed = oncePerAlert((alert) => readReferences(textOf(alert, 'references')));

const referencesOf = (alert: XmlElement): readonly CapReference[] =>
  listed(alert).filter((reference) => reference !== null);

const ownReference = (alert: XmlElement): CapReference => ({
  sender: textOf(alert, 'sender'),
  identifier: textOf(alert, 'identifier'),
  sent: readTime(textOf(alert, 'sent')),
});

/** The alert's own three names as one text, for `known`. */
export const keyOf = (alert: XmlElement): string => referenceKey(ownReference(alert));

const about = (
  alert: XmlElement,
  broken: (reference: CapReference) => boolean,
  message: string,
): readonly Fault[] =>
  referencesOf(alert)
    .filter(broken)
    .map(({ identifier }) => [pathOf(alert), `${quote(identifier)} ${message}`]);

const speaksOfAnother = (alert: XmlElement): boolean =>
  ['Update', 'Cancel', 'Ack', 'Error'].includes(textOf(alert, 'msgType'));

/** CAP 3.2.1 on references. */
export const referenceRules: readonly Rule[] = [
  error('references-missing', (alert) =>
    faultIf(
      speaksOfAnother(alert) && textOf(alert, 'references') === '',
      pathOf(alert),
      () => `${textOf(alert, 'msgType')} needs references`,
    ),
  ),
  error('references-format', (alert) =>
    faultIf(listed(alert).includes(null), pathOf(alert), 'not "sender,identifier,sent" between spaces'),
  ),
  error('references-circular', (alert) => {
    const own = keyOf(alert);
    return about(alert, (reference) => referenceKey(reference) === own, 'is the alert itself');
  }),
  error('references-postdated', (alert) => {
    const sent = readTime(textOf(alert, 'sent'));
    return about(alert, (reference) => reference.sent > sent, 'was sent later than the alert');
  }),
  warning('references-unknown', (alert, { known }) =>
    known ? about(alert, (reference) => !known.has(referenceKey(reference)), 'is not known') : [],
  ),
];
