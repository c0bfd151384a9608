import type { CapAlert, CapArea, CapInfo, CapNamedValue, CapPoint, CapResource } from './alert.js';
import { writeList } from './list.js';
import { capNamespace } from './namespaces.js';
import { writeTime } from './time.js';

/** Characters that XML 1.0 §2.2 forbids: they can't be said even as references. */
const unsayable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

const escape = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(unsayable, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

type Line = readonly [name: string, value: string | undefined];

/** Elements of one value each; without a value there is no element. */
const lines = (values: readonly Line[]): readonly string[] =>
  values.flatMap(([name, value]) => (value === undefined ? [] : [`<${name}>${escape(value)}</${name}>`]));

const all = (name: string, values: readonly string[]): readonly string[] =>
  lines(values.map((value) => [name, value]));

const block = (name: string, inner: readonly string[]): readonly string[] => [
  `<${name}>`,
  ...inner.map((line) => `  ${line}`),
  `</${name}>`,
];

const named = (name: string, values: readonly CapNamedValue[]): readonly string[] =>
  values.flatMap(({ valueName, value }) =>
    block(
      name,
      lines([
        ['valueName', valueName],
        ['value', value],
      ]),
    ),
  );

const decimal = (value: number): string => String(Number(value.toFixed(6)) + 0);
const point = ([latitude, longitude]: CapPoint): string => `${decimal(latitude)},${decimal(longitude)}`;
const some = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : writeList(values);

/**
 * CAP 1.2 as XML, in the schema's order, with times in whole seconds at `offsetMinutes` east of UTC (540 is Japan's
 * `+09:00`). Coordinates get six decimals. Nothing is checked: `check.ts` does that with the text.
 */
export function writeCap(alert: CapAlert, offsetMinutes: number): string {
  const time = (milliseconds: number): string => writeTime(milliseconds, offsetMinutes);
  const references = alert.references.map(
    ({ sender, identifier, sent }) => `${sender},${identifier},${time(sent)}`,
  );
  const inner = [
    ...lines([
      ['identifier', alert.identifier],
      ['sender', alert.sender],
      ['sent', time(alert.sent)],
      ['status', alert.status],
      ['msgType', alert.msgType],
      ['source', alert.source],
      ['scope', alert.scope],
      ['restriction', alert.restriction],
      ['addresses', some(alert.addresses)],
    ]),
    ...all('code', alert.code),
    ...lines([
      ['note', alert.note],
      ['references', references.length === 0 ? undefined : references.join(' ')],
      ['incidents', some(alert.incidents)],
    ]),
    ...alert.info.flatMap((info) => block('info', infoLines(info, time))),
  ];
  const [, ...rest] = block('alert', inner);
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<alert xmlns="${capNamespace}">`, ...rest, ''].join(
    '\n',
  );
}

function infoLines(info: CapInfo, time: (milliseconds: number) => string): readonly string[] {
  const optional = (milliseconds: number | undefined) =>
    milliseconds === undefined ? undefined : time(milliseconds);
  return [
    ...lines([['language', info.language]]),
    ...all('category', info.category),
    ...lines([['event', info.event]]),
    ...all('responseType', info.responseType),
    ...lines([
      ['urgency', info.urgency],
      ['severity', info.severity],
      ['certainty', info.certainty],
      ['audience', info.audience],
    ]),
    ...named('eventCode', info.eventCode),
    ...lines([
      ['effective', optional(info.effective)],
      ['onset', optional(info.onset)],
      ['expires', optional(info.expires)],
      ['senderName', info.senderName],
      ['headline', info.headline],
      ['description', info.description],
      ['instruction', info.instruction],
      ['web', info.web],
      ['contact', info.contact],
    ]),
    ...named('parameter', info.parameter),
    ...info.resource.flatMap((resource) => block('resource', resourceLines(resource))),
    ...info.area.flatMap((area) => block('area', areaLines(area))),
  ];
}

const resourceLines = (resource: CapResource): readonly string[] =>
  lines([
    ['resourceDesc', resource.resourceDesc],
    ['mimeType', resource.mimeType],
    ['size', resource.size === undefined ? undefined : String(Math.round(resource.size))],
    ['uri', resource.uri],
    ['derefUri', resource.derefUri],
    ['digest', resource.digest],
  ]);

const areaLines = (area: CapArea): readonly string[] => [
  ...lines([['areaDesc', area.areaDesc]]),
  ...all(
    'polygon',
    area.polygon.map((points) => points.map(point).join(' ')),
  ),
  ...all(
    'circle',
    area.circle.map(({ centre, radius }) => `${point(centre)} ${decimal(radius)}`),
  ),
  ...named('geocode', area.geocode),
  ...lines([
    ['altitude', area.altitude === undefined ? undefined : decimal(area.altitude)],
    ['ceiling', area.ceiling === undefined ? undefined : decimal(area.ceiling)],
  ]),
];
