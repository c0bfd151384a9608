/** Every rule has a document that breaks only it, made from a good one; and without the rule nobody would notice. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { capRules, checkAlert, checkDocument } from '../../src/formats/cap/check.js';
import { isFinding } from '../../src/formats/cap/finding.js';
import { referenceKey } from '../../src/formats/cap/list.js';
import { readCap, type CapDocument } from '../../src/formats/cap/read.js';
import type { CheckContext } from '../../src/formats/cap/rules/rule.js';
import { writeCap } from '../../src/formats/cap/write.js';
import { paths } from '../../src/platform/paths.js';
import { goodAlert, sent } from './cap-fixtures.js';

const good = writeCap(goodAlert, 540);
const context: CheckContext = {
  now: sent,
  known: new Set(
    [
      ...goodAlert.references,
      goodAlert,
      { sender: 'town.example', identifier: 'later', sent: sent + 1000 },
    ].map(referenceKey),
  ),
  sha1: (content) => createHash('sha1').update(content).digest('hex'),
};

function read(text: string): CapDocument {
  const document = readCap(text);
  if (isFinding(document)) throw new Error(document.message);
  return document;
}
function alertIn(text: string) {
  const [alert] = read(text).alerts;
  if (!alert) throw new Error('no alert');
  return alert.element;
}

type Change = readonly [from: string | RegExp, to: string];
const changed = (...changes: readonly Change[]): string =>
  changes.reduce((text, [from, to]) => {
    const next = text.replace(from, () => to);
    if (next === text) throw new Error(`nothing to change: ${from}`);
    return next;
  }, good);

/** A comb of long slanting teeth: no grid tells in time that they don't cross. */
const comb = (): string => {
  const teeth = Array.from({ length: 300 }, (_, index) => {
    const at = index / 10_000;
    return `${(10 + at).toFixed(4)},${(20 - at).toFixed(4)} ${(40 + at + 0.00005).toFixed(5)},${(50 - at - 0.00005).toFixed(5)}`;
  });
  return `${teeth.join(' ')} 10,51 10,20`;
};
const polygon = /<polygon>[^<]*/;
const digest = /<digest>[^<]*/;
const uri = /<uri>[^<]*<\/uri>/;
const content = /<derefUri>[^<]*<\/derefUri>\s*<digest>[^<]*<\/digest>/;
const expires = /<expires>[^<]*<\/expires>/;
const english = /<headline>E[^<]*/;

/** Rule, then what breaks it. */
const table: readonly (readonly [rule: string, ...changes: readonly Change[]])[] = [
  ['unknown-namespace', ['emergency:cap:1.2', 'emergency:cap:9.9']],
  ['unknown-element', ['<audience>', '<mood>calm</mood><audience>']],
  ['element-order', [/<scope>Public<\/scope>/, ''], ['<note>', '<scope>Public</scope><note>']],
  ['duplicate-element', ['<note>', '<note>第2報</note><note>']],
  ['missing-element', [/<severity>[^<]*<\/severity>/, '']],
  ['unexpected-text', ['<info>', '<info>text']],
  ['invalid-value', ['<status>Actual', '<status>Serious']],
  ['deprecated-value', ['<certainty>Likely', '<certainty>Very Likely']],
  ['deprecated-element', ['<info>', '<password>x</password><info>']],
  ['empty-element', [/<event>[^<]*/, '<event>']],
  ['empty-optional', [/<audience>[^<]*/, '<audience>']],
  ['identifier-characters', ['todoku-2026-12-2', 'todoku 2026']],
  ['sender-characters', ['<sender>town.example', '<sender>town,example']],
  ['sent-format', [/<sent>[^<]*/, '<sent>2026-07-14T12:30:00Z']],
  ['sent-future', [/<sent>[^<]*/, '<sent>2026-07-15T21:30:01+09:00'], ...laterExpiry()],
  ['references-missing', [/<references>[^<]*<\/references>/, '']],
  ['references-format', [/<references>[^<]*/, '<references>town.example,todoku-2026-12-1']],
  [
    'references-circular',
    [/<references>[^<]*/, '<references>town.example,todoku-2026-12-2,2026-07-14T12:30:00-00:00'],
  ],
  ['references-postdated', [/<references>[^<]*/, '<references>town.example,later,2026-07-14T21:30:01+09:00']],
  ['references-unknown', ['todoku-2026-12-1', 'todoku-2026-11-1']],
  ['private-without-addresses', ['<scope>Public', '<scope>Private']],
  ['restricted-without-restriction', ['<scope>Public', '<scope>Restricted']],
  ['restriction-not-restricted', ['<code>', '<restriction>fire brigade</restriction><code>']],
  ['public-with-addresses', ['<code>', '<addresses>a@town.example</addresses><code>']],
  ['info-missing', [/<info>[^]*<\/info>/, '']],
  ['expires-missing', [expires, '']],
  ['time-format', [expires, '<expires>2026-07-15T09:30:00.5+09:00</expires>']],
  ['times-out-of-order', [/<onset>[^<]*/, '<onset>2026-07-16T00:00:00+09:00']],
  [
    'expires-not-after-sent',
    [/<effective>[^<]*<\/effective>/, ''],
    [/<onset>[^<]*<\/onset>/, ''],
    [expires, '<expires>2026-07-14T21:30:00+09:00</expires>'],
  ],
  ['html-tag', ['大雨で', '大雨で&lt;br /&gt;']],
  ['html-entity', ['大雨で', '大雨で&amp;nbsp;']],
  ['headline-long', [english, `<headline>${'Evacuate now. '.repeat(12)}`]],
  ['web-not-absolute', ['https://town.example/alerts/12', '/alerts/12']],
  ['language-tag', ['<language>en', '<language>english_version']],
  ['categories-differ', ['<category>Safety</category>', '']],
  ['event-codes-differ', ['>evacuation-instruction<', '>evacuation-elderly<']],
  ['same-text', [/<instruction>Every[^<]*/, '<instruction>危険な場所から全員避難してください。']],
  ['script-mismatch', ['<language>ja', '<language>th']],
  ['area-desc-empty', [/<areaDesc>[^<]*/, '<areaDesc>']],
  [
    'area-without-place',
    [/<polygon>[^]*?<\/circle>/, ''],
    [/<geocode>[^]*?<\/geocode>\s*<geocode>[^]*?<\/geocode>/, ''],
  ],
  ['geocode-empty', ['<value>11348', '<value>']],
  ['circle-format', [/<circle>[^<]*/, '<circle>35.9,139.3']],
  ['circle-radius', [/<circle>[^<]*/, '<circle>35.9,139.3 -1']],
  ['altitude-above-ceiling', ['<altitude>0', '<altitude>301']],
  ['ceiling-without-altitude', ['<altitude>0</altitude>', '']],
  ['polygon-format', [polygon, '<polygon>35.9 139.3']],
  ['polygon-points', [polygon, '<polygon>35.9,139.3 35.8,139.3 35.9,139.3']],
  ['polygon-open', [polygon, '<polygon>35.9,139.3 35.8,139.3 35.8,139.4 35.9,139.4']],
  ['polygon-self-crossing', [polygon, '<polygon>0,0 2,2 0,2 2,0 0,0']],
  ['polygon-unchecked', [polygon, `<polygon>${comb()}`]],
  ['coordinates-range', [polygon, '<polygon>0,0 91,0 91,2 0,2 0,0']],
  ['coordinates-precision', ['35.97,139.33', '35.9700000,139.33']],
  ['polygon-white-space', ['35.98,139.35 ', '35.98,139.35\n  ']],
  ['mime-type', ['text/plain', 'plain text']],
  ['resource-size', ['<size>5', '<size>-5']],
  ['uri-relative', [content, '']],
  ['deref-uri-base64', [uri, '<uri>https://town.example/a</uri>'], ['aGVsbG8=', 'aGVsbG8']],
  ['digest-format', [digest, '<digest>aaf4c61d']],
  ['digest-mismatch', ['aGVsbG8=', 'aGVsbGE=']],
];

/** An alert from the future ends after it was sent, too. */
function laterExpiry(): readonly Change[] {
  return [
    [expires, '<expires>2026-07-16T00:00:00+09:00</expires>'],
    ['<expires>2026-07-15', '<expires>2026-07-17'],
  ];
}

const findings = (text: string, rules = capRules): readonly string[] => {
  const { errors, warnings } = checkAlert(alertIn(text), context, rules);
  return [...errors, ...warnings].map(({ rule }) => rule);
};

test('the good document breaks no rule', () => {
  expect(findings(good)).toEqual([]);
  expect(checkDocument(read(good), context)).toEqual({ errors: [], warnings: [] });
});

test('every rule stands in the table once', () => {
  expect(table.map(([rule]) => rule)).toEqual(capRules.map(({ name }) => name));
});

describe('a document that breaks only', () => {
  test.each(table)('%s', (rule, ...changes) => {
    const text = changed(...changes);
    expect([...new Set(findings(text))]).toEqual([rule]);
    const others = capRules.filter(({ name }) => name !== rule);
    expect(findings(text, others)).toEqual([]);
    const { severity } = capRules.find(({ name }) => name === rule) ?? {};
    const { errors, warnings } = checkAlert(alertIn(text), context);
    const [finding] = severity === 'error' ? errors : warnings;
    expect(finding?.path).toMatch(/^\/alert(?:\/\w+(?:\[\d+\])?)*$/);
    expect(finding?.message).not.toBe('');
  });
});

describe('what concerns the whole document', () => {
  const feed = (inner: string): string => `<feed xmlns="http://www.w3.org/2005/Atom">${inner}</feed>`;
  const bare = good.slice(good.indexOf('<alert'));
  test.each([
    ['not-cap', '<html/>'],
    ['no-alert', feed('<entry><link href="https://town.example/cap"/></entry>')],
    ['alert-outside-entry', feed(bare)],
  ])('%s', (rule, text) => {
    const { errors, warnings } = checkDocument(read(text), context);
    expect([...errors, ...warnings].map((finding) => finding.rule)).toEqual([rule]);
  });
});

test('docs/cap.md has a line for every rule and no other, with its severity', () => {
  const page = readFileSync(join(paths.root, 'docs', 'cap.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` +\| (error|warning) +\|/gm)].map(
    ([, name, severity]) => [name, severity],
  );
  const reading = ['too-large', 'unknown-encoding', 'doctype', 'too-complex', 'not-well-formed', 'not-cap'];
  const document = [
    ['no-alert', 'warning'],
    ['alert-outside-entry', 'warning'],
    ['xsd', 'error'],
  ];
  expect(rows).toEqual([
    ...reading.map((name) => [name, 'error']),
    ...document,
    ...capRules.map(({ name, severity }) => [name, severity]),
  ]);
});
