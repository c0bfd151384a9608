import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as values from '../../domain/cap-values.js';
import * as words from './alert.js';
import type { CapAlert, CapInfo } from './alert.js';
import { checkAlert } from './check.js';
import { isFinding } from './finding.js';
import { readAlert } from './read-alert.js';
import { readCap } from './read.js';
import { writeCap } from './write.js';

const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('&', '<', '>', '"', "'", '\n', ']]>', '避難', '😀'),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    maxLength: 12,
  })
  .map((value) =>
    value
      .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '')
      .toWellFormed()
      .trim(),
  )
  .filter((value) => value !== '');
const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '9', '町'), minLength: 1, maxLength: 8 });
const item = fc
  .string({ unit: fc.constantFrom('a', '@', ' ', '町'), minLength: 1, maxLength: 8 })
  .filter((value) => value.trim() !== '');
/** Whole seconds, as CAP has them. */
const time = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);
const millionths = (most: number) =>
  fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((value) => value / 1e6 + 0);
const point = fc.tuple(millionths(90), millionths(180));
const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 });
const named = fc.record({ valueName: text, value: text });
const optional = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [] });
const joined = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([left, right]) => ({ ...left, ...right }));

const area = joined(
  fc.record({
    areaDesc: text,
    polygon: list(fc.array(point, { minLength: 1, maxLength: 6 })),
    circle: list(
      fc.record({ centre: point, radius: fc.integer({ min: 0, max: 1e7 }).map((value) => value / 1e3) }),
    ),
    geocode: list(named),
  }),
  optional({ altitude: millionths(1000), ceiling: millionths(1000) }),
);
const resource = joined(
  fc.record({ resourceDesc: text, mimeType: text }),
  optional({ size: fc.nat(), uri: text, derefUri: text, digest: text }),
);
const info: fc.Arbitrary<CapInfo> = joined(
  fc.record({
    category: fc.array(fc.constantFrom(...values.capCategories), { minLength: 1, maxLength: 3 }),
    event: text,
    responseType: list(fc.constantFrom(...values.capResponseTypes)),
    urgency: fc.constantFrom(...values.capUrgencies),
    severity: fc.constantFrom(...values.capSeverities),
    certainty: fc.constantFrom(...values.capCertainties),
    eventCode: list(named),
    parameter: list(named),
    resource: list(resource),
    area: list(area),
  }),
  optional({
    ...{ language: text, audience: text, effective: time, onset: time, expires: time, senderName: text },
    ...{ headline: text, description: text, instruction: text, web: text, contact: text },
  }),
);
const alert: fc.Arbitrary<CapAlert> = joined(
  fc.record({
    ...{ identifier: name, sender: name, sent: time },
    status: fc.constantFrom(...words.capStatuses),
    msgType: fc.constantFrom(...words.capMsgTypes),
    scope: fc.constantFrom(...words.capScopes),
    addresses: list(item),
    code: list(text),
    references: list(fc.record({ sender: name, identifier: name, sent: time })),
    incidents: list(item),
    info: list(info),
  }),
  optional({ source: text, restriction: text, note: text }),
);

function only(xml: string) {
  const document = readCap(xml);
  if (isFinding(document)) throw new Error(document.message);
  const [found] = document.alerts;
  if (!found) throw new Error('no alert');
  return found.element;
}

test('what is written is read the same, whatever it says, at any offset', () => {
  fc.assert(
    fc.property(alert, fc.integer({ min: -14 * 60, max: 14 * 60 }), (written, offset) => {
      expect(readAlert(only(writeCap(written, offset)))).toEqual(written);
    }),
    { numRuns: 300 },
  );
});

test('and has the structure of the standard', () => {
  const structure = [
    'unknown-element',
    'element-order',
    'duplicate-element',
    'missing-element',
    'invalid-value',
  ];
  fc.assert(
    fc.property(alert, (written) => {
      const { errors } = checkAlert(only(writeCap(written, 540)));
      expect(errors.filter(({ rule }) => structure.includes(rule))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

const plain: CapAlert = {
  ...{ identifier: 'a', sender: 'b', status: 'Actual', msgType: 'Cancel', scope: 'Public', note: 'c' },
  sent: Date.parse('2026-07-14T12:30:00.999Z'),
  ...{ addresses: [], code: [], references: [], incidents: [], info: [] },
};

describe('details', () => {
  test('times are whole seconds, cut and not rounded, with the offset given', () => {
    expect(writeCap(plain, 540)).toContain('<sent>2026-07-14T21:30:00+09:00</sent>');
    expect(writeCap(plain, -210)).toContain('<sent>2026-07-14T09:00:00-03:30</sent>');
    expect(writeCap(plain, 0)).toContain('<sent>2026-07-14T12:30:00-00:00</sent>');
  });

  test('characters that XML can’t say are left out, and the others escaped', () => {
    const xml = writeCap({ ...plain, note: 'a\u0000\u0007b\r\nc\ud800<&>\ufffe' }, 540);
    expect(xml).toContain('<note>ab\nc\ufffd&lt;&amp;&gt;</note>');
    expect(xml.isWellFormed()).toBe(true);
  });

  test('coordinates have six decimals at most and no exponent', () => {
    const circle = { centre: [1e-7, -0.0000001234] as const, radius: 1.23456789 };
    const area = { areaDesc: 'x', polygon: [], circle: [circle], geocode: [] };
    const info: CapInfo = {
      ...{ category: ['Met'], event: 'x', urgency: 'Past', severity: 'Minor', certainty: 'Likely' },
      ...{ responseType: [], eventCode: [], parameter: [], resource: [], area: [area] },
    };
    expect(writeCap({ ...plain, info: [info] }, 540)).toContain('<circle>0,0 1.234568</circle>');
  });
});
