/** What deploy/ tells systemd and Docker, as far as it can be read without either of them running. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { paths } from '../../src/platform/paths.js';
import { where } from '../chaos/needs.js';

const analyze = '/usr/bin/systemd-analyze';
const lacking = existsSync(analyze) ? null : 'systemd-analyze (Debian: systemd)';
const units = readdirSync(join(paths.root, 'deploy/systemd'));
const textOf = (path: string) => readFileSync(join(paths.root, path), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'todoku-units-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The unit with this checkout in the place of /opt/todoku, so that what it starts is there. */
function laidOut(unit: string, edit = (text: string) => text): string {
  const path = join(folder, unit.replace('@', '@live'));
  writeFileSync(path, edit(textOf(`deploy/systemd/${unit}`)).replaceAll('/opt/todoku', paths.root));
  return path;
}

/** What systemd has to say against a unit. */
async function faultsOf(unit: string, edit?: (text: string) => string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(analyze, ['verify', laidOut(unit, edit)]).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return stdout + stderr;
}

describe.each(units)('%s', (unit) => {
  where(lacking)('is one that systemd understands, and starts what is there', async () => {
    expect(await faultsOf(unit)).toBe('');
    expect(await faultsOf(unit, (text) => text.replace('bin/node', 'bin/nodejs'))).toMatch(/not executable/);
    expect(await faultsOf(unit, (text) => text.replace('ProtectHome', 'ProtectHouse'))).toMatch(
      /Unknown key/,
    );
  });

  where(lacking)(
    'leaves little open: 2 of 10 by systemd’s own count, where 9.6 is a bare service',
    async () => {
      const threshold = async (edit?: (text: string) => string) =>
        promisify(execFile)(analyze, [
          ...['security', '--offline=true', '--threshold=20', '--no-pager', laidOut(unit, edit)],
        ]).then(
          () => 'within',
          () => 'above',
        );
      expect(await threshold()).toBe('within');
      expect(await threshold((text) => text.replace(/^Restrict.*$/gm, ''))).toBe('above');
    },
  );
});

test('the service’s directory and file are those of the live world’s example', () => {
  const unit = textOf('deploy/systemd/todoku@.service').replaceAll('%i', 'live');
  const { dataDir } = parse(textOf('config/live.example.yaml')) as { dataDir: string };
  expect(`/var/lib/${/^StateDirectory=(.+)$/m.exec(unit)?.[1]}`).toBe(dataDir);
  const gateway = parse(textOf('config/radio-gateway.example.yaml')) as { dataDir: string };
  const [, place] =
    /^StateDirectory=(.+)$/m.exec(textOf('deploy/systemd/todoku-radio-gateway.service')) ?? [];
  expect(`/var/lib/${place}`).toBe(gateway.dataDir);
});

describe('the image', () => {
  const allowed = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));

  test('is made from what is named, and no secret is among it', () => {
    expect(textOf('.dockerignore')).toMatch(/^\*$/m);
    expect(allowed.filter((path) => !existsSync(join(paths.root, path)))).toEqual([]);
    expect(allowed.filter((path) => /^(deploy|data|\.git|node_modules|dist|test)/.test(path))).toEqual([]);
  });

  test('takes from the build what the build was given or made', () => {
    const made = ['node_modules', 'dist'];
    const copied = [...textOf('deploy/Dockerfile').matchAll(/^COPY --from=build (.+) \S+$/gm)]
      .flatMap(([, from]) => (from ?? '').split(' '))
      .map((path) => path.replace('/app/', ''));
    expect(copied.length).toBeGreaterThan(5);
    const there = (path: string) => [...allowed, ...made].includes(path.split('/')[0] ?? '');
    expect(copied.filter((path) => !there(path))).toEqual([]);
  });
});
