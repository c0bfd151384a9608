import { quote } from '../finding.js';
import { readTime } from '../time.js';
import { childNamed, textOf, type XmlElement } from '../tree.js';
import { error, faultIf, type Fault, type Rule } from './rule.js';

/** CAP 3.2.1: no spaces, commas or restricted characters (`<` and `&`). */
const plainName = /^[^\s,<&]+$/;

const named =
  (name: string) =>
  (alert: XmlElement): readonly Fault[] => {
    const element = childNamed(alert, name);
    const value = element?.text.trim() ?? '';
    return faultIf(element !== undefined && !plainName.test(value), element?.path ?? '', () =>
      value === '' ? 'must not be empty' : `${quote(value)} has a space, comma, < or &`,
    );
  };

/** How far a sender's clock may be ahead: a day, so that a wrong time zone alone is no fault. */
const farFuture = 86_400_000;

export const alertRules: readonly Rule[] = [
  error('identifier-characters', named('identifier')),
  error('sender-characters', named('sender')),
  error('sent-format', (alert) => {
    const sent = childNamed(alert, 'sent');
    const value = sent?.text.trim() ?? '';
    return faultIf(
      sent !== undefined && Number.isNaN(readTime(value)),
      sent?.path ?? '',
      () => `${quote(value)} is no time with whole seconds and an offset such as +09:00`,
    );
  }),
  error('sent-future', (alert, { now = Number.POSITIVE_INFINITY }) => {
    const sent = childNamed(alert, 'sent');
    return faultIf(
      readTime(textOf(alert, 'sent')) > now + farFuture,
      sent?.path ?? '',
      'more than a day in the future',
    );
  }),
];
