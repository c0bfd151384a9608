import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startFixture, type Fixture } from '../browser/fixtures/hub.js';
import { furnish, screens } from '../browser/screens.js';
import { launch, missing } from '../browser/support.js';
import { where } from '../chaos/needs.js';
import { freePort } from '../support/free-port.js';

const lighthouse = 'test/counterparts/node_modules/lighthouse/cli/index.js';
const lacking =
  missing ?? (existsSync(lighthouse) ? null : `no lighthouse: npm ci --prefix test/counterparts`);

let browser: Browser;
let hub: Fixture;
let port: number;
let cookie: string;
beforeAll(async () => {
  if (lacking !== null && process.env['CI'] === undefined) return;
  port = await freePort();
  browser = await launch([`--remote-debugging-port=${port}`]);
  hub = await startFixture('drill');
  const answer = await fetch(`${hub.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'x-todoku-request': '1' },
    body: JSON.stringify({ login: 'sato', password: 'correct horse battery' }),
  });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await hub?.close();
});

interface Report {
  readonly categories: { readonly accessibility: { readonly score: number } };
  readonly audits: Readonly<
    Record<string, { readonly score: number | null; readonly numericValue?: number }>
  >;
}

/** What Lighthouse says of a page, as it is: no throttling, since layout and semantics are what is asked. */
const examined = async (url: string): Promise<Report> => {
  const folder = mkdtempSync(join(tmpdir(), 'todoku-lighthouse-'));
  try {
    const out = join(folder, 'report.json');
    const options = [
      ...[url, `--port=${port}`, '--output=json', `--output-path=${out}`, '--quiet', '--preset=desktop'],
      ...['--only-categories=accessibility', '--only-audits=cumulative-layout-shift'],
      ...['--throttling-method=provided', '--no-enable-error-reporting', '--disable-full-page-screenshot'],
      `--extra-headers=${JSON.stringify({ Cookie: cookie })}`,
    ];
    await promisify(execFile)(process.execPath, [lighthouse, ...options], { maxBuffer: 2 ** 24 });
    return JSON.parse(readFileSync(out, 'utf8')) as Report;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

where(lacking)(
  'A15: Lighthouse finds nothing to better in the accessibility of home and an alert; nothing jumps',
  async () => {
    const hand = furnish(hub);
    const pages = ['/', screens['alert']?.(hand) ?? ''];
    const faults: string[] = [];
    for (const path of pages) {
      const { categories, audits } = await examined(hub.url + path);
      const failed = Object.entries(audits).filter(
        ([name, { score }]) => score === 0 && name !== 'cumulative-layout-shift',
      );
      if (categories.accessibility.score !== 1)
        faults.push(`${path}: ${categories.accessibility.score} ${failed.map(([name]) => name).join(' ')}`);
      const shift = audits['cumulative-layout-shift']?.numericValue ?? Infinity;
      if (shift > 0.1) faults.push(`${path}: shifts by ${shift}`);
    }
    expect(faults).toEqual([]);
  },
  420_000,
);
