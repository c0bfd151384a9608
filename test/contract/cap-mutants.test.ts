/**
 * 5,000 damaged documents of up to 64 kB, 25,000 in the long set: none crashes the reader, the rules or the verifier, none
 * takes over 50 ms. `MUTANTS=100000 npm test -- cap-mutants` takes more of the same row.
 * What is measured is this thread's processor time. A time over half the limit is measured three times more and the
 * least counts: the compiler and the collector come when they like. Where that is still over the limit, a good
 * document is measured beside it: if it takes longer than at its best too, others are at the processor, and the time
 * is lessened in proportion.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { checkDocument } from '../../src/formats/cap/check.js';
import { isFinding } from '../../src/formats/cap/finding.js';
import { maxCapBytes } from '../../src/formats/cap/limits.js';
import { readAlert } from '../../src/formats/cap/read-alert.js';
import { readCap } from '../../src/formats/cap/read.js';
import { verifySignature } from '../../src/formats/cap/verify.js';
import { writeCap } from '../../src/formats/cap/write.js';
import { goodAlert } from './cap-fixtures.js';
import { long } from '../support/long.js';
import { seeded } from '../support/seeded.js';

const count = Number(process.env['MUTANTS'] ?? (long ? 25_000 : 2_000));
jest.setTimeout(Math.max(120_000, count * 5));
const largest = 64_000;
/** How many times a good document of 64 kB anything of that size may take; what grows faster than its size is far over. */
const most = 12;

/** Everything that is done with a document from outside, but for the schema. */
function examine(input: Uint8Array | string): string {
  const document = readCap(input);
  if (isFinding(document)) return document.rule;
  checkDocument(document, { now: 0, known: new Set(), sha1: () => '' });
  for (const alert of document.alerts) {
    readAlert(alert.element);
    verifySignature(alert);
  }
  return 'read';
}

const good = writeCap(goodAlert, 540);

function timed(input: Uint8Array | string): { readonly said: string; readonly ms: number } {
  const began = performance.now();
  const said = examine(input);
  return { said, ms: performance.now() - began };
}

/** A good document of the largest size: many areas, each whole. What anything else may cost is counted in it. */
const area = '<area><areaDesc>a</areaDesc><geocode><valueName>n</valueName><value>1</value></geocode></area>';
const yardstick = good.replace('<area>', () => area.repeat((largest - good.length) / area.length) + '<area>');
let yard = Infinity;
const measure = (): void => {
  for (let round = 0; round < 15; round += 1) yard = Math.min(yard, timed(yardstick).ms);
};

/** Least time of up to five in yardsticks: other processes only ever add. */
function inYards(input: Uint8Array | string): { readonly said: string; readonly yards: number } {
  const first = timed(input);
  let least = first.ms;
  for (
    let again = 0;
    again < 5 && least > most * yard * (Buffer.byteLength(input) / largest || 1);
    again += 1
  )
    least = Math.min(least, timed(input).ms);
  return { said: first.said, yards: least / yard };
}

const corpus = 'test/data/cap';
const seeds = readFileSync(join(corpus, 'INDEX.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => readFileSync(join(corpus, line.split('\t', 1)[0] ?? '')))
  .filter(({ length }) => length <= 30_000)
  .concat(Buffer.from(writeCap(goodAlert, 540)));

/** A program that has run for a while is what is measured, not one that has just begun. */
beforeAll(() => {
  for (let round = 0; round < 20; round += 1) seeds.forEach(examine);
  measure();
});

/** What attackers and broken senders write. */
const fragments = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    ']]>',
    '-->',
    '<!--',
    '<![CDATA[',
    '<?x',
    '?>',
    '/>',
    '</',
    '</alert>',
    '&#0;',
    '&#xD800;',
  ],
  ...[
    '&amp;',
    '&x;',
    '&#x10FFFF;',
    '<!DOCTYPE a>',
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '<info>',
    '</info>',
    '<area/>',
  ],
  ...[
    'xmlns=""',
    'xmlns:a=""',
    ' xmlns="urn:x"',
    '\u0000',
    '\u202e',
    '\ufffe',
    '😀',
    '\r',
    '99999999999999999999',
    '1e999',
  ],
  ...[
    '-',
    'NaN',
    '2026-02-30T24:00:60+99:99',
    '0,0 1,1 0,1 1,0 0,0',
    ',,,,',
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
  ],
].map((text) => Buffer.from(text));

function mutant(random: () => number): Buffer {
  const below = (bound: number): number => Math.floor(random() * bound);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  let bytes: Buffer = Buffer.from(pick(seeds));
  for (let times = 1 + below(4); times > 0; times -= 1) {
    const at = below(bytes.length + 1);
    const to = Math.min(bytes.length, at + below(1 + below(200)));
    const [before, piece, behind] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
    const other = pick(seeds);
    const from = below(other.length);
    const ways: readonly (() => Buffer)[] = [
      () => Buffer.concat([before, behind]),
      () => Buffer.concat([before, piece, piece, behind]),
      () => Buffer.concat([before, pick(fragments), bytes.subarray(at)]),
      () => Buffer.concat([before, pick(fragments), bytes.subarray(at)]),
      () => Buffer.concat([before, other.subarray(from, from + below(400)), behind]),
      () => (bytes.length > 0 ? Buffer.from(bytes.with(Math.min(at, bytes.length - 1), below(256))) : bytes),
      () => swappedTexts(bytes, below),
      () => swappedTexts(bytes, below),
      () => swappedTexts(bytes, below),
      () => (random() < 0.05 ? before : bytes),
    ];
    bytes = pick(ways)();
  }
  return random() < 0.02 ? grown(bytes, below) : bytes.subarray(0, largest);
}

/** Two texts of the document change places: it stays well-formed. */
function swappedTexts(bytes: Buffer, below: (bound: number) => number): Buffer {
  const parts = bytes.toString('latin1').split(/(<[^<>]*>)/);
  const [a, b] = [2 * below(Math.ceil(parts.length / 2)), 2 * below(Math.ceil(parts.length / 2))];
  [parts[a], parts[b]] = [parts[b] ?? '', parts[a] ?? ''];
  return Buffer.from(parts.join(''), 'latin1');
}

/** A piece of it repeated up to the largest size. */
function grown(bytes: Buffer, below: (bound: number) => number): Buffer {
  const at = below(bytes.length);
  const piece = bytes.subarray(at, at + 1 + below(300));
  const times = Math.max(0, Math.floor((largest - bytes.length) / Math.max(1, piece.length)));
  return Buffer.concat([
    bytes.subarray(0, at),
    ...Array<Buffer>(times).fill(piece),
    bytes.subarray(at),
  ]).subarray(0, largest);
}

test(`${count} mutants: no crash, none over ${most} times a good document of 64 kB`, () => {
  const random = seeded(20_260_714);
  const said = new Map<string, number>();
  let slowest = 0;
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    const input = mutant(random);
    const result = inYards(input);
    if (result.yards > most)
      throw new Error(`mutant ${index} of ${input.length} bytes takes ${result.yards} good documents`);
    slowest = Math.max(slowest, result.yards);
    bytes += input.length;
    said.set(result.said, (said.get(result.said) ?? 0) + 1);
  }
  const figures = {
    slowest: Math.round(slowest * 10) / 10,
    slowestMs: Math.round(slowest * yard * 10) / 10,
    megabytes: Math.round(bytes / 1e6),
    ...Object.fromEntries(said),
  };
  process.stdout.write(`cap mutants: ${JSON.stringify(figures)}\n`);
  // They are damaged in many ways, and many still reach the rules.
  expect(said.get('read')).toBeGreaterThan(count / 10);
  expect(said.get('doctype')).toBeGreaterThan(count / 100);
  expect(said.get('not-well-formed')).toBeGreaterThan(count / 10);
}, 600_000);

const inAlert = (place: string, text: string): string => good.replace(place, () => text + place);
const filled = (place: string, piece: (index: number) => string, size: number): string => {
  const pieces: string[] = [];
  for (let length = 0, index = 0; length < size; index += 1)
    length += pieces[pieces.push(piece(index)) - 1]?.length ?? 1;
  return inAlert(place, pieces.join(''));
};
const ring = (points: readonly (readonly [number, number])[]): string =>
  `<polygon>${[...points, points[0] ?? [0, 0]].map(([y, x]) => `${y.toFixed(5)},${x.toFixed(5)}`).join(' ')}</polygon>`;
const circle = (count: number): string =>
  ring(
    Array.from({ length: count }, (_, index) => [
      40 * Math.sin((6.28 * index) / count),
      40 * Math.cos((6.28 * index) / count),
    ]),
  );
const slantedComb = (count: number): string =>
  ring(
    Array.from({ length: count }, (_, index) =>
      index % 2 === 0 ? [index / count, -index / count] : [40 + index / count, 50 - index / count],
    ),
  );
const noise = (count: number): string => {
  const random = seeded(7);
  return ring(Array.from({ length: count }, () => [random() * 80, random() * 80]));
};
const signature = (inner: string): string =>
  `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">${inner}</Signature>`;

const declarations = (depth: number): string =>
  Array.from({ length: 20 }, (_, index) => `xmlns:p${depth}-${index}="u"`).join(' ');
const signedInfo = (method: string): string =>
  `<SignedInfo><CanonicalizationMethod Algorithm="${method}"/><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/><Reference URI=""><Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="${method}"/></Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>AA==</DigestValue></Reference></SignedInfo><SignatureValue>AA==</SignatureValue><KeyInfo><KeyValue><RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue></KeyInfo>`;

/** Documents of about that size, each bad in one way. */
const hostile: Readonly<Record<string, (size: number) => string>> = {
  'elements without end': (size) => filled('<info>', () => '<code/>', size),
  'unknown elements': (size) => filled('<info>', (index) => `<a${index}/>`, size),
  infos: (size) => filled('</alert>', () => '<info><language>ja</language><event>x</event></info>', size),
  'infos in many languages': (size) =>
    filled(
      '</alert>',
      (index) => `<info><language>x-${index}</language><headline>abc</headline></info>`,
      size,
    ),
  areas: (size) => filled('<area>', () => '<area><polygon>0,0</polygon><circle>0</circle></area>', size),
  references: (size) =>
    good.replace(
      /<references>[^<]*/,
      () => `<references>${'a,b,2026-07-14T12:30:00-00:00 '.repeat(size / 31)}`,
    ),
  'broken references': (size) =>
    good.replace(/<references>[^<]*/, () => `<references>${', '.repeat(size / 2)}`),
  'a list of quotes': (size) =>
    good.replace('<code>', () => `<addresses>${'"'.repeat(size)} </addresses><code>`),
  'a round polygon': (size) => good.replace(/<polygon>[^<]*<\/polygon>/, () => circle(Math.floor(size / 18))),
  'a polygon like a comb': (size) =>
    good.replace(/<polygon>[^<]*<\/polygon>/, () => slantedComb(Math.floor(size / 18))),
  'a polygon like noise': (size) =>
    good.replace(/<polygon>[^<]*<\/polygon>/, () => noise(Math.floor(size / 18))),
  'a polygon of blanks': (size) => good.replace(/<polygon>[^<]*/, () => `<polygon>${' '.repeat(size)}`),
  'small polygons': (size) => filled('<circle>', () => '<polygon>0,0 0,1 1,1 0,0</polygon>', size),
  'text of angle brackets': (size) => good.replace('大雨で', () => '&lt;a'.repeat(size / 5)),
  'text of ampersands': (size) => good.replace('大雨で', () => '&amp;a'.repeat(size / 6)),
  'text without end': (size) => good.replace('大雨で', () => 'a'.repeat(size)),
  'text of another script': (size) => good.replace('大雨で', () => 'က'.repeat(size)),
  'white space': (size) => good.replace('<info>', () => `${' \n'.repeat(size / 2)}<info>`),
  'an identifier without end': (size) => good.replace('todoku-2026-12-2', () => 'a'.repeat(size)),
  'an address without end': (size) =>
    good.replace('https://town.example/alerts/12', () => `https://${'a'.repeat(size)}`),
  'a language without end': (size) =>
    good.replace('<language>ja', () => `<language>ja${'-abcdefgh'.repeat(size / 9)}`),
  'base64 without end': (size) => good.replace('aGVsbG8=', () => 'aaaa'.repeat(size / 4)),
  comments: (size) => filled('<info>', () => '<!-- -->', size),
  instructions: (size) => good.replace('<alert', () => `${'<?a b?>'.repeat(size / 7)}<alert`),
  CDATA: (size) => good.replace('大雨で', () => '<![CDATA[x]]>'.repeat(size / 13)),
  attributes: (size) =>
    good.replace(
      '<info>',
      () => `<info ${Array.from({ length: size / 12 }, (_, index) => `a${index}="b"`).join(' ')}>`,
    ),
  namespaces: (size) => filled('<info>', (index) => `<code xmlns:a${index}="b"/>`, size),
  depth: (size) => `${'<alert>'.repeat(size / 7)}`,
  'unclosed brackets': (size) => `${'<'.repeat(size)}`,
  'an unclosed attribute': (size) => `<alert a="${' '.repeat(size)}`,
  'an attribute of blanks': (size) => `<alert ${' '.repeat(size)}a${' '.repeat(size)}`,
  'line ends': (size) => '\r'.repeat(size),
  'a feed of alerts': (size) =>
    `<feed>${`<entry>${good.slice(good.indexOf('<alert'))}</entry>`.repeat(Math.ceil(size / good.length))}</feed>`,
  'escaped alerts': (size) =>
    `<rss>${'<item><description>&lt;alert/></description></item>'.repeat(size / 51)}</rss>`,
  'a signed mass': (size) =>
    filled('</alert>', () => '<code/>', size).replace(
      '</alert>',
      () => `${signature(signedInfo('http://www.w3.org/2001/10/xml-exc-c14n#'))}</alert>`,
    ),
  'a signed mass of namespaces': (size) => {
    const nested = Array.from({ length: 50 }, (_, depth) => `<a ${declarations(depth)}>`).join('');
    const inner = `${nested}${'<b xmlns:c="d"/>'.repeat(Math.max(0, size - nested.length) / 17)}${'</a>'.repeat(50)}`;
    const method = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
    return inAlert('</alert>', inner + signature(signedInfo(method)));
  },
  signatures: (size) => filled('</alert>', () => signature('<SignedInfo><Reference/></SignedInfo>'), size),
  'a key without end': (size) =>
    inAlert(
      '</alert>',
      signature(
        `<SignedInfo><Reference URI=""/></SignedInfo><KeyInfo><KeyValue><RSAKeyValue><Modulus>${'AAAA'.repeat(size / 4)}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue></KeyInfo>`,
      ),
    ),
  'a huge value': (size) =>
    inAlert(
      '</alert>',
      signature(
        `<SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/><Reference URI=""><Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></Transforms></Reference></SignedInfo><SignatureValue>${'/'.repeat(size)}</SignatureValue>`,
      ),
    ),
};

const cases = Object.entries(hostile);

describe(`64 kB within ${most} times a good document of that size`, () => {
  test.each(cases)('%s', (_name, make) => {
    expect(inYards(make(largest - 8_000)).yards).toBeLessThanOrEqual(most);
  });

  test('a reader whose time grows with the square is far over', () => {
    const text = 'a'.repeat(largest);
    const began = performance.now();
    let found = 0;
    for (let at = 0; at < text.length; at += 1) found += text.slice(at).lastIndexOf('b');
    expect(found).toBe(-text.length);
    expect((performance.now() - began) / yard).toBeGreaterThan(most);
  });
});

describe('2 MB in proportion, more not at all', () => {
  test.each(cases)('%s', (_name, make) => {
    const [whole, shorter] = [1_900_000, 600_000].map((size) => Buffer.from(make(size)));
    const input = whole && whole.length <= maxCapBytes ? whole : (shorter ?? Buffer.alloc(0));
    expect(input.length).toBeGreaterThan(600_000 - 1);
    expect(input.length).toBeLessThanOrEqual(maxCapBytes);
    expect(inYards(input).yards).toBeLessThanOrEqual((most * input.length) / largest);
  });

  test('a byte more is refused', () => {
    expect(examine(Buffer.alloc(maxCapBytes + 1, ' '))).toBe('too-large');
    expect(examine(' '.repeat(maxCapBytes + 1))).toBe('too-large');
    expect(
      examine(Buffer.concat([Buffer.from(good), Buffer.alloc(maxCapBytes - Buffer.byteLength(good), '\n')])),
    ).toBe('read');
  });
});

describe('attacks by declaration', () => {
  const laughs = Array.from(
    { length: 30 },
    (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
  ).join('');
  test.each([
    ['an external entity', '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/hostname">]>', '&x;'],
    ['an external DTD', '<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/a.dtd">', ''],
    ['a parameter entity', '<!DOCTYPE alert [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>', ''],
    ['a billion laughs', `<!DOCTYPE alert [<!ENTITY l0 "ha">${laughs}]>`, '&l30;'],
    [
      'a long entity many times',
      `<!DOCTYPE alert [<!ENTITY a "${'a'.repeat(50_000)}">]>`,
      '&a;'.repeat(1000),
    ],
    ['an empty DTD', '<!DOCTYPE alert>', ''],
  ])('%s is refused unread', (_name, doctype, used) => {
    const text = good.replace('<alert', () => `${doctype}<alert`).replace('大雨で', () => used);
    expect(examine(text)).toBe('doctype');
    expect(examine(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe('doctype');
  });

  test('an entity without a declaration is malformed', () => {
    expect(examine(good.replace('大雨で', '&nbsp;'))).toBe('not-well-formed');
  });

  test('an inclusion is an unknown element, and nothing is included', () => {
    const include =
      '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>';
    const document = readCap(inAlert('<info>', include));
    if (isFinding(document)) throw new Error(document.message);
    expect(checkDocument(document).errors.map(({ rule, path }) => [rule, path])).toEqual([
      ['unknown-element', '/alert/include'],
    ]);
  });
});
