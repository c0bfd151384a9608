import { quote } from '../finding.js';
import { childNamed, childrenNamed, textOf, type XmlElement } from '../tree.js';
import { error, faultIf, infosOf, oncePerAlert, type CheckContext, type Fault, type Rule } from './rule.js';

const resourcesOf = oncePerAlert((alert): readonly XmlElement[] =>
  infosOf(alert).flatMap((info) => childrenNamed(info, 'resource')),
);

/** A check of one child of every resource, where it has a text. */
const eachText =
  (name: string, broken: (value: string, resource: XmlElement) => boolean, message: string) =>
  (alert: XmlElement): readonly Fault[] =>
    resourcesOf(alert).flatMap((resource) => {
      const value = textOf(resource, name);
      const path = childNamed(resource, name)?.path ?? '';
      return faultIf(value !== '' && broken(value, resource), path, () => `${quote(value)} ${message}`);
    });

/** RFC 2045 §5.1, parameters included. */
const mimeType = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}(?:;.*)?$/i;

const isBase64 = (value: string): boolean => {
  const plain = value.replace(/\s/g, '');
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain);
};
const isSha1 = (value: string): boolean => /^[0-9a-f]{40}$/i.test(value);

function mismatches(alert: XmlElement, { sha1 }: CheckContext): readonly Fault[] {
  if (!sha1) return [];
  return resourcesOf(alert).flatMap((resource) => {
    const [content, digest] = [textOf(resource, 'derefUri'), textOf(resource, 'digest')];
    const comparable = content !== '' && isBase64(content) && isSha1(digest);
    return faultIf(
      comparable && sha1(Buffer.from(content, 'base64')) !== digest.toLowerCase(),
      childNamed(resource, 'digest')?.path ?? '',
      'not the SHA-1 of what derefUri holds',
    );
  });
}

/** CAP 3.2.3. */
export const resourceRules: readonly Rule[] = [
  error(
    'mime-type',
    eachText('mimeType', (value) => !mimeType.test(value), 'is no MIME type'),
  ),
  error(
    'resource-size',
    eachText('size', (value) => !/^\d{1,15}$/.test(value), 'is no number of bytes'),
  ),
  error(
    'uri-relative',
    eachText(
      'uri',
      (value, resource) => !URL.canParse(value) && textOf(resource, 'derefUri') === '',
      'is not absolute, and there is no derefUri',
    ),
  ),
  error(
    'deref-uri-base64',
    eachText('derefUri', (value) => !isBase64(value), 'is not base64'),
  ),
  error(
    'digest-format',
    eachText('digest', (value) => !isSha1(value), 'is no SHA-1 in hexadecimal'),
  ),
  error('digest-mismatch', mismatches),
];
