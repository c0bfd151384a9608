import { describe, expect, test } from '@jest/globals';
import { standalone } from './extract.js';
import { isFinding } from './finding.js';
import { readAlert } from './read-alert.js';
import { readCap } from './read.js';

const namespace = 'urn:oasis:names:tc:emergency:cap:1.2';
const inner = (prefix = ''): string =>
  [
    ...['identifier>a1', 'sender>town.example', 'sent>2026-07-14T21:30:00+09:00', 'status>Exercise'],
    ...[
      'msgType>Cancel',
      'scope>Public',
      'addresses>a "b c"',
      'references>x,y,2026-07-14T21:00:00+09:00 nonsense',
    ],
  ]
    .map((part) => `<${prefix}${part}</${prefix}${part.split('>', 1)[0]}>`)
    .join('');
const alert = `<alert xmlns="${namespace}">${inner()}</alert>`;

function found(text: string) {
  const document = readCap(text);
  if (isFinding(document)) throw new Error(document.message);
  return document;
}

test('an alert becomes our words, leniently: what can’t be read is left out', () => {
  const [first] = found(alert).alerts;
  expect(first?.version).toBe('1.2');
  expect(first && readAlert(first.element)).toEqual({
    identifier: 'a1',
    sender: 'town.example',
    sent: Date.parse('2026-07-14T12:30:00Z'),
    status: 'Exercise',
    msgType: 'Cancel',
    scope: 'Public',
    addresses: ['a', 'b c'],
    code: [],
    references: [{ sender: 'x', identifier: 'y', sent: Date.parse('2026-07-14T12:00:00Z') }],
    incidents: [],
    info: [],
  });
});

test.each([
  ['no sender', alert.replace(/<sender>.*<\/sender>/, '')],
  ['a status of nobody', alert.replace('Exercise', 'Serious')],
  ['an unreadable time', alert.replace('+09:00', 'Z')],
  ['an info without event', alert.replace('</alert>', '<info><category>Met</category></info></alert>')],
])('%s leaves no alert to speak of', (_name, text) => {
  const [first] = found(text).alerts;
  expect(first && readAlert(first.element)).toBeNull();
});

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const atom = (entry: string): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><entry>${entry}</entry></feed>`;
const rss = (item: string): string => `<rss version="2.0"><channel><item>${item}</item></channel></rss>`;

describe('where alerts stand', () => {
  test.each([
    ['alone', alert, 'alert', 1],
    ['in CAP 1.1', alert.replace('cap:1.2', 'cap:1.1'), 'alert', 1],
    ['with a prefix', `<c:alert xmlns:c="${namespace}">${inner('c:')}</c:alert>`, 'alert', 1],
    ['in an Atom entry', atom(`<content type="text/xml">${alert}</content>`), 'atom', 1],
    ['twice in an Atom entry', atom(alert + alert), 'atom', 2],
    ['escaped in Atom', atom(`<content type="html">${escape(alert)}</content>`), 'atom', 1],
    ['as CDATA in Atom', atom(`<content><![CDATA[<?xml version="1.0"?>${alert}]]></content>`), 'atom', 1],
    [
      'alone in an entry',
      `<entry xmlns="http://www.w3.org/2005/Atom"><content>${alert}</content></entry>`,
      'atom',
      1,
    ],
    ['escaped in RSS', rss(`<description>${escape(alert)}</description>`), 'rss', 1],
    ['in an RSS item', rss(alert), 'rss', 1],
    ['in words about one', rss('<description>an &lt;alert&gt; for you</description>'), 'rss', 0],
    ['behind a link', atom('<link href="http://127.0.0.1/alert.cap"/>'), 'atom', 0],
    [
      'in EDXL',
      `<EDXLDistribution xmlns="urn:e"><contentObject>${alert}</contentObject></EDXLDistribution>`,
      'edxl',
      1,
    ],
    ['in a list', `<alerts xmlns="${namespace}"><alert/><alert/></alerts>`, 'alerts', 2],
    ['nowhere', '<html><alert/></html>', 'unknown', 0],
    ['in an alert', `<alert xmlns="${namespace}">${alert}</alert>`, 'alert', 1],
  ])('%s', (_name, text, format, count) => {
    const document = found(text);
    expect([document.format, document.alerts.length]).toEqual([format, count]);
    expect(document.alerts.every(({ stray }) => !stray)).toBe(true);
  });

  test('outside an entry it is a stray', () => {
    expect(found(`<feed>${alert}<entry/></feed>`).alerts.map(({ stray }) => stray)).toEqual([true]);
  });

  test('in another namespace it has no version', () => {
    expect(found('<alert/>').alerts.map(({ version }) => version)).toEqual([null]);
    expect(found('<alert xmlns="constructor"/>').alerts.map(({ version }) => version)).toEqual([null]);
  });
});

test('taken out, an alert brings the namespaces that it uses, and no others', () => {
  const text = `<f:alerts xmlns:f="urn:f" xmlns="${namespace}" xmlns:x="urn:x"><alert><f:a/><code/></alert></f:alerts>`;
  const [first] = found(text).alerts;
  expect(first && standalone(first.within.source, first.element)).toBe(
    `<alert xmlns="${namespace}" xmlns:f="urn:f"><f:a/><code/></alert>`,
  );
});
