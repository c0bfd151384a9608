import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { consoleEvents, publicEvents } from '../../src/wire/live.js';
import { topics } from '../../src/wire/progress.js';

const page = readFileSync('docs/sockets.md', 'utf8');
const part = (name: string): string =>
  page.split(/^## /m).find((text) => text.startsWith(`\`${name}\``)) ?? '';
const rows = (text: string): string[] => [...text.matchAll(/^\| `(\w+)` /gm)].map(([, event = '']) => event);
const row = (text: string, event: string): string =>
  text.split('\n').find((line) => line.startsWith(`| \`${event}\``)) ?? '';

/** Names of members, however deep, through lists and options. */
function members(shape: z.ZodType): string[] {
  const { def } = shape as unknown as {
    def: { shape?: Record<string, z.ZodType>; element?: z.ZodType; innerType?: z.ZodType };
  };
  if (def.shape) return Object.entries(def.shape).flatMap(([name, inner]) => [name, ...members(inner)]);
  const inner = def.element ?? def.innerType;
  return inner ? members(inner) : [];
}

const spaces: [string, Record<string, z.ZodObject>][] = [
  ['/console', consoleEvents],
  ['/public', publicEvents],
];

describe.each(spaces)('docs/sockets.md of %s', (name, events) => {
  const text = part(name);
  test('lists its events, and no other', () => {
    expect(rows(text).sort()).toEqual(Object.keys(events).sort());
  });
  test.each(Object.entries(events))('names what %s carries, and no more', (event, shape) => {
    const own = Object.keys(shape.shape);
    const named = [...row(text, event).matchAll(/`(\w+)`/g)].map(([, word = '']) => word).slice(1);
    for (const member of own) expect(named).toContain(member);
    const all = members(shape);
    for (const word of named) expect([...all, 'hello', 'since']).toContain(word);
    for (const member of all) expect(text).toContain(`\`${member}\``);
  });
});

test('every topic stands on the page', () => {
  for (const topic of topics) expect(page).toContain(`\`${topic}\``);
});
