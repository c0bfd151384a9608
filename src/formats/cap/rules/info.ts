import { quote } from '../finding.js';
import { readTime } from '../time.js';
import { childNamed, childrenNamed, textOf, type XmlElement } from '../tree.js';
import { error, faultIf, infosOf, oncePerAlert, warning, type Fault, type Rule } from './rule.js';

/** A check of every info. */
const eachInfo =
  (faults: (info: XmlElement, alert: XmlElement) => readonly Fault[]) =>
  (alert: XmlElement): readonly Fault[] =>
    infosOf(alert).flatMap((info) => faults(info, alert));

const timeOf = (element: XmlElement, name: string): number => readTime(textOf(element, name));

function badTimes(info: XmlElement): readonly Fault[] {
  return ['effective', 'onset', 'expires'].flatMap((name) => {
    const element = childNamed(info, name);
    const value = element?.text.trim() ?? '';
    return faultIf(
      value !== '' && Number.isNaN(readTime(value)),
      element?.path ?? '',
      () => `${quote(value)} is no time with whole seconds and an offset such as +09:00`,
    );
  });
}

/** Comparisons with a time that is absent or unreadable are false. */
function disorder(info: XmlElement): readonly Fault[] {
  const [effective, onset, expires] = [
    timeOf(info, 'effective'),
    timeOf(info, 'onset'),
    timeOf(info, 'expires'),
  ];
  return [
    ...faultIf(effective > onset, info.path, 'effective is later than onset'),
    ...faultIf(onset > expires, info.path, 'onset is later than expires'),
    ...faultIf(effective > expires, info.path, 'effective is later than expires'),
  ];
}

/** Texts that people read; a parameter's value may be anything. */
// prettier-ignore
const readable = [
  'event', 'audience', 'senderName', 'headline', 'description', 'instruction', 'contact', 'areaDesc', 'resourceDesc',
];

const texts = oncePerAlert((alert): readonly XmlElement[] => {
  const infos = infosOf(alert);
  const inner = infos.flatMap((info) => [
    ...info.children,
    ...childrenNamed(info, 'area').flatMap(({ children }) => children),
    ...childrenNamed(info, 'resource').flatMap(({ children }) => children),
  ]);
  return [...childrenNamed(alert, 'note'), ...inner.filter(({ name }) => readable.includes(name))];
});

const tag = /<\/?[a-z][^<>]*>/i;
const entity = /&(?:[a-z]{2,31}|#\d{1,7}|#x[0-9a-f]{1,6});/i;

/** CAP 3.2.2: a headline of more is cut by some receivers. */
const headlineLength = 160;

/** CAP 3.2.2, and what profiles add: one info for Alert and Update, and when it ends. */
export const infoRules: readonly Rule[] = [
  error('info-missing', (alert) =>
    faultIf(
      ['Alert', 'Update'].includes(textOf(alert, 'msgType')) && !childNamed(alert, 'info'),
      alert.path,
      `${textOf(alert, 'msgType')} needs an info`,
    ),
  ),
  error(
    'expires-missing',
    eachInfo((info) => faultIf(textOf(info, 'expires') === '', info.path, 'nothing says when it ends')),
  ),
  error('time-format', eachInfo(badTimes)),
  error('times-out-of-order', eachInfo(disorder)),
  error(
    'expires-not-after-sent',
    eachInfo((info, alert) =>
      faultIf(
        timeOf(info, 'expires') <= timeOf(alert, 'sent'),
        childNamed(info, 'expires')?.path ?? '',
        'over when it was sent',
      ),
    ),
  ),
  error('html-tag', (alert) =>
    texts(alert).flatMap(({ path, text }) => faultIf(tag.test(text), path, 'an HTML tag in plain text')),
  ),
  error('html-entity', (alert) =>
    texts(alert).flatMap(({ path, text }) =>
      faultIf(entity.test(text), path, 'an HTML entity in plain text'),
    ),
  ),
  warning(
    'headline-long',
    eachInfo((info) =>
      faultIf(
        [...textOf(info, 'headline').slice(0, 2 * headlineLength + 1)].length > headlineLength,
        childNamed(info, 'headline')?.path ?? '',
        `more than ${headlineLength} characters`,
      ),
    ),
  ),
  error(
    'web-not-absolute',
    eachInfo((info) => {
      const web = textOf(info, 'web');
      return faultIf(
        web !== '' && !URL.canParse(web),
        childNamed(info, 'web')?.path ?? '',
        () => `${quote(web)} is no absolute address`,
      );
    }),
  ),
];
