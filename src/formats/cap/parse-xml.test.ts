import { describe, expect, test } from '@jest/globals';
import { isFinding } from './finding.js';
import { maxAttributes, maxDepth, maxElements } from './limits.js';
import { parseXml } from './parse-xml.js';
import type { XmlElement } from './tree.js';

function root(input: Uint8Array | string): XmlElement {
  const document = parseXml(input);
  if (isFinding(document)) throw new Error(document.message);
  return document.root;
}
const rule = (input: Uint8Array | string): string => {
  const document = parseXml(input);
  return isFinding(document) ? document.rule : 'read';
};

test('elements have their names, namespaces, texts, paths and positions', () => {
  const source =
    '<?xml version="1.0"?><!-- a --><a xmlns="urn:a" xmlns:b="urn:b">1<b:c d="x"/>2<b:c/>3<e xmlns=""/></a>';
  const a = root(source);
  expect([a.name, a.namespace, a.text, a.pieces]).toEqual(['a', 'urn:a', '123', ['1', '2', '3', '']]);
  expect(a.children.map(({ name, prefix, namespace, path }) => [name, prefix, namespace, path])).toEqual([
    ['c', 'b', 'urn:b', '/a/c'],
    ['c', 'b', 'urn:b', '/a/c[2]'],
    ['e', '', '', '/a/e'],
  ]);
  const [first] = a.children;
  expect(first?.attributes).toEqual([{ name: 'd', value: 'x' }]);
  expect(source.slice(first?.start, first?.end)).toBe('<b:c d="x"/>');
});

test('references, CDATA, comments and line ends are resolved', () => {
  expect(root('<a>&lt;&amp;&#x65e5;&#26085;<![CDATA[<&]]>]]<!-- no -->\r\n\r</a>').text).toBe(
    '<&日日<&]]\n\n',
  );
  expect(root('<a b="&quot;\t\n&#10;\'"/>').attributes[0]?.value).toBe('"  \n\'');
});

describe('encodings', () => {
  const japanese = '<a>日本</a>';
  const utf16 = (mark: boolean, little: boolean): Uint8Array => {
    const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${japanese}`, 'utf16le');
    return little ? bytes : bytes.swap16();
  };
  test.each([
    ['UTF-8', Buffer.from(japanese)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${japanese}`)],
    ['UTF-8 that calls itself UTF-16', Buffer.from(`<?xml version="1.0" encoding="UTF-16"?>${japanese}`)],
    ['UTF-16 little-endian', utf16(true, true)],
    ['UTF-16 big-endian', utf16(true, false)],
    ['UTF-16 without a mark', utf16(false, true)],
    ['UTF-16 without a mark, big-endian', utf16(false, false)],
    [
      'Shift_JIS',
      Buffer.concat([
        Buffer.from('<?xml version="1.0" encoding="Shift_JIS"?><a>'),
        Buffer.from('93fa967b', 'hex'),
        Buffer.from('</a>'),
      ]),
    ],
  ])('%s', (_name, bytes) => {
    expect(root(bytes).text).toBe('日本');
  });

  test.each([
    ['one that nobody knows', '<?xml version="1.0" encoding="x-secret"?><a/>', 'unknown-encoding'],
    ['UTF-7', '<?xml version="1.0" encoding="UTF-7"?><a/>', 'unknown-encoding'],
  ])('%s is refused', (_name, text, expected) => {
    expect(rule(Buffer.from(text))).toBe(expected);
  });

  test('bytes that are not what they claim are refused', () => {
    expect(rule(Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]))).toBe('not-well-formed');
    expect(rule('<a>\ud800</a>')).toBe('not-well-formed');
  });
});

test.each([
  '',
  'text',
  '<a>',
  '</a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>text',
  ' <?xml version="1.0"?><a/>',
  '<a><?xml version="1.0"?></a>',
  '<a><? ?></a>',
  '<a><?b</a>',
  '<a b/>',
  '<a b=c/>',
  '<a b="1"c="2"/>',
  '<a b="1" b="2"/>',
  '<a b="<"/>',
  '<a b="&x;"/>',
  '<a>&x;</a>',
  '<a>&</a>',
  '<a>&#0;</a>',
  '<a>&#xD800;</a>',
  '<a>&#x110000;</a>',
  '<a>]]></a>',
  '<a>\u0001</a>',
  '<a><!-- -- --></a>',
  '<a><!-- --->',
  '<a><![CDATA[ </a>',
  '<![CDATA[x]]><a/>',
  '<b:a/>',
  '<a b:c="1"/>',
  '<a xmlns:b=""/>',
  '<a xmlns:xmlns="urn:x"/>',
  '<a xmlns:xml="urn:x"/>',
  '<1a/>',
  '<a:b:c xmlns:a="urn:a"/>',
  '< a/>',
])('%s is not well-formed', (text) => {
  expect(rule(text)).toBe('not-well-formed');
});

test('declarations of any kind are refused by name', () => {
  expect(rule('<!DOCTYPE a><a/>')).toBe('doctype');
  expect(rule('<a><!ENTITY b "c"></a>')).toBe('doctype');
});

test('depth, elements and attributes have limits, and what is within them is read', () => {
  const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  expect([rule(nested(maxDepth)), rule(nested(maxDepth + 1))]).toEqual(['read', 'too-complex']);
  const wide = (elements: number): string => `<a>${'<b/>'.repeat(elements - 1)}</a>`;
  expect([rule(wide(maxElements)), rule(wide(maxElements + 1))]).toEqual(['read', 'too-complex']);
  const many = (attributes: number): string =>
    `<a${Array.from({ length: attributes }, (_, index) => ` b${index}=""`).join('')}/>`;
  expect([rule(many(maxAttributes)), rule(many(maxAttributes + 1))]).toEqual(['read', 'too-complex']);
});

test('names of JavaScript objects are names like others', () => {
  const a = root(
    '<constructor xmlns:__proto__="urn:p"><__proto__:toString hasOwnProperty="1"/></constructor>',
  );
  expect(a.children[0]?.namespace).toBe('urn:p');
});
