import * as values from '../../domain/cap-values.js';
import * as words from './alert.js';

/** What the schema says of one element: the standard's order is that of the list. */
export interface Shape {
  readonly name: string;
  readonly required?: boolean;
  readonly many?: boolean;
  /** Values that alone are allowed. */
  readonly values?: readonly string[];
  /** Present where it holds elements and no text. */
  readonly children?: readonly Shape[];
}

const one = (name: string, values?: readonly string[]): Shape => ({
  name,
  required: true,
  ...(values && { values }),
});
const optional = (name: string): Shape => ({ name });
const many = (name: string, rest: Omit<Shape, 'name' | 'many'> = {}): Shape => ({
  name,
  many: true,
  ...rest,
});
const named = (name: string): Shape => many(name, { children: [one('valueName'), one('value')] });

const resource: readonly Shape[] = [
  one('resourceDesc'),
  one('mimeType'),
  ...['size', 'uri', 'derefUri', 'digest'].map(optional),
];

const area: readonly Shape[] = [
  one('areaDesc'),
  many('polygon'),
  many('circle'),
  named('geocode'),
  ...['altitude', 'ceiling'].map(optional),
];

const info: readonly Shape[] = [
  optional('language'),
  many('category', { required: true, values: values.capCategories }),
  one('event'),
  many('responseType', { values: values.capResponseTypes }),
  one('urgency', values.capUrgencies),
  one('severity', values.capSeverities),
  one('certainty', values.capCertainties),
  optional('audience'),
  named('eventCode'),
  ...['effective', 'onset', 'expires', 'senderName', 'headline'].map(optional),
  ...['description', 'instruction', 'web', 'contact'].map(optional),
  named('parameter'),
  many('resource', { children: resource }),
  many('area', { children: area }),
];

/** An alert as CAP 1.2's schema has it; 1.1 differs in values that 1.2 added. */
export const alertShape: Shape = {
  name: 'alert',
  children: [
    one('identifier'),
    one('sender'),
    one('sent'),
    one('status', words.capStatuses),
    one('msgType', words.capMsgTypes),
    optional('source'),
    one('scope', words.capScopes),
    optional('restriction'),
    optional('addresses'),
    many('code'),
    ...['note', 'references', 'incidents'].map(optional),
    many('info', { children: info }),
  ],
};
