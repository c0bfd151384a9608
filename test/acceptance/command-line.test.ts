import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { drillMarks } from '../../src/compose/drill-mark.js';
import { languages } from '../../src/domain/language.js';
import { loadPhrasebook, sentenceHash } from '../../src/platform/phrasebook.js';
import { paths } from '../../src/platform/paths.js';
import { freePort } from '../support/free-port.js';
import { ended, oneAfterAnother, plainNode, printed, start, todoku, type Ended } from './command.js';

// A start of a hub takes two seconds, and ten on a machine that others share.
jest.setTimeout(180_000);
const folder = mkdtempSync(join(tmpdir(), 'todoku-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | object): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
/** Ended with the tests, should one of them fail before it ends its own. */
const running: ChildProcess[] = [];
afterAll(() => running.forEach((child) => child.kill('SIGTERM')));
const noTrace = (text: string) => expect(text).not.toMatch(/\n\s+at .*:\d+:\d+|node:internal/);

describe('usage', () => {
  const situations: readonly [string, readonly string[], number][] = [
    ['an unknown command', ['sing'], 2],
    ['no files', ['telegram'], 2],
    ['an unknown option', ['telegram', '--loud', 'x'], 2],
    ['an unknown world', ['telegram', '--world', 'mars', 'x'], 2],
    ['an unknown scenario', ['drill', 'run', 'atlantis'], 2],
    ['a speed beyond 60', ['drill', 'run', 'earthquake', '--speed', '61'], 2],
    ['a speed that is no number', ['drill', 'run', 'earthquake', '--speed', 'fast'], 2],
    ['an unknown role', ['officer', 'add', 'x', '--name', 'x', '--roles', 'queen'], 2],
    ['a configuration that is not there', ['config', 'check', '--config', '/nowhere.yaml'], 3],
    ['a town that is not there', ['telegram', '--town', 'atlantis', 'x'], 3],
    ['help', ['--help'], 0],
  ];
  let said: readonly Ended[];
  beforeAll(async () => {
    const env = { TODOKU_DATA_DIR: join(folder, 'unused') };
    said = await oneAfterAnother(
      situations.map(([, args]) => args),
      { env },
    );
  });

  test.each(situations.map(([situation, , code], at) => [situation, code, at] as const))(
    '%s',
    (_situation, code, at) => {
      const { code: ended, out, err } = said[at] as Ended;
      expect([ended, out + err]).toEqual([code, expect.stringMatching(/\S/)]);
      noTrace(out + err);
    },
  );
});

describe('what is read and rendered', () => {
  test('telegram --json: a line a file, exit 1 where one was unreadable', async () => {
    const good = 'test/data/jma/samples/32-39_11_05_240613_VXSE53.xml';
    const bad = file('bad.xml', '<Report><Control>');
    const both = await todoku(['telegram', '--json', '--world', 'drill', good, bad], { node: plainNode });
    const lines = both.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(both.code).toBe(1);
    expect(lines).toMatchObject([
      {
        file: good,
        ok: true,
        code: 'VXSE53',
        town: { items: [{ code: '4' }] },
        proposal: { kind: 'earthquake-report' },
      },
      { file: bad, ok: false, refused: 'unreadable' },
    ]);
    noTrace(both.err);
  });

  test('render --json: what every channel says, in every language', async () => {
    const slots = file('slots.json', {
      status: 'Exercise',
      slots: { hazard: 'landslide' },
      districts: ['izui'],
      decidedAt: '2026-07-11T01:29:00+09:00',
    });
    const { code, out } = await todoku(['render', 'evacuation-instruction', '--slots', slots, '--json']);
    expect(code).toBe(0);
    const rendered = JSON.parse(out) as { channel: string; languages: string[]; text: string }[];
    expect(new Set(rendered.flatMap((one) => one.languages))).toEqual(new Set(languages));
    const marks = ['訓練', 'drill', ...Object.values(drillMarks)];
    expect(rendered.filter(({ text }) => !marks.some((mark) => text.includes(mark)))).toEqual([]);
    const unknown = await todoku([
      'render',
      'evacuation-instruction',
      '--slots',
      file('x.json', '{'),
      '--json',
    ]);
    expect([unknown.code, JSON.parse(unknown.out)]).toEqual([
      2,
      expect.objectContaining({ refused: 'compose.unreadable-file' }),
    ]);
  });
});

describe('a hub under whatever Node is installed', () => {
  const dataDir = join(folder, 'hub');
  let env: Record<string, string>;
  beforeAll(async () => {
    env = { TODOKU_DATA_DIR: dataDir, TODOKU_PORT: String(await freePort()), TODOKU_LOG_LEVEL: 'silent' };
  });
  const verify = async () => {
    const { code, out } = await todoku(['log', 'verify', '--json'], { env });
    return [code, JSON.parse(out)] as const;
  };

  test('no database yet: said in a sentence', async () => {
    const { code, err } = await todoku(['log', 'verify'], { env });
    expect([code, err]).toEqual([3, expect.stringContaining('no database')]);
  });

  test('serves, prints its first officers once, and ends when it is asked to', async () => {
    const child = start(['serve'], { env, node: plainNode });
    running.push(child);
    const end = ended(child);
    await printed(child, 'First officers');
    expect((await fetch(`http://127.0.0.1:${env['TODOKU_PORT']}/health/ready`)).status).toBe(200);
    const beside = await todoku(['officer', 'add', 'aki', '--name', '秋', '--roles', 'drafter'], { env });
    expect([beside.code, beside.err]).toEqual([3, expect.stringMatching(/^Another process/)]);
    const second = await todoku(['serve'], { env: { ...env, TODOKU_DATA_DIR: join(folder, 'second') } });
    expect([second.code, second.err]).toEqual([3, expect.stringMatching(/^Port \d+ is taken/m)]);
    expect((await verify())[0]).toBe(0);
    child.kill('SIGTERM');
    const { code, out } = await end;
    expect(code).toBe(0);
    expect(out).toMatch(/duty {5}\w{4}-\w{4}-\w{4}-\w{4}/);
  });

  test('an officer is added with a one-time password, once', async () => {
    const add = () => todoku(['officer', 'add', 'aki', '--name', '秋', '--roles', 'drafter,reader'], { env });
    expect(await add()).toMatchObject({ code: 0, out: expect.stringMatching(/^aki {2}\w{4}-/) });
    expect(await add()).toMatchObject({ code: 1, err: 'This login is taken.\n' });
    expect(await verify()).toEqual([0, { entries: 3, anchors: expect.any(Number), faults: [], lost: [] }]);
  });

  test('a log that somebody changed is located', async () => {
    const db = new Database(join(dataDir, 'todoku.sqlite'));
    db.exec('DROP TRIGGER IF EXISTS log_entries_no_update');
    for (const { name } of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
      name: string;
    }[])
      db.exec(`DROP TRIGGER ${name}`);
    db.exec("UPDATE log_entries SET text = 'nothing happened' WHERE seq = 2");
    db.close();
    expect(await verify()).toEqual([1, expect.objectContaining({ faults: [{ seq: 2, fault: 'edited' }] })]);
  });

  test('a drill’s database does not open in the live world', async () => {
    const config = file('live.yaml', liveYaml(dataDir));
    signEverything(dataDir);
    writeSecrets();
    const env = { TODOKU_MASTODON_TOKEN: 'mastodon-token' };
    const { code, err } = await todoku(['serve', '--config', config], { env });
    expect([code, err]).toEqual([3, expect.stringMatching(/^This database belongs/)]);
  });
});

const liveYaml = (dataDir: string): string => `
world: live
town: hatoyama
dataDir: ${dataDir}
http: { host: 127.0.0.1, port: 0 }
channels:
  radio:
    url: https://127.0.0.1:9
    gatewayId: g
    keyId: k
    privateKey: { file: ${join(folder, 'radio.pem')} }
    gatewayPublicKey: { file: ${join(folder, 'gateway.pem')} }
  mastodon: { url: 'https://127.0.0.1:9', accessToken: { env: TODOKU_MASTODON_TOKEN } }
`;
function writeSecrets(): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  file('radio.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  file('gateway.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString());
}

/** A person vouches for every sentence; `except` leaves one language's out. */
function signEverything(dataDir: string, except?: string): void {
  const { sentences } = loadPhrasebook(paths.config, paths.locales, []);
  const records = Object.entries(sentences)
    .filter(([language]) => language !== except)
    .flatMap(([language, bank]) =>
      Object.entries(bank).map(([sentence, text]) => ({
        language,
        sentence,
        hash: sentenceHash(text),
        by: '試験者',
        at: 1,
      })),
    );
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'reviews.json'), JSON.stringify(records));
}

describe('a live configuration', () => {
  const dataDir = join(folder, 'live');
  const config = () => file('live.yaml', liveYaml(dataDir));
  beforeAll(() =>
    ['radio.pem', 'gateway.pem'].forEach((name) => rmSync(join(folder, name), { force: true })),
  );

  test('that lacks credentials does not start, and lists each by path, never by value', async () => {
    signEverything(dataDir);
    file('gateway.pem', '');
    for (const command of [['serve'], ['config', 'check']]) {
      const env = { TODOKU_MASTODON_TOKEN: ' ', TODOKU_SECRET_OF_ANOTHER: 'hunter2' };
      const { code, out, err } = await todoku([...command, '--config', config()], { env });
      expect(code).toBe(3);
      for (const path of ['radio.privateKey', 'radio.gatewayPublicKey', 'mastodon.accessToken'])
        expect(err).toContain(`channels.${path}: `);
      expect(out + err).not.toContain('hunter2');
      noTrace(err);
    }
  });

  test('that lacks credentials and signatures is told of both at once, credentials first', async () => {
    rmSync(join(dataDir, 'reviews.json'), { force: true });
    const { code, err } = await todoku(['serve', '--config', config()]);
    expect(code).toBe(3);
    expect(err.indexOf('channels.mastodon.accessToken: ')).toBeGreaterThan(0);
    expect(err.indexOf('reviews: ja/level-headline.4 ')).toBeGreaterThan(
      err.indexOf('channels.mastodon.accessToken: '),
    );
  });

  test('does not start while a level 3–5 phrase was signed by nobody, and lists them', async () => {
    writeSecrets();
    const env = { TODOKU_MASTODON_TOKEN: 'mastodon-token' };
    for (const [signed, missing] of [
      [undefined, languages],
      ['ja', ['ja']],
      ['ne', ['ne']],
    ] as const) {
      if (signed === undefined) rmSync(join(dataDir, 'reviews.json'), { force: true });
      else signEverything(dataDir, signed);
      const { code, err } = await todoku(['serve', '--config', config()], { env });
      expect(code).toBe(3);
      const listed = new Set(
        [...err.matchAll(/reviews: ([\w-]+)\/\S+ is signed by nobody/g)].map((match) => match[1]),
      );
      expect(listed).toEqual(new Set(missing));
      expect(err).toContain(`reviews: ${missing[0]}/level-headline.4 `);
      expect(err).not.toContain('mastodon-token');
    }
    signEverything(dataDir);
    expect(await todoku(['config', 'check', '--config', config()], { env })).toMatchObject({
      code: 0,
      out: expect.stringContaining('live world'),
    });
  });

  test('whose proxy wants credentials that are missing, or are none, is told so once and by path', async () => {
    writeSecrets();
    signEverything(dataDir);
    const proxy = "outboundProxy: { url: 'http://proxy.example:8080', credentials: { env: TODOKU_PROXY } }";
    const proxied = file('proxied.yaml', `${liveYaml(dataDir)}\n${proxy}\n`);
    const check = (TODOKU_PROXY?: string) =>
      todoku(['config', 'check', '--config', proxied], {
        env: { TODOKU_MASTODON_TOKEN: 'mastodon-token', ...(TODOKU_PROXY && { TODOKU_PROXY }) },
      });
    for (const [value, fault] of [
      [undefined, 'TODOKU_PROXY is not set'],
      ['hunter2', 'is no user:password on one line'],
    ] as const) {
      const { code, out, err } = await check(value);
      expect([code, err]).toEqual([
        3,
        expect.stringContaining(`1 fault(s)\n  - outboundProxy.credentials: ${fault}`),
      ]);
      expect(out + err).not.toContain('hunter2');
    }
    expect(await check('todoku:hunter2')).toMatchObject({ code: 0 });
  });

  test('a signature does not survive an edit of its sentence', async () => {
    signEverything(dataDir);
    const path = join(dataDir, 'reviews.json');
    const records = JSON.parse(readFileSync(path, 'utf8')) as {
      sentence: string;
      language: string;
      hash: string;
    }[];
    for (const record of records)
      if (record.sentence === 'level-headline.4' && record.language === 'ja') record.hash = '0'.repeat(64);
    writeFileSync(path, JSON.stringify(records));
    const env = { TODOKU_MASTODON_TOKEN: 'mastodon-token' };
    const { code, err } = await todoku(['config', 'check', '--config', config()], { env });
    expect([code, err]).toEqual([
      3,
      expect.stringMatching(/1 fault\(s\)\n {2}- reviews: ja\/level-headline.4 /),
    ]);
  });

  test('the drill’s own passes, and has no place for more', async () => {
    copyFileSync(join(paths.config, 'todoku.yaml'), join(folder, 'drill.yaml'));
    const drill = join(folder, 'drill.yaml');
    expect((await todoku(['config', 'check', '--config', drill])).code).toBe(0);
    const yaml = readFileSync(drill, 'utf8');
    for (const change of [
      yaml.replace('http://127.0.0.1:3001', 'http://192.0.2.1:3001'),
      yaml.replace('  rates:', '  sms: { authToken: hunter2 }\n  rates:'),
      `${yaml}\napiKey: hunter2\n`,
      `${yaml}\noutboundProxy: { url: 'http://proxy.example:8080' }\n`,
    ]) {
      writeFileSync(drill, change);
      const { code, err } = await todoku(['config', 'check', '--config', drill]);
      expect(code).toBe(3);
      expect(err).not.toContain('hunter2');
    }
  });
});
