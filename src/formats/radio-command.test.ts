import { describe, expect, test } from '@jest/globals';
import { radioCommandBody, radioScriptDigestInput } from './radio-command.js';

describe('radioScriptDigestInput', () => {
  const script = {
    chime: 'up-down',
    siren: 'none',
    repeat: 2,
    lines: [{ language: 'ja', text: 'こちらは', reading: null }],
  } as const;
  test.each([
    ['siren', { ...script, siren: 'evacuation' }],
    ['repeat', { ...script, repeat: 1 }],
    ['chime', { ...script, chime: 'none' as const }],
    ['text', { ...script, lines: [{ ...script.lines[0], text: 'こちら' }] }],
    ['reading', { ...script, lines: [{ ...script.lines[0], reading: 'コチラワ' }] }],
  ])('changes when the %s changes', (_, changed) => {
    expect(radioScriptDigestInput(changed)).not.toBe(radioScriptDigestInput(script));
  });
});

test('a command signs the same whatever the order of its members', () => {
  expect(radioCommandBody({ sequence: 2, action: 'start' })).toBe(
    radioCommandBody({ action: 'start', sequence: 2 }),
  );
});
