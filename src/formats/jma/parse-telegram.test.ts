import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { isRefusal, type Refusal } from '../../domain/refusal.js';
import { itemsFor, telegramFor, type ParsedTelegram } from '../../domain/telegram.js';
import { parseTelegram } from './parse-telegram.js';

const data = new URL('../../../test/data/jma/', import.meta.url);
const bytes = (path: string): Uint8Array => readFileSync(new URL(encodeURI(path), data));
const text = (path: string): string => new TextDecoder().decode(bytes(path));

function read(input: Uint8Array | string, fileName = ''): ParsedTelegram {
  const parsed = parseTelegram(input, fileName);
  if (isRefusal(parsed)) throw new Error(parsed.refused);
  return parsed;
}
const refusal = (input: Uint8Array | string): string | undefined => (parseTelegram(input) as Refusal).refused;

const samples = readdirSync(new URL('samples/', data)).map((name) => ({
  path: `samples/${name}`,
  code: /_([A-Z]{4}(?:\d\d|ii))\.xml$/.exec(name)?.[1] ?? '',
}));
const live = readdirSync(new URL('live2026/', data)).map((name) => ({
  path: `live2026/${name}`,
  code: name.startsWith('vxko') ? 'VXKOii' : name.slice(0, 6).toUpperCase(),
}));
/** Several typhoons at once have a code each, which nothing inside the telegram tells. */
const slots = /^VPTW(41|51|61|62)$/;

describe('every family gives its identity', () => {
  test.each([...samples, ...live])('$path is $code', ({ path, code }) => {
    const parsed = read(bytes(path), path);
    expect(parsed.code).toBe(code);
    expect(['通常', '訓練', '試験']).toContain(parsed.status);
    expect(['発表', '訂正', '取消']).toContain(parsed.infoType);
    expect(parsed.reportDateTime).toBe(Date.parse(parsed.reportDateTimeText));
    expect(parsed.controlDateTime).toBeGreaterThan(0);
    expect(parsed.editorialOffice).not.toBe('');
    expect(parsed.headTitle).not.toBe('');
  });

  test.each(samples.filter(({ code }) => !slots.test(code)))(
    '$path is $code without a file name too',
    (sample) => {
      expect(read(bytes(sample.path)).code).toBe(sample.code);
    },
  );

  test('a misleading file name is overruled by what the telegram says', () => {
    expect(read(bytes('samples/15_17_01_250630_VPWW56.xml'), 'x_VXSE53.xml').code).toBe('VPWW56');
  });
});

describe('titles are not identifiers', () => {
  const landslide = text('samples/15_17_01_250630_VPWW56.xml');
  const titled = (title: string) => landslide.replace(/<Title>気象警報[^<]*/, `<Title>${title}`);

  test.each([
    '気象警報・注意報（Ｒ０６）（土砂災害）',
    '気象警報・注意報(R06)(土砂)',
    '気象警報・注意報（Ｒ０８）',
    'まったく別の題',
  ])('VPWW56 under the title %s is known by InfoKind and kind codes', (title) =>
    expect(read(titled(title)).code).toBe('VPWW56'),
  );

  test('an InfoKind that only one family uses is enough', () => {
    const earthquake = text('samples/32-35_04_04_240613_VXSE53.xml');
    expect(read(earthquake.replace('<Title>震源・震度に関する情報', '<Title>地震のお知らせ')).code).toBe(
      'VXSE53',
    );
  });

  test('a family that nobody knows is unknown, and nothing is read from it', () => {
    const strange = landslide.replace('<InfoKind>気象警報・注意報', '<InfoKind>新しい情報');
    expect(read(strange)).toMatchObject({
      code: 'unknown',
      municipalities: null,
      headTitle: '島根県土砂災害警報・注意報',
    });
  });
});

describe('what a telegram says of one municipality', () => {
  const items = (path: string, city: string) => itemsFor(read(bytes(path), path), city);

  test('warnings are those of the municipal block alone, transitions and Condition kept', () => {
    expect(items('samples/15_08_03_160628_VPWW53.xml', '2920300')).toEqual([
      { code: '10', name: '大雨注意報', status: '特別警報から注意報', level: 2 },
      { code: '14', name: '雷注意報', status: '継続' },
      { code: '15', name: '強風注意報', status: '継続' },
      { code: '18', name: '洪水注意報', status: '警報から注意報', level: 2 },
    ]);
    expect(items('samples/15_08_01_130412_VPWW53.xml', '2920500')?.[0]).toMatchObject({
      condition: '土砂災害',
    });
  });

  test('the prefecture and its parts are no municipality', () => {
    expect(items('samples/15_17_01_250630_VPWW56.xml', '320000')).toEqual([]);
  });

  test('a block without Name and Code says that nothing is in force', () => {
    expect(items('live2026/vpww55_heavy-rain_lv2.xml', '0121100')).toEqual([
      { code: '', name: '', status: '発表警報・注意報はなし' },
    ]);
  });

  test('解除 keeps the code that was lifted', () => {
    expect(items('live2026/vpww57_storm-surge_cancellation.xml', '4721500')).toEqual([
      { code: '19', name: 'レベル２高潮注意報', status: '解除', level: 2 },
    ]);
  });

  test('one code means different things in different families', () => {
    const level = (path: string, city: string) => items(path, city)?.[0]?.level;
    expect(items('samples/15_16_07_241226_VPWW61.xml', '0151300')?.[0]).not.toHaveProperty('level');
    expect(level('live2026/vpww55_heavy-rain_lv2.xml', '0154300')).toBe(2);
    expect(items('live2026/vxko_flood_lv3.xml', '0520100')).toBeNull();
  });

  test('土砂災害警戒情報: 警戒, 解除 and なし', () => {
    const path = 'samples/17_01_01_190529_VXWW50.xml';
    expect(items(path, '4010000')).toEqual([{ code: '3', name: '警戒', status: '継続', level: 4 }]);
    expect(items(path, '4013000')).toEqual([{ code: '1', name: '解除', status: '解除' }]);
    expect(items(path, '4020700')).toEqual([{ code: '0', name: 'なし', status: 'なし' }]);
  });

  test('an intensity is the code, and the earthquake comes with it', () => {
    const path = 'samples/32-39_11_05_240613_VXSE53.xml';
    expect(items(path, '1134800')).toEqual([{ code: '4', name: '震度４', status: '発表' }]);
    expect(read(bytes(path)).earthquake).toEqual({
      occurredAt: Date.parse('2011-03-11T14:46:00+09:00'),
      epicentre: '三陸沖',
      magnitude: null,
    });
  });

  test('a city whose stations fell silent is not passed over', () => {
    const silent = read(bytes('samples/32-35_06_03_240613_VXSE53.xml')).municipalities?.flatMap((city) =>
      city.items.filter((item) => item.code === '!5-'),
    );
    expect(silent).toHaveLength(2);
    expect(silent?.[0]).toMatchObject({ name: '震度５弱以上未入電', status: '発表' });
  });

  test('a 取消 of an earthquake report has an almost empty body', () => {
    const report = text('samples/32-35_04_04_240613_VXSE53.xml')
      .replace('<InfoType>発表', '<InfoType>取消')
      .replace(/<Body([^>]*)>[\s\S]*<\/Body>/, '<Body$1><Text>先ほどの情報を取り消します。</Text></Body>');
    expect(telegramFor(read(report), '4621700')).toMatchObject({ infoType: '取消', items: [] });
  });

  test('a family that is read for identity only has no items', () => {
    expect(telegramFor(read(bytes('samples/18_01_01_100806_VPOA50.xml')), '1134800').items).toBeNull();
  });
});

describe('bad input is refused with a code, never thrown', () => {
  const good = text('samples/32-35_04_04_240613_VXSE53.xml');
  const depth = 100_000;
  test.each<readonly [string, string, string | Uint8Array]>([
    ['an XXE attack', 'telegram.doctype', bytes('hostile/xee.cap')],
    [
      'a DOCTYPE in a true telegram',
      'telegram.doctype',
      good.replace('<Report', '<!DOCTYPE Report []><Report'),
    ],
    ['an entity without a DTD', 'telegram.malformed', good.replace('大隅半島東方沖', '&xxe;')],
    ['truncated bytes', 'telegram.malformed', bytes('samples/32-35_04_04_240613_VXSE53.xml').slice(0, 3000)],
    ['an unclosed comment', 'telegram.malformed', good.replace('<Head', '<!-- <Head')],
    ['bytes that are no UTF-8', 'telegram.malformed', new Uint8Array([0x3c, 0x61, 0xff, 0xfe, 0x3e])],
    ['nothing', 'telegram.malformed', ''],
    ['plain text', 'telegram.malformed', '震度４'],
    ['two roots', 'telegram.malformed', `${good}<Report/>`],
    ['a prefix that is a word of the language', 'telegram.malformed', '<constructor:Report/>'],
    ['an undeclared prefix', 'telegram.malformed', good.replaceAll('Control>', 'x:Control>')],
    ['a control character', 'telegram.malformed', good.replace('大隅', '\u0008')],
    ['elements nested without end', 'telegram.malformed', '<a>'.repeat(depth) + '</a>'.repeat(depth)],
    ['more than 2 MB', 'telegram.too-large', good + ' '.repeat(2_000_000)],
    ['another root', 'telegram.not-jma', '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>'],
    ['another namespace', 'telegram.not-jma', good.replace('jmaxml1/"', 'jmaxml2/"')],
    ['a report without Head', 'telegram.not-jma', good.replace(/<Head[\s\S]*<\/Head>/, '')],
    ['no report time', 'telegram.incomplete', good.replace(/<ReportDateTime>[^<]*/, '<ReportDateTime>')],
    ['an unknown status', 'telegram.incomplete', good.replace('<Status>通常', '<Status>本番')],
  ])('%s: %s', (_what, code, input) => expect(refusal(input)).toBe(code));

  test('2 MB of namespaces and children are refused in a moment', () => {
    const declarations = Array.from({ length: 40_000 }, (_, index) => `xmlns:p${index}="u"`).join(' ');
    const started = performance.now();
    expect(refusal(`<a ${declarations}>${'<b xmlns:q="u"/>'.repeat(70_000)}</a>`)).toBe('telegram.not-jma');
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('a byte order mark, comments, CDATA and character references are no fault', () => {
    const dressed = good
      .replace('<Head ', '<!-- <!DOCTYPE --><Head ')
      .replace('大隅半島東方沖', '<![CDATA[大隅&]]>&#x534A;島&#x0026;')
      .replace('<Serial>1', '<Serial>&#49;');
    const parsed = read(`\uFEFF${dressed}`);
    expect(parsed).toMatchObject({ serial: '1', earthquake: { epicentre: '大隅&半島&' } });
  });

  test('prefixes make no difference', () => {
    const prefixed = good
      .replaceAll(/<(\/?)(Report|Control|Status|DateTime|Title|EditorialOffice)>/g, '<$1$2>')
      .replace('<Control>', '<j:Control xmlns:j="http://xml.kishou.go.jp/jmaxml1/">')
      .replace('</Control>', '</j:Control>');
    expect(read(prefixed)).toMatchObject({ code: 'VXSE53', status: '通常' });
  });
});
