/** The dependency rule is proven by planted violations: each kind of forbidden import must turn it red. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paths } from '../../src/platform/paths.js';

const run = promisify(execFile);

/** Each planted file, and the rule that must catch it. */
const planted: Readonly<Record<string, readonly [source: string, rule: string]>> = {
  'src/domain/a.ts': ["import '../store/b.js';", 'domain-imports'],
  'src/domain/b.ts': [
    "import { readFileSync } from 'node:fs'; export const read = readFileSync;",
    'pure-folders-do-no-io',
  ],
  'src/compose/a.ts': ["import { z } from 'zod'; export const shape = z.string();", 'compose-packages'],
  'src/dispatch/a.ts': ["import '../desk/a.js';", 'dispatch-imports'],
  'src/desk/a.ts': ["import '../channels/sms.js';", 'desk-imports'],
  'src/live/a.ts': [
    "import { DataSource } from 'typeorm'; export const source = DataSource;",
    'sql-only-in-store',
  ],
  'src/intake/a.ts': ["import '../utils/handy.js';", 'folder-not-in-the-table'],
  'src/channels/sms.ts': ["import '../cli/main.js';", 'nobody-imports-the-top'],
  'src/store/b.ts': ["import './c.js';\nexport const b = 1;", 'no-cycles'],
  'web/a.ts': ["import '../src/store/b.js';", 'web-imports'],
};
const harmless: Readonly<Record<string, string>> = {
  'src/store/c.ts': "import './b.js';\nexport const c = 1;",
  'src/utils/handy.ts': 'export const handy = 1;',
  'src/cli/main.ts': 'export const main = 1;',
  'src/desk/b.ts': "import '../channels/sms.limits.js';\nexport const b = 1;",
  'src/channels/sms.limits.ts': 'export const limits = 1;',
};

let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'todoku-rule-'));
  symlinkSync(join(paths.root, 'node_modules'), join(root, 'node_modules'));
  for (const file of ['.dependency-cruiser.mjs', 'tsconfig.json', 'tsconfig.check.json', 'package.json'])
    copyFileSync(join(paths.root, file), join(root, file));
  const files = {
    ...harmless,
    ...Object.fromEntries(Object.entries(planted).map(([file, [source]]) => [file, source])),
  };
  for (const [file, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), source);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function violations(): Promise<readonly string[]> {
  const command = join(paths.root, 'node_modules', '.bin', 'depcruise');
  const report = await run(command, ['--config', '.dependency-cruiser.mjs', '-T', 'json', 'src', 'web'], {
    cwd: root,
  }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
  const { summary } = JSON.parse(report) as {
    summary: { violations: { rule: { name: string }; from: string }[] };
  };
  return summary.violations.map(({ rule, from }) => `${from} ${rule.name}`);
}

describe('the dependency rule', () => {
  test('catches every planted violation, and nothing that is allowed', async () => {
    const found = await violations();
    for (const [file, [, rule]] of Object.entries(planted)) expect(found).toContain(`${file} ${rule}`);
    expect(found.filter((violation) => violation.startsWith('src/desk/b.ts'))).toEqual([]);
  }, 30_000);
});
