import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { telegramCommand, type TelegramOptions } from '../../src/cli/telegram.js';

const samples = 'test/data/jma/samples';
const folder = mkdtempSync(join(tmpdir(), 'todoku-telegram-'));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

async function run(files: readonly string[], options: Partial<TelegramOptions> = {}) {
  const lines: string[] = [];
  const out = (line: string) => void lines.push(line);
  const code = await telegramCommand(files, {
    json: true,
    configDir: 'config',
    town: 'hatoyama',
    out,
    ...options,
  });
  return { code, lines };
}
async function judged(
  file: string,
  options: Partial<TelegramOptions> = {},
): Promise<Record<string, unknown>> {
  const { lines } = await run([file], options);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

test('an earthquake that the town felt at 4 is one JSON line with every field', async () => {
  const file = `${samples}/32-39_11_05_240613_VXSE53.xml`;
  const { code, lines } = await run([file]);
  expect(code).toBe(0);
  expect(lines).toEqual([
    JSON.stringify({
      file,
      ok: true,
      code: 'VXSE53',
      title: '震源・震度に関する情報',
      status: '通常',
      infoType: '発表',
      eventId: '20110311144640',
      serial: '1',
      reportDateTime: '2011-03-11T14:54:00+09:00',
      editorialOffice: '気象庁本庁',
      town: { concerned: true, level: null, items: [{ code: '4', name: '震度４', status: '発表' }] },
      proposal: { kind: 'earthquake-report', level: null, districts: 'all' },
      refused: null,
    }),
  ]);
});

describe('for another municipality, by its JMA code', () => {
  test.each([
    ['15_17_01_250630_VPWW56.xml', '3220900', 4, 'evacuation-instruction'],
    ['15_17_01_250630_VPWW56.xml', '3220100', 2, null],
    ['15_16_01_241031_VPWW56.xml', '0151100', 3, 'evacuation-elderly'],
    ['15_16_03_241226_VPWW55.xml', '0121400', 4, 'evacuation-instruction'],
    ['15_08_01_130412_VPWW53.xml', '2920500', 5, 'emergency-safety'],
    ['15_16_02_241031_VPWW57.xml', '2620200', 4, null],
    ['15_16_04_241226_VPWW58.xml', '0121400', null, null],
    ['17_01_01_190529_VXWW50.xml', '4010000', 4, 'evacuation-instruction'],
    ['17_01_01_190529_VXWW50.xml', '4013000', null, null],
  ])('%s %s: level %s, %s', async (name, city, level, kind) => {
    const line = await judged(`${samples}/${name}`, { city });
    expect(line).toMatchObject({ town: { concerned: true, level }, refused: null });
    expect(line).toHaveProperty('proposal', kind === null ? null : { kind, level, districts: [] });
  });

  test('a city code that is none is a wrong use, not a crash', async () => {
    expect((await run([`${samples}/18_01_01_100806_VPOA50.xml`], { city: '鳩山町' })).code).toBe(2);
  });
});

describe('what is refused', () => {
  test.each([
    ['32-35_01_02_240613_VXSE52.xml', '訓練', 'exercise'],
    ['54_01_01_100514_VXSE42.xml', '試験', 'test'],
  ])('%s (%s) in the live world only', async (name, status, refused) => {
    const file = `${samples}/${name}`;
    expect(await judged(file)).toMatchObject({ ok: true, status, refused, proposal: null });
    expect(await judged(file, { world: 'drill' })).toMatchObject({ ok: true, refused: 'unsupported' });
  });

  test('a telegram that does not name the town, and a family that is not read', async () => {
    expect(await judged(`${samples}/15_17_01_250630_VPWW56.xml`)).toMatchObject({
      town: { concerned: false, level: null, items: [] },
      refused: 'not-concerned',
    });
    expect((await judged(`${samples}/18_01_01_100806_VPOA50.xml`))['refused']).toBe('unsupported');
  });

  test('unreadable files, each with its line, and exit code 1', async () => {
    const files = [
      join(folder, 'missing.xml'),
      folder,
      'test/data/jma/hostile/xee.cap',
      written(
        'truncated.xml',
        '<?xml version="1.0"?><Report xmlns="http://xml.kishou.go.jp/jmaxml1/"><Control>',
      ),
      written('huge.xml', ' '.repeat(2_000_001)),
      written('binary.xml', new Uint8Array([0, 255, 254, 1])),
    ];
    const { code, lines } = await run([...files, `${samples}/18_01_01_100806_VPOA50.xml`]);
    expect(code).toBe(1);
    expect(lines.map((line) => (JSON.parse(line) as { ok: boolean }).ok)).toEqual([
      ...files.map(() => false),
      true,
    ]);
    for (const [index, file] of files.entries()) {
      const {
        file: named,
        ok,
        refused,
        ...others
      } = JSON.parse(lines[index] ?? '') as Record<string, unknown>;
      expect([named, ok, refused]).toEqual([file, false, 'unreadable']);
      expect(Object.values(others)).toEqual(Array(10).fill(null));
    }
  });
});

test('without --json a line can be read', async () => {
  const { lines } = await run([`${samples}/32-39_11_05_240613_VXSE53.xml`, join(folder, 'missing.xml')], {
    json: false,
  });
  expect(lines[0]).toContain('震度４ 発表 | no level | proposes earthquake-report (all)');
  expect(lines[1]).toContain('unreadable (telegram.file-unreadable)');
});
