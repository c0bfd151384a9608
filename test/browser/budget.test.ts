import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from '@jest/globals';
import { browserTest } from './support.js';

const built = 'dist/web/console';
const kilobytes = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(built, file))).length, 0) / 1000;
const named = (html: string, tag: RegExp): string[] => [...html.matchAll(tag)].map(([, file]) => file ?? '');

browserTest(
  'A16: the console starts with 200 kB of script and 25 kB of style, and a map costs 60 kB (gzip)',
  async () => {
    const html = readFileSync(join(built, 'index.html'), 'utf8');
    const assets = readdirSync(join(built, 'assets'));
    /** The larger of the two languages: its screens' words and the refusals'. */
    const words = Math.max(
      ...['ja', 'en'].map((language) =>
        kilobytes([`../../../locales/${language}/console.json`, `../../../locales/${language}/errors.json`]),
      ),
    );
    const scripts = named(html, /(?:src|href)="\/(assets\/[^"]+\.js)"/g);
    const styles = named(html, /href="\/(assets\/[^"]+\.css)"/g);
    expect(scripts.length).toBeGreaterThan(0);
    expect(kilobytes(scripts) + words).toBeLessThanOrEqual(200);
    expect(kilobytes(styles)).toBeLessThanOrEqual(25);
    const map = assets.filter((name) => /^town-map-.*\.(js|css)$/.test(name)).map((name) => `assets/${name}`);
    expect(map.length).toBeGreaterThan(0);
    expect(kilobytes(map)).toBeLessThanOrEqual(60);
  },
);
