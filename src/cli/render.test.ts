import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shelterIds, town } from '../../test/locales/fixtures.js';
import { renderCommand } from './render.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'render-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const run = async (kind: string, content: unknown, json = true) => {
  const slotsFile = join(root, 'slots.json');
  writeFileSync(slotsFile, typeof content === 'string' ? content : JSON.stringify(content));
  const out: string[] = [];
  const err: string[] = [];
  const code = await renderCommand(kind, {
    slotsFile,
    json,
    configDir: 'config',
    localesDir: 'locales',
    town,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  return { code, out: out.join('\n'), err };
};
const good = {
  status: 'Exercise',
  slots: { hazard: 'landslide', shelters: shelterIds },
  districts: 'all',
  decidedAt: '2026-07-10T22:05:00+09:00',
};

describe('todoku render', () => {
  test('prints what every channel says, as JSON', async () => {
    const { code, out, err } = await run('evacuation-instruction', good);
    expect([code, err]).toEqual([0, []]);
    const made = JSON.parse(out) as Record<string, unknown>[];
    expect(Object.keys(made[0] ?? {})).toEqual([
      'channel',
      'languages',
      'text',
      'size',
      'unit',
      'limit',
      'dropped',
      'fellBackFrom',
      'review',
    ]);
    const push = made.find((each) => each['channel'] === 'push');
    expect(push?.['text']).toMatch(/^【訓練】警戒レベル4、避難指示。/u);
    expect(push?.['text']).toContain('22時5分');
  });

  test('prints texts for people without --json', async () => {
    const { out } = await run('evacuation-instruction', good, false);
    expect(out).toContain('radio ja+ja-easy+en');
    expect(out).toContain('[DRILL] Alert Level 4');
  });

  test('a time slot may be ISO text', async () => {
    const slots = { intensity: '4', occurredAt: '2026-07-10T22:00:00+09:00' };
    expect((await run('earthquake-report', { ...good, slots })).code).toBe(0);
  });

  test.each<[string, string, unknown, string]>([
    ['unknown kind', 'ragnarok', good, 'compose.unknown-kind'],
    ['missing slot', 'evacuation-instruction', { ...good, slots: {} }, 'compose.missing-slot'],
    [
      'unknown district',
      'test-broadcast',
      { ...good, slots: {}, districts: ['x'] },
      'compose.unknown-district',
    ],
    ['no JSON', 'test-broadcast', '{', 'compose.unreadable-file'],
    ['unknown field', 'test-broadcast', { ...good, world: 'live' }, 'compose.bad-file'],
    [
      'a time without a zone',
      'test-broadcast',
      { ...good, decidedAt: '2026-07-10T22:05:00' },
      'compose.bad-file',
    ],
  ])('%s: one line, exit code 2, the code with --json', async (_situation, kind, content, refused) => {
    const { code, out, err } = await run(kind, content);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ refused });
    expect(err).toHaveLength(1);
    expect(err[0]).not.toMatch(/\n|\{\{|compose\./u);
  });
});
