import * as values from '../../domain/cap-values.js';
import * as words from './alert.js';
import type { CapAlert, CapArea, CapInfo, CapNamedValue, CapResource } from './alert.js';
import { readCircle, readPolygon } from './geometry.js';
import { readList, readReferences } from './list.js';
import { readTime } from './time.js';
import { childNamed, childrenNamed, textOf, type XmlElement } from './tree.js';

const member = <T extends string>(values: readonly T[], text: string): T | undefined =>
  values.find((value) => value === text);

const members = <T extends string>(values: readonly T[], parent: XmlElement, name: string): readonly T[] =>
  childrenNamed(parent, name).flatMap((element) => member(values, element.text.trim()) ?? []);

/** The child's text under its name, if there is any. */
function text<K extends string>(parent: XmlElement, name: K): Partial<Record<K, string>> {
  const value = textOf(parent, name);
  return (value === '' ? {} : { [name]: value }) as Partial<Record<K, string>>;
}

function number<K extends string>(
  parent: XmlElement,
  name: K,
  read: (text: string) => number,
): Partial<Record<K, number>> {
  const value = childNamed(parent, name) ? read(textOf(parent, name)) : Number.NaN;
  return (Number.isFinite(value) ? { [name]: value } : {}) as Partial<Record<K, number>>;
}

const decimal = (value: string): number => (value === '' ? Number.NaN : Number(value));

const namedValues = (parent: XmlElement, name: string): readonly CapNamedValue[] =>
  childrenNamed(parent, name).map((element) => ({
    valueName: textOf(element, 'valueName'),
    value: textOf(element, 'value'),
  }));

/**
 * The alert in an element, leniently: what is optional and unreadable is left out, elements may stand in any order.
 * Null where something that every alert or info must have is missing or has no value of the standard; the rules of
 * `check.ts` say what.
 */
export function readAlert(element: XmlElement): CapAlert | null {
  const status = member(words.capStatuses, textOf(element, 'status'));
  const msgType = member(words.capMsgTypes, textOf(element, 'msgType'));
  const scope = member(words.capScopes, textOf(element, 'scope'));
  const [identifier, sender] = [textOf(element, 'identifier'), textOf(element, 'sender')];
  const sent = readTime(textOf(element, 'sent'));
  const infos = childrenNamed(element, 'info').map(readInfo);
  const info = infos.flatMap((read) => read ?? []);
  if (!status || !msgType || !scope || identifier === '' || sender === '' || Number.isNaN(sent)) return null;
  if (info.length < infos.length) return null;
  return {
    ...{ identifier, sender, sent, status, msgType, scope, info },
    ...text(element, 'source'),
    ...text(element, 'restriction'),
    addresses: readList(textOf(element, 'addresses')),
    code: childrenNamed(element, 'code').map((code) => code.text.trim()),
    ...text(element, 'note'),
    references: readReferences(textOf(element, 'references')).flatMap((reference) => reference ?? []),
    incidents: readList(textOf(element, 'incidents')),
  };
}

function readInfo(element: XmlElement): CapInfo | null {
  const category = members(values.capCategories, element, 'category');
  const event = textOf(element, 'event');
  const urgency = member(values.capUrgencies, textOf(element, 'urgency'));
  const severity = member(values.capSeverities, textOf(element, 'severity'));
  const certainty = member(values.capCertainties, textOf(element, 'certainty'));
  if (category.length === 0 || event === '' || !urgency || !severity || !certainty) return null;
  return {
    ...text(element, 'language'),
    ...{ category, event, urgency, severity, certainty },
    responseType: members(values.capResponseTypes, element, 'responseType'),
    ...text(element, 'audience'),
    eventCode: namedValues(element, 'eventCode'),
    ...number(element, 'effective', readTime),
    ...number(element, 'onset', readTime),
    ...number(element, 'expires', readTime),
    ...text(element, 'senderName'),
    ...text(element, 'headline'),
    ...text(element, 'description'),
    ...text(element, 'instruction'),
    ...text(element, 'web'),
    ...text(element, 'contact'),
    parameter: namedValues(element, 'parameter'),
    resource: childrenNamed(element, 'resource').map(readResource),
    area: childrenNamed(element, 'area').map(readArea),
  };
}

const readResource = (element: XmlElement): CapResource => ({
  resourceDesc: textOf(element, 'resourceDesc'),
  mimeType: textOf(element, 'mimeType'),
  ...number(element, 'size', decimal),
  ...text(element, 'uri'),
  ...text(element, 'derefUri'),
  ...text(element, 'digest'),
});

const readArea = (element: XmlElement): CapArea => ({
  areaDesc: textOf(element, 'areaDesc'),
  polygon: childrenNamed(element, 'polygon').flatMap(({ text: points }) => {
    const polygon = readPolygon(points);
    return polygon ? [polygon] : [];
  }),
  circle: childrenNamed(element, 'circle').flatMap((circle) => readCircle(circle.text) ?? []),
  geocode: namedValues(element, 'geocode'),
  ...number(element, 'altitude', decimal),
  ...number(element, 'ceiling', decimal),
});
