/** What was approved is what goes out, wherever it is worked out again: the same digest in another process and time zone. */
import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digestOf } from '../../src/platform/digest.js';
import { messageOf, phrasebook, render } from '../locales/fixtures.js';

const kinds = ['evacuation-instruction', 'river-flood', 'missing-person', 'garbage-suspended', 'correction'];

const renderings = () => kinds.map((kind) => render(messageOf(kind)));

/** The built hub's own modules, in a process of their own. */
const script = `
  const at = (file) => import(new URL(file, 'file://' + process.cwd() + '/dist/').href);
  const [{ compose }, { digestOf }, { loadPhrasebook }, { loadTown }, { textLimits }] = await Promise.all(
    ['compose/compose.js', 'platform/digest.js', 'platform/phrasebook.js', 'platform/town.js', 'channels/text.limits.js'].map(at),
  );
  const [phrasebook, town] = [loadPhrasebook('config', 'locales'), loadTown('config', 'hatoyama')];
  const messages = JSON.parse(process.argv[1]);
  const made = messages.map((message) => compose({ message, phrasebook, town, limits: textLimits }).renderings);
  process.stdout.write(digestOf(made));
`;

const digestIn = (zone: string): string =>
  execFileSync(
    process.execPath,
    ['--input-type=module', '-e', script, JSON.stringify(kinds.map((kind) => messageOf(kind)))],
    { encoding: 'utf8', env: { ...process.env, TZ: zone, LANG: 'tr_TR.UTF-8' } },
  );

test('is the same in other processes, time zones and locales', () => {
  expect(Object.keys(phrasebook.kinds)).toEqual(expect.arrayContaining(kinds));
  const here = digestOf(renderings());
  for (const zone of ['America/New_York', 'Asia/Tokyo', 'Pacific/Chatham'])
    expect([zone, digestIn(zone)]).toEqual([zone, here]);
}, 60_000);

test('changes with any byte of what leaves', () => {
  const all = JSON.stringify(renderings());
  const here = digestOf(JSON.parse(all));
  fc.assert(
    fc.property(fc.nat(all.length - 1), (at) => {
      const letter = all[at] ?? '';
      // Only letters inside texts: a changed brace or key is no rendering any more.
      if (!/\p{L}|\d/u.test(letter) || /^[\uD800-\uDFFF]$/u.test(letter)) return;
      const other = `${all.slice(0, at)}${letter === 'x' ? 'y' : 'x'}${all.slice(at + 1)}`;
      let parsed: unknown;
      try {
        parsed = JSON.parse(other);
      } catch {
        return;
      }
      expect(digestOf(parsed as never)).not.toBe(here);
    }),
    { numRuns: 150 },
  );
});
